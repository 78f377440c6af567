import Numerics
import Pictures

/// A frame under both conditions with what a model says of it: all that a panel or an inspector shows.
public struct OddFrame: Sendable {
  public let clear: Image
  public let hazy: Image
  /// Metres, 0 where there is no truth; and the two predictions.
  public let truth: [Float]
  public let predictedClear: [Float]
  public let predictedHazy: [Float]

  /// Both pictures, the truth and both predictions have one size; others trap.
  public init(clear: Image, hazy: Image, truth: [Float], predictedClear: [Float], predictedHazy: [Float]) {
    let n = clear.width * clear.height
    require(
      hazy.width == clear.width && hazy.height == clear.height
        && [truth, predictedClear, predictedHazy].allSatisfy { $0.count == n },
      "OddFrame: parts of different sizes")
    (self.clear, self.hazy, self.truth) = (clear.rgb, hazy.rgb, truth)
    (self.predictedClear, self.predictedHazy) = (predictedClear, predictedHazy)
  }

  public var width: Int { clear.width }
  public var height: Int { clear.height }

  /// Planes of a stored frame: both pictures with a pixel's three bytes as one integer, truth, both predictions.
  public static let planes = 5

  /// [planes, height, width], row-major: a number per pixel, so that any array file can hold it.
  public var stored: [Float] {
    func packed(_ image: Image) -> [Float] {
      let bytes = image.bytes.map { Int($0) }
      return (0..<width * height).map { i -> Float in
        let bits: Int = bytes[3 * i] << 16 | bytes[3 * i + 1] << 8 | bytes[3 * i + 2]
        return Float(bits)
      }
    }
    return packed(clear) + packed(hazy) + truth + predictedClear + predictedHazy
  }

  /// From what `stored` gave.
  public init(stored values: ArraySlice<Float>, width: Int, height: Int) {
    let n = width * height
    require(values.count == OddFrame.planes * n, "OddFrame: \(values.count) numbers for \(width) x \(height) pixels")
    func plane(_ k: Int) -> [Float] { Array(values[values.startIndex + k * n..<values.startIndex + (k + 1) * n]) }
    func picture(_ k: Int) -> Image {
      let bytes = plane(k).flatMap { x -> [UInt8] in
        let bits = Int(x)
        return [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
      }
      return Image(width: width, height: height, bytes: bytes)
    }
    self.init(clear: picture(0), hazy: picture(1), truth: plane(2), predictedClear: plane(3), predictedHazy: plane(4))
  }

  /// |hazy error| - |clear error| per pixel, metres; nil without a truth in range (`farthest` metres).
  public func worsening(farthest: Float = 80) -> [Float?] {
    truth.indices.map { i in
      truth[i] > 0 && truth[i] <= farthest
        ? abs(predictedHazy[i] - truth[i]) - abs(predictedClear[i] - truth[i]) : nil
    }
  }
}
