import NN
import Pictures

/// The head that guesses the camera from the class tokens of four taps. Source: UniDepth `CameraHead`.
struct UniDepthV2Camera: Sendable {
  let project, pinhole: UniDepthMLP
  let aggregate: [UniDepthAttention]
  let latentsPos: Parameter

  init(_ p: Parameters, _ c: UniDepthV2.Configuration) {
    let width = c.width
    project = UniDepthMLP(p / "project", in: width, hidden: width, out: width)
    aggregate = (1...2).map {
      UniDepthAttention(
        p / "aggregate\($0)", width: width, heads: c.heads, expansion: c.expansion, isScaled: true)
    }
    pinhole = UniDepthMLP(p / "out_pinhole", in: width, hidden: width, out: 1)
    latentsPos = p.tensor("latents_pos", [1, 4, width], .normal(0.02))
  }

  /// Tokens [1, 4, C] -> the camera of a picture of this size.
  func callAsFunction(_ tokens: Tensor, _ size: (height: Int, width: Int), observe: StageObserver) -> Intrinsics {
    observe("cam.tokens_in", tokens)
    var x = project(tokens)
    observe("cam.project", x)
    for (i, block) in aggregate.enumerated() {
      x = block(x, x, position: latentsPos.value)
      observe("cam.aggregate\(i + 1)", x)
    }
    let logits = pinhole(x).reshaped([4])
    observe("cam.logits", logits)
    let (h, w) = (Double(size.height), Double(size.width))
    let diagonal = (h * h + w * w).squareRoot()
    let (focal, center) = (exp(logits.narrowed(0, 0, 2)).scalars, sigmoid(logits.narrowed(0, 2, 2)).scalars)
    return Intrinsics(
      fx: 0.7 * diagonal * Double(focal[0]), fy: 0.7 * diagonal * Double(focal[1]), cx: w * Double(center[0]),
      cy: h * Double(center[1]))
  }
}
