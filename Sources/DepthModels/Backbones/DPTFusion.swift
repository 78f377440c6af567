import NN

/// The pyramid fused from coarse to fine: each level's map is added to what came from below, refined, enlarged to the
/// next level and projected. The last is enlarged to twice its size.
struct DPTFusion: Sendable {
  /// Of level 1, the finest, to 4.
  let levels: [FeatureFusion]

  /// `suffix` of the names, for a second fusion of the same pyramid. The coarsest level has nothing to add to.
  init(_ p: Parameters, features: Int, suffix: String = "") {
    levels = (1...4).map { FeatureFusion(p / "refinenet\($0)\(suffix)", channels: features, adds: $0 < 4) }
  }

  /// Four maps [B, ·, ·, F], finest first -> [B, 8h, 8w, F].
  func callAsFunction(_ maps: [Tensor], _ observe: StageObserver = ignoreStages) -> Tensor {
    var y: Tensor?
    for level in (1...4).reversed() {
      let map = maps[level - 1]
      let size =
        level > 1
        ? (height: maps[level - 2].shape[1], width: maps[level - 2].shape[2])
        : (height: 2 * map.shape[1], width: 2 * map.shape[2])
      let fused = levels[level - 1](map, onto: y, to: size)
      observe("fuse\(level)", fused)
      y = fused
    }
    return y ?? maps[0]
  }
}

/// One level of the fusion. Source: DPT `FeatureFusionBlock`, whose names it keeps.
struct FeatureFusion: Sendable {
  let unit1: ResidualUnit?
  let unit2: ResidualUnit
  let outConv: Conv2d

  init(_ p: Parameters, channels c: Int, adds: Bool) {
    unit1 = adds ? ResidualUnit(p / "resConfUnit1", channels: c) : nil
    unit2 = ResidualUnit(p / "resConfUnit2", channels: c)
    outConv = Conv2d(p / "out_conv", in: c, out: c, kernel: 1)
  }

  /// x [B, h, w, C], the coarser result y of the same size -> [B, size, C].
  func callAsFunction(_ x: Tensor, onto y: Tensor?, to size: (height: Int, width: Int)) -> Tensor {
    var sum = x
    if let unit1, let y { sum = unit1(x, onto: y) }
    // The 1x1 convolution and the resize commute, for the weights of the resize add up to 1; the smaller map is cheaper.
    return resized(outConv(unit2(sum)), to: size, .bilinearAligned)
  }
}

/// conv2(relu(conv1(relu x))) + x. Here x itself is added, not its rectified form as in copies with an in-place ReLU.
/// Source: DPT `ResidualConvUnit`.
struct ResidualUnit: Sendable {
  let conv1, conv2: Conv2d

  init(_ p: Parameters, channels c: Int) {
    conv1 = Conv2d(p / "conv1", in: c, out: c, kernel: 3)
    conv2 = Conv2d(p / "conv2", in: c, out: c, kernel: 3)
  }

  /// `y` is added besides.
  func callAsFunction(_ x: Tensor, onto y: Tensor? = nil) -> Tensor {
    let residual = y.map { $0 + x } ?? x
    return conv2(relu(conv1(relu(x))), residual: residual)
  }
}
