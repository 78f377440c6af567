import NN

/// The second head of an any-view model: a ray per pixel of a map of 8h x 8w, from a fusion of its own over the same
/// pyramid. Depth does not need it. Source: Depth Anything 3 `DualDPT` (the `_aux` weights, finest level).
struct RayHead: Sendable {
  let fusion: DPTFusion
  let narrow: [Conv2d]
  let conv0, conv5: Conv2d
  let norm: LayerNorm

  /// Names of coarser levels, which only training reads.
  static func isOfTraining(_ name: String) -> Bool {
    (0..<3).contains { name.contains("output_conv1_aux.\($0).") || name.contains("output_conv2_aux.\($0).") }
  }

  init(_ p: Parameters, features c: Int) {
    fusion = DPTFusion(p, features: c, suffix: "_aux")
    narrow = (0..<5).map { i in
      let (c_in, c_out) = i % 2 == 0 ? (c, c / 2) : (c / 2, c)
      return Conv2d(p / "output_conv1_aux" / 3 / i, in: c_in, out: c_out, kernel: 3)
    }
    let out = p / "output_conv2_aux" / 3
    conv0 = Conv2d(out / 0, in: c / 2, out: 32, kernel: 3)
    norm = LayerNorm(out / 2, 32)
    conv5 = Conv2d(out / 5, in: 32, out: 7, kernel: 1)
  }

  /// The pyramid -> rays [1, 8h, 8w, 6] and their confidence [1, 8h, 8w, 1].
  func callAsFunction(_ maps: [Tensor], _ place: PlaceEmbedding?) -> (map: Tensor, confidence: Tensor) {
    let x = narrow.reduce(fusion(maps)) { $1($0) }
    let y = conv5(relu(norm(conv0(place?.added(to: x) ?? x))))
    return (y.narrowed(3, 0, 6), exp(y.narrowed(3, 6, 1)) + 1)
  }
}
