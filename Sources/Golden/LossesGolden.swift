import Files
import HazyDepth
import NN
import Processes

extension Golden {
  /// The loss terms and their gradients, with the manifest's own gamma, quantile, margin and weights.
  static func runLosses(_ run: GoldenRun) throws -> [GoldenCheck] {
    let losses = try LossesGolden(run)
    try losses.main()
    for name in ["empty_mask", "one_image_empty"] { try losses.depth("edge_depth_\(name).safetensors") }
    for name in ["no_valid_pair", "empty_mask", "one_image_without", "equal_v"] {
      try losses.rank("edge_rank_\(name).safetensors")
    }
    for name in ["no_haze", "sparse_haze", "one_image_no_haze"] { try losses.haze("edge_vis_\(name).safetensors") }
    try losses.saturated("edge_vis_saturated.safetensors")
    for name in ["1xW", "Hx1", "1x1", "constant"] { try losses.variation("edge_tv_\(name).safetensors") }
    return run.finish()
  }
}

private struct LossesGolden {
  let run: GoldenRun
  let gamma, quantile: Double
  let margin: Float
  let lambda: LossWeights

  init(_ run: GoldenRun) throws {
    self.run = run
    let parameters = run.folder.manifest["parameters"]
    func number(_ value: JSONValue?, _ name: String) throws -> Double {
      guard let number = value?[name]?.number else {
        throw FileError(.damaged, run.folder.path + "/manifest.json", "holds no parameter '\(name)'")
      }
      return number
    }
    gamma = try number(parameters, "gamma")
    quantile = try number(parameters, "quantile")
    margin = Float(try number(parameters, "rank_threshold"))
    var weights = LossWeights()
    for term in Objective.terms { weights[term] = Float(try number(parameters?["weights"], term.name)) }
    lambda = weights
  }

  /// A loss and its gradient with respect to `x`, against two tensors of a file.
  private func compare(
    _ file: GoldenFile, _ loss: String, _ gradient: String, at x: Tensor, _ f: (Tensor) throws -> Tensor
  ) throws {
    let tracked = x.tracked()
    let L = try f(tracked)
    try file.compare(loss, scalar: L)
    let g = L.backward()[tracked] ?? Tensor.full(x.shape, .nan)
    // Gradients are small: they have a tolerance of their own.
    try file.compare(gradient, map: g, tolerance: "grad")
  }

  func main() throws {
    let file = try run.file("main.safetensors")
    let mask = try file.map("mask")
    try compare(file, "L_dehaze", "L_dehaze.grad_vhat", at: try file.map("vhat_dehaze")) {
      dehazeLoss($0, try file.map("vstar_dehaze"))
    }
    try compare(file, "L_depth", "L_depth.grad_vhat", at: try file.map("vhat_depth")) {
      depthLoss($0, try file.map("vstar_depth"), mask: mask)
    }

    let haze = HazeMagnitude(try file.map("z_hazy"), try file.map("z_clean"), quantile: quantile)
    try file.compare("delta", map: haze.delta)
    try file.compare("q", haze.q.map { Float($0) })
    try file.compare("target", map: haze.visibilityTarget(gamma: gamma))
    try file.compare("preserve_w", map: haze.clearness)

    let logits = try file.map("logits")
    let v = sigmoid(logits)
    try file.compare("v", map: v)
    try compare(file, "L_vis", "L_vis.grad_logits", at: logits) { visibilityLoss($0, haze, gamma: gamma) }
    try compare(file, "L_vis", "L_vis.grad_v", at: v) { v in
      visibilityLoss(log(v) - log(1 - v), haze, gamma: gamma)
    }
    let (pairs, d) = (try pairs(file), try file.map("depth_latent"))
    for (averaging, suffix) in [(Averaging.overBatch, ""), (.perImage, "_per_image")] {
      try compare(file, "L_rank" + suffix, "L_rank\(suffix).grad_v", at: v) {
        rankLoss($0, d, pairs: pairs, margin: margin, averaging: averaging)
      }
      try compare(file, "L_preserve" + suffix, "L_preserve\(suffix).grad_v", at: v) {
        preserveLoss($0, haze, averaging: averaging)
      }
    }
    try compare(file, "L_tv", "L_tv.grad_v", at: v, totalVariation)
    try compare(file, "total", "total.grad_logits", at: logits) { logits in
      let v = sigmoid(logits)
      let onVisibility = [
        lambda[.vis] * visibilityLoss(logits, haze, gamma: gamma), lambda[.preserve] * preserveLoss(v, haze),
        lambda[.rank] * rankLoss(v, d, pairs: pairs, margin: margin), lambda[.tv] * totalVariation(v),
      ]
      let dehaze = lambda[.dehaze] * dehazeLoss(try file.map("vhat_dehaze"), try file.map("vstar_dehaze"))
      let depth = lambda[.depth] * depthLoss(try file.map("vhat_depth"), try file.map("vstar_depth"), mask: mask)
      return onVisibility.reduce(dehaze + depth, +)
    }
  }

