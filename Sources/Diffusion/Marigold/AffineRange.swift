import NN
import Numerics

/// Marigold's depth in [-1, 1]: the 2 % and 98 % quantiles of the valid depths become -1 and +1, what lies outside is
/// clipped. Affine-invariant: the metres are gone. Source: Marigold, `ScaleShiftDepthNormalizer`.
public struct AffineRange: Sendable, Equatable {
  /// Depths that become -1 and +1.
  public let low: Double
  public let high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The quantiles `share` and 1 - `share` of the valid depths. Traps if none is valid.
  public init(of depth: [Float], valid: [Bool], share: Double = 0.02) {
    require(depth.count == valid.count, "AffineRange: \(depth.count) depths, \(valid.count) marks")
    let values = zip(depth, valid).filter(\.1).map { Double($0.0) }
    require(!values.isEmpty, "AffineRange: no valid depth")
    low = Quantiles.quantile(values, share)
    high = Quantiles.quantile(values, 1 - share)
  }

  /// 2 (d - low)/(high - low) - 1 in [-1, 1], of every element; without gradient. Traps if the range is empty.
  public func encode(_ depth: Tensor) -> Tensor {
    require(high > low, "AffineRange: \(low)...\(high) is empty")
    return depth.withUnsafeBufferPointer { d in
      Tensor(depth.shape) { y in
        for i in y.indices {
          let x = (Double(d[i]) - low) / (high - low) * 2 - 1
          y[i] = x.isNaN ? .nan : Float(min(max(x, -1), 1))
        }
      }
    }
  }
}
