import Numerics

/// How close an image (dehazed, say) is to a reference of the same size.
public struct ImageQuality: Sendable, Equatable {
  public let mse: Double
  public let mae: Double
  /// 10 log10(1 / MSE) over all channels, dB; infinite for identical images.
  public let psnr: Double
  /// The mean of the channels' PSNR: another number.
  public let psnrOfChannels: Double
  /// Mean over channels, valid windows; nil below 11 pixels.
  public let ssim: Double?
  /// The same on Rec. 601 luma.
  public let ssimLuma: Double?
  /// CIEDE2000 mean and 95th percentile over pixels.
  public let colorDifference: Double
  public let colorDifferenceP95: Double

  /// Traps for images of different sizes.
  public init(_ image: ColorImage, reference: ColorImage) {
    require(
      image.height == reference.height && image.width == reference.width,
      "ImageQuality: \(image.width) x \(image.height) vs \(reference.width) x \(reference.height)")
    let channels = zip(image.planes, reference.planes).map { a, b in
      FixedOrder.mean(zip(a, b).map { ($0 - $1) * ($0 - $1) })
    }
    mse = channels.reduce(0, +) / 3
    mae =
      zip(image.planes, reference.planes).reduce(0) { sum, planes in
        sum + FixedOrder.mean(zip(planes.0, planes.1).map { abs($0 - $1) })
      } / 3
    psnr = ImageQuality.decibels(mse)
    psnrOfChannels = channels.reduce(0) { $0 + ImageQuality.decibels($1) } / 3
    ssim = SSIM()(image, reference)
    ssimLuma = SSIM()(image.luma, reference.luma, height: image.height, width: image.width)
    let differences = CIEDE2000.map(image, reference)
    colorDifference = FixedOrder.mean(differences)
    colorDifferenceP95 = Quantiles.quantile(differences, 0.95)
  }

  /// 10 log10(1 / mse) for values of range 1; infinite at 0.
  public static func decibels(_ mse: Double) -> Double {
    mse == 0 ? .infinity : -10 * Portable.log(mse) / 2.302585092994046
  }

  /// Standard deviation of the luma: what fog takes away.
  public static func contrast(_ image: ColorImage) -> Double {
    FixedOrder.variance(image.luma, correction: 0).squareRoot()
  }

  /// One bin of distances: pixels, MAE and PSNR over its pixels and channels; nil values where it is empty.
  public struct DepthBin: Sendable, Equatable {
    public let lower: Double
    public let upper: Double
    public let n: Int
    public let mae: Double?
    public let psnr: Double?
  }

  /// The errors by the true distance [H * W] of the clear frame, bins left-closed, the last one closed. Pixels without a
  /// distance (NaN, or outside the edges) belong to no bin.
  public static func byDepth(
    _ image: ColorImage, reference: ColorImage, depth: [Float], edges: [Double] = DepthBins.drivingEdges
  ) -> [DepthBin] {
    require(depth.count == image.count, "byDepth: \(depth.count) distances, \(image.count) pixels")
    return (0..<edges.count - 1).map { k in
      let isLast = k == edges.count - 2
      let inside = depth.indices.filter {
        let d = Double(depth[$0])
        return d >= edges[k] && (isLast ? d <= edges[k + 1] : d < edges[k + 1])
      }
      let errors = (0..<3).flatMap { c in inside.map { image.planes[c][$0] - reference.planes[c][$0] } }
      guard !errors.isEmpty else { return DepthBin(lower: edges[k], upper: edges[k + 1], n: 0, mae: nil, psnr: nil) }
      return DepthBin(
        lower: edges[k], upper: edges[k + 1], n: inside.count, mae: FixedOrder.mean(errors.map { abs($0) }),
        psnr: decibels(FixedOrder.mean(errors.map { $0 * $0 })))
    }
  }
}
