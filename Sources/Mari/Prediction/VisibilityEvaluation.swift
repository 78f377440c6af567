import Metrics
import NN
import Numerics
import Pictures

/// A model's visibility on held-out latents, image by image, beside the true transmission of each cell.
public struct VisibilityEvaluation: Sendable {
  /// One image: v, the true transmission t (nil where nobody knows it) and L_vis's target [h * w]; what v is worth.
  public struct Image: Sendable {
    public let id: Int
    public let v, target: [Double]
    public let t: [Double]?
    public let scores: VisibilityScores
    /// L_vis of this image alone; 0 where it shows no haze.
    public let bce: Double
  }
  public let images: [Image]
  /// Of the maps.
  public let height, width: Int

  /// The first fog of each frame of the set, or of its first `count`.
  public init(_ model: MariMetric2, on latents: LatentSet, objective: Objective = Objective(), count: Int? = nil) {
    (height, width) = (latents.height, latents.width)
    images = withoutGradients {
      (0..<min(count ?? latents.count, latents.count)).map { frame in
        VisibilityEvaluation.image(model, latents.batch([(frame, 0)]), objective)
      }
    }
  }

  private static func image(_ model: MariMetric2, _ batch: LatentBatch, _ objective: Objective) -> Image {
    let visibility = model.visibility(batch.z_hazy)
    let haze = HazeMagnitude(batch.z_hazy, batch.z_clean, quantile: objective.quantile)
    func values(_ x: Tensor) -> [Double] { x.scalars.map(Double.init) }
    let v = values(visibility.v)
    let t = batch.transmission.map(values).flatMap { t in t.allSatisfy { $0 >= 0 } ? t : nil }
    let target = values(haze.visibilityTarget(gamma: objective.gamma))
    let scores = VisibilityScores(
      v: v, transmission: t, target: target, depth: values(batch.depth),
      valid: batch.mask.scalars.map { $0 > 0 }, width: batch.z_hazy.shape[2], margin: Double(objective.margin))
    return Image(
      id: batch.imageIDs[0], v: v, target: target, t: t, scores: scores,
      bce: Double(visibilityLoss(visibility.logits, haze, gamma: objective.gamma).value))
  }

  /// The mean of one score over the images that have it; nil if none has.
  public func mean(_ score: (Image) -> Double?) -> Double? {
    let values = images.compactMap(score)
    return values.isEmpty ? nil : FixedOrder.mean(values)
  }

  /// v of all cells of the images whose true transmission is known, as a prediction of it.
  public var calibration: Calibration? {
    let known = images.filter { $0.t != nil }
    return Calibration(predicted: known.flatMap(\.v), actual: known.flatMap { $0.t ?? [] })
  }
  /// The same against what the head was trained for.
  public var calibrationToTarget: Calibration? {
    Calibration(predicted: images.flatMap(\.v), actual: images.flatMap(\.target))
  }
}
