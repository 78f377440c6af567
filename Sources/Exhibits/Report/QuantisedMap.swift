import Files
import Foundation

/// A map as 16-bit numbers: value = low + step * n, 65535 for what is invalid. The rounding is at most half a step.
struct QuantisedMap {
  static let invalid: UInt16 = 65535

  let low: Float
  let step: Float
  let numbers: [UInt16]

  var count: Int { numbers.count }

  /// Every `stride`-th pixel of both directions.
  init(_ tile: NumericArray, step stride: Int = 1, _ scale: Scale) {
    let (h, w) = (tile.shape[0], tile.shape[1])
    let kept = Swift.stride(from: 0, to: h, by: stride).flatMap { i in
      Swift.stride(from: 0, to: w, by: stride).map { j in tile.values[i * w + j] }
    }
    let valid = kept.filter(scale.isValid)
    let (low, high) = (valid.min() ?? 0, valid.max() ?? 0)
    let step = high > low ? (high - low) / 65534 : 1
    (self.low, self.step) = (low, step)
    numbers = kept.map { scale.isValid($0) ? UInt16(min(((($0 - low) / step).rounded()), 65534)) : Self.invalid }
  }

  /// Little-endian.
  var base64: String {
    Data(numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }).base64EncodedString()
  }
}