  func depth(_ name: String) throws {
    let file = try run.file(name)
    try compare(file, "loss", "grad_vhat", at: try file.map("vhat")) {
      depthLoss($0, try file.map("vstar"), mask: try file.map("mask"))
    }
  }

  func rank(_ name: String) throws {
    let file = try run.file(name)
    let (v, d, pairs) = (try file.map("v"), try file.map("depth_latent"), try pairs(file))
    try compare(file, "loss", "grad_v", at: v) { rankLoss($0, d, pairs: pairs, margin: margin) }
    if file.has("loss_per_image") {
      let loss = rankLoss(v, d, pairs: pairs, margin: margin, averaging: .perImage)
      try file.compare("loss_per_image", scalar: loss)
    }
  }

  /// Images without haze take no part ("skip"); with a floor under the quantile they do ("eps", for information).
  func haze(_ name: String) throws {
    let file = try run.file(name)
    let (logits, delta) = (try file.map("logits"), try file.map("delta"))
    for (variant, floor) in [("skip", 0), ("eps", 1e-6)] {
      let haze = HazeMagnitude(delta: delta, quantile: quantile, floor: floor)
      try file.compare(variant + ".target", map: haze.visibilityTarget(gamma: gamma))
      try compare(file, variant + ".loss", variant + ".grad_logits", at: logits) {
        visibilityLoss($0, haze, gamma: gamma)
      }
    }
    let haze = HazeMagnitude(delta: delta, quantile: quantile)
    try file.compare("q", haze.q.map { Float($0) })
    try file.compare("preserve.w", map: haze.clearness)
    try compare(file, "preserve.loss", "preserve.grad_v", at: try file.map("v")) { preserveLoss($0, haze) }
  }

  func saturated(_ name: String) throws {
    let file = try run.file(name)
    let haze = HazeMagnitude(delta: try file.map("delta"), quantile: quantile)
    try file.compare("target", map: haze.visibilityTarget(gamma: gamma))
    try compare(file, "loss", "grad_logits", at: try file.map("logits")) { visibilityLoss($0, haze, gamma: gamma) }
  }

  func variation(_ name: String) throws {
    let file = try run.file(name)
    try compare(file, "loss", "grad_v", at: try file.map("v"), totalVariation)
  }

  /// The stored pairs [B, 128, 2] of indices within an image, the first `pair_counts[b]` of each.
  private func pairs(_ file: GoldenFile) throws -> PixelPairs {
    let shape = try file.shape("pairs")
    let (indices, counts) = (try file.integers("pairs"), try file.integers("pair_counts"))
    let d = try file.shape("depth_latent")
    var pairs = PixelPairs(images: shape[0])
    for (b, count) in counts.enumerated() {
      for n in 0..<count {
        let at = 2 * (b * shape[1] + n)
        let start = b * d[2] * d[3]
        pairs.append(Int32(start + indices[at]), Int32(start + indices[at + 1]), image: b)
      }
    }
    return pairs
  }
}
