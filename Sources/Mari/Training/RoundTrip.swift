import Diffusion
import Metrics
import NN

/// What a VAE alone loses: the ceiling of every method that works in its latents.
public struct RoundTrip: Sendable {
  public struct Depth: Sendable {
    public let curve: DepthCoding.Curve
    /// 0 to 80 m, pooled over pixels.
    public let mae, absRel, rmse: Double
  }
  /// Means over images, dB.
  public private(set) var clearPSNR = 0.0
  public private(set) var hazyPSNR = 0.0
  /// Mean HSV saturation of the clear pictures, before and after.
  public private(set) var saturation = 0.0
  public private(set) var saturationAfter = 0.0
  /// One entry for each coding over 2 to 80 m.
  public private(set) var depths: [Depth] = []

  /// Encodes and decodes every picture.
  public init(_ vae: VAE, on pictures: PictureSet, batch: Int = 8) {
    let (w, h) = (pictures.width, pictures.height)
    let chunks = stride(from: 0, to: pictures.items.count, by: batch).map {
      Array(pictures.items[$0..<min($0 + batch, pictures.items.count)])
    }
    func cycle(_ x: Tensor) -> Tensor { withoutGradients { vae.decode(vae.encode(x)) } }
    for chunk in chunks {
      let clear = cycle(Tensor(pictures: chunk.map(\.clear), width: w, height: h)).pictures
      let hazy = cycle(Tensor(pictures: chunk.map { $0.hazy[0] }, width: w, height: h)).pictures
      for (i, item) in chunk.enumerated() {
        clearPSNR += RoundTrip.psnr(clear[i], item.clear)
        hazyPSNR += RoundTrip.psnr(hazy[i], item.hazy[0])
        saturation += RoundTrip.saturation(item.clear.map { Float($0) / 255 })
        saturationAfter += RoundTrip.saturation(clear[i])
      }
    }
    let n = Double(pictures.items.count)
    clearPSNR /= n
    hazyPSNR /= n
    saturation /= n
    saturationAfter /= n
    depths = DepthCoding.Curve.allCases.map { curve in
      let coding = DepthCoding(curve, nearest: 2, farthest: 80)
      var scorer = Scorer()
      for (k, chunk) in chunks.enumerated() {
        let predicted = cycle(Tensor(depths: chunk.map(\.metres), width: w, height: h, coding: coding)).metres(coding)
        for (i, item) in chunk.enumerated() {
          scorer.add(k * batch + i, truth: item.metres, prediction: predicted[i])
        }
      }
      let scores = scorer.scores(.pixelPool)
      return Depth(
        curve: curve, mae: scores[.mae] ?? .nan, absRel: scores[.absRel] ?? .nan, rmse: scores[.rmse] ?? .nan)
    }
  }

  private static func psnr(_ x: [Float], _ bytes: [UInt8]) -> Double {
    var sum = 0.0
    for i in x.indices {
      let e = Double(x[i]) - Double(bytes[i]) / 255
      sum += e * e
    }
    return ImageQuality.decibels(sum / Double(x.count))
  }

  /// The mean over pixels of (max - min) / max, 0 for black: RGB interleaved in [0, 1].
  static func saturation(_ rgb: [Float]) -> Double {
    var sum = 0.0
    for i in stride(from: 0, to: rgb.count, by: 3) {
      let high = max(rgb[i], rgb[i + 1], rgb[i + 2])
      let low = min(rgb[i], rgb[i + 1], rgb[i + 2])
      if high > 0 { sum += Double((high - low) / high) }
    }
    return sum / Double(rgb.count / 3)
  }
}
