import DriveData
import Evaluation
import NN
import Numerics

/// How well a model does on held-out frames, in their fog: depth over 0 to 80 m and the dehazed picture.
public struct HeldOutScores: Sendable, Codable, Equatable {
  /// Means over images.
  public let absRel, delta1, mae, rmse: Double
  /// dB; of the dehazed picture, and of the hazy one as it is.
  public let psnr, ssim, hazyPSNR: Double
  public let images: Int

  /// Predicts every picture in its first fog, a batch at a time.
  public init(_ predictor: MariMetric2Predictor, on pictures: Pictures, batch: Int = 16) {
    var errors = DepthErrors()
    var (psnr, ssim, hazy) = (0.0, 0.0, 0.0)
    let (w, h) = (pictures.width, pictures.height)
    for start in stride(from: 0, to: pictures.items.count, by: batch) {
      let items = pictures.items[start..<min(start + batch, pictures.items.count)]
      let x = Tensor(pictures: items.map { $0.hazy[0] }, width: w, height: h)
      let predictions = predictor.predict(x, ids: items.map(\.id))
      for (i, (item, prediction)) in zip(items, predictions).enumerated() {
        errors.accumulate(image: start + i, truth: item.metres, prediction: prediction.depth.values)
        let truth = ColorImage(bytes: item.clear, height: h, width: w)
        let clean = ColorImage(prediction.clean!.floats, height: h, width: w)
        psnr += ImageQuality.decibels(HeldOutScores.mse(clean, truth))
        ssim += SSIM()(clean, truth) ?? 0
        hazy += ImageQuality.decibels(HeldOutScores.mse(ColorImage(bytes: item.hazy[0], height: h, width: w), truth))
      }
    }
    let n = Double(pictures.items.count)
    let scores = errors.scores(.imageMean)
    (absRel, delta1) = (scores[.absRel] ?? .nan, scores[.delta1] ?? .nan)
    (mae, rmse) = (scores[.mae] ?? .nan, scores[.rmse] ?? .nan)
    (self.psnr, self.ssim, hazyPSNR) = (psnr / n, ssim / n, hazy / n)
    images = pictures.items.count
  }

  /// What the best checkpoint is chosen by: PSNR, SSIM and AbsRel together, each scaled to about one. Higher is better.
  public var joint: Double { psnr / 20 + ssim + (1 - absRel) }

  private static func mse(_ a: ColorImage, _ b: ColorImage) -> Double {
    var sum = 0.0
    for (p, q) in zip(a.planes, b.planes) {
      for i in p.indices { sum += (p[i] - q[i]) * (p[i] - q[i]) }
    }
    return sum / Double(3 * a.count)
  }
}
