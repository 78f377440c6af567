import NN
import Numerics
import World

/// The vision transformer of DINOv2: patches and a class token, learned positions resized to the image, blocks with
/// layer scale. Any width and depth. Source: Oquab et al., TMLR 2024, whose parameter names it keeps.
///
///     let vit = VisionTransformer(p / "pixel_encoder", .small)
///     let taps = vit(ImageNetImage.normalized(bytes, height: h, width: w))
///     let maps = taps.map { vit.norm(vit.patches($0.tokens)) }
public struct VisionTransformer: Sendable {
  public let configuration: Configuration
  let patchEmbed: Conv2d
  let clsToken, posEmbed: Parameter
  let cameraToken: Parameter?
  let blocks: [VisionTransformerBlock]
  /// The final norm. Whether taps pass through it is the user's choice.
  public let norm: LayerNorm

  /// What is kept of one block.
  public struct Tap: Sendable {
    /// The block's output [B, 1 + N, D]: class token, then patches row by row. Not normalised.
    public let tokens: Tensor
    /// The output of the last block up to here that attends within one view: `tokens`, but behind a global block.
    public let local: Tensor
  }

  /// Traps where heads do not divide the width, or a tap is none of the blocks 0..<depth.
  public init(_ p: Parameters, _ c: Configuration) {
    require(
      c.width % c.heads == 0 && c.taps.allSatisfy { (0..<c.depth).contains($0) },
      "VisionTransformer \(p.path): width \(c.width), \(c.heads) heads, depth \(c.depth), taps \(c.taps) do not fit")
    configuration = c
    patchEmbed = Conv2d(
      p / "patch_embed" / "proj", in: 3, out: c.width, kernel: c.patch, stride: c.patch, padding: Padding.none)
    clsToken = p.tensor("cls_token", [1, 1, c.width], .normal(0.02))
    posEmbed = p.tensor("pos_embed", [1, 1 + c.grid.rows * c.grid.columns, c.width], .normal(0.02))
    cameraToken = c.views.map { _ in p.tensor("camera_token", [1, 2, c.width], .normal(0.02)) }
    blocks = (0..<c.depth).map { VisionTransformerBlock(p / "blocks" / $0, c, index: $0) }
    norm = LayerNorm(p / "norm", c.width, eps: c.finalEps)
  }

  /// Normalised images x [B, H, W, 3], sides multiples of the patch -> the taps in the order of the configuration.
  ///
  /// Stages: `patch_embed`, `pos_embed`, `tokens_in`, `block{i}.attn`, `block{i}` with i from 1.
  public func callAsFunction(_ x: Tensor, observe: StageObserver = ignoreStages) -> [Tap] {
    let patch = configuration.patch
    require(
      x.rank == 4 && x.shape[1] % patch == 0 && x.shape[2] % patch == 0 && x.shape[1] > 0 && x.shape[2] > 0,
      "VisionTransformer: x \(x.shape), expected [B, H, W, 3] with sides in multiples of \(patch)")
    let (h, w) = (x.shape[1] / patch, x.shape[2] / patch)
    var tokens = embedded(x, h, w, observe)
    observe("tokens_in", tokens)
    var (local, taps) = (tokens, [Int: Tap]())
    for (i, block) in blocks.enumerated() where i <= configuration.taps.max() ?? 0 {
      if i == configuration.views?.start { tokens = withCameraToken(tokens) }
      let isGlobal = configuration.views?.isGlobal(i) ?? false
      let rotation = block.rotates ? RotaryPositions(rows: h, columns: w, head: block.headWidth, isGlobal) : nil
      tokens = block(tokens, rotation) { observe("block\(i + 1).attn", $0) }
      observe("block\(i + 1)", tokens)
      if !isGlobal { local = tokens }
      if configuration.taps.contains(i) { taps[i] = Tap(tokens: tokens, local: local) }
    }
    return configuration.taps.compactMap { taps[$0] }
  }

  /// The patches of tokens [B, 1 + N, D] -> [B, N, D].
  public func patches(_ tokens: Tensor) -> Tensor { tokens.narrowed(1, 1, tokens.shape[1] - 1) }

  /// The class token of tokens [B, 1 + N, D] -> [B, 1, D].
  public func classToken(_ tokens: Tensor) -> Tensor { tokens.narrowed(1, 0, 1) }

  private func embedded(_ x: Tensor, _ h: Int, _ w: Int, _ observe: StageObserver) -> Tensor {
    let (batch, width) = (x.shape[0], configuration.width)
    let patches = patchEmbed(x).reshaped([batch, h * w, width])
    observe("patch_embed", patches)
    let (first, grid) = positions(h, w)
    observe("pos_embed", concatenated(first, grid, axis: 1))
    // The class token is repeated over the batch.
    let cls = Tensor.zeros([batch, 1, width]) + (clsToken.value + first)
    return concatenated(cls, patches + grid, axis: 1)
  }

  /// The positions of the class token [1, 1, D] and of h x w patches [1, h w, D].
  private func positions(_ h: Int, _ w: Int) -> (first: Tensor, grid: Tensor) {
    let (rows, columns) = configuration.grid
    let all = posEmbed.value
    var grid = all.narrowed(1, 1, rows * columns)
    if (h, w) != (rows, columns) {
      let offset = configuration.positionOffset
      let step = (Double(rows) / (Double(h) + offset), Double(columns) / (Double(w) + offset))
      grid = resized(
        grid.reshaped([1, rows, columns, configuration.width]), to: (h, w), .bicubic,
        step: (height: step.0, width: step.1)
      ).reshaped([1, h * w, configuration.width])
    }
    return (all.narrowed(1, 0, 1), grid)
  }

  /// The class token gives way to the camera token of the reference view.
  private func withCameraToken(_ tokens: Tensor) -> Tensor {
    guard let cameraToken else { return tokens }
    let camera = Tensor.zeros([tokens.shape[0], 1, tokens.shape[2]]) + cameraToken.value.narrowed(1, 0, 1)
    return concatenated(camera, patches(tokens), axis: 1)
  }
}
