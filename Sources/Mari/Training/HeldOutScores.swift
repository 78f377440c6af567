import Driving
import Metrics
import NN
import Numerics
import Pictures

/// How well a model does on held-out frames, in their fog: depth over 0 to 80 m and the dehazed picture.
public struct HeldOutScores: Sendable, Codable, Equatable {
  /// Means over images.
  public let absRel, delta1, mae, rmse: Double
  /// dB; of the dehazed picture, and of the hazy one as it is.
  public let psnr, ssim, hazyPSNR: Double
  public let images: Int

  /// One image. Depth errors are nil where it has no pixel of 0 to 80 m.
  public struct Image: Sendable {
    public let id: String
    public let absRel, delta1, mae, rmse: Double?
    /// How much depth varies beside the truth (`DepthSpread`).
    public let depthSpread: Double?
    public let psnr, ssim, hazyPSNR: Double
  }

  /// Predicts every picture in its first fog, a batch at a time.
  public init(_ predictor: MariMetric2Predictor, on pictures: PictureSet, batch: Int = 16) {
    self.init(of: HeldOutScores.each(predictor, on: pictures, batch: batch))
  }

  /// The means of images.
  public init(of images: [Image]) {
    func mean(_ value: (Image) -> Double?) -> Double {
      let values = images.compactMap(value)
      return values.isEmpty ? .nan : FixedOrder.mean(values)
    }
    (absRel, delta1, mae, rmse) = (mean(\.absRel), mean(\.delta1), mean(\.mae), mean(\.rmse))
    (psnr, ssim, hazyPSNR) = (mean(\.psnr), mean(\.ssim), mean(\.hazyPSNR))
    self.images = images.count
  }

  /// The same, image by image.
  public static func each(_ predictor: MariMetric2Predictor, on pictures: PictureSet, batch: Int = 16) -> [Image] {
    let (w, h) = (pictures.width, pictures.height)
    return stride(from: 0, to: pictures.items.count, by: batch).flatMap { start in
      let items = pictures.items[start..<min(start + batch, pictures.items.count)]
      let x = Tensor(pictures: items.map { $0.hazy[0] }, width: w, height: h)
      let predictions = predictor.predict(x, ids: items.map(\.id))
      return zip(items, predictions).map { item, prediction in
        let row = Scorer.row(truth: item.metres, prediction: prediction.depth.values)
        func depth(_ metric: DepthMetric) -> Double? { row.isScored ? row.sums[metric] : nil }
        let truth = ColorImage(bytes: item.clear, height: h, width: w)
        let hazy = ColorImage(bytes: item.hazy[0], height: h, width: w)
        let clean = ColorImage(prediction.clean!.floats, height: h, width: w)
        return Image(
          id: item.id, absRel: depth(.absRel), delta1: depth(.delta1), mae: depth(.mae), rmse: depth(.rmse),
          depthSpread: DepthSpread.ratio(truth: item.metres, prediction: prediction.depth.values),
          psnr: ImageQuality.decibels(mse(clean, truth)), ssim: SSIM()(clean, truth) ?? 0,
          hazyPSNR: ImageQuality.decibels(mse(hazy, truth)))
      }
    }
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
