import NN
import Numerics

/// Metric depth in [-1, 1], as the VAE takes it. Depths are clamped to `nearest`...`farthest` metres first: what lies
/// beyond saturates and should be masked, or be read as "at least that far".
public struct DepthCoding: Sendable, Equatable {
  public enum Curve: String, Sendable, CaseIterable {
    /// 2 (d - d0)/(d1 - d0) - 1: an error means the same metres everywhere.
    case linear
    /// 2 ln(d/d0)/ln(d1/d0) - 1: an error means the same per cent everywhere.
    case log
    /// 2 (1/d - 1/d1)/(1/d0 - 1/d1) - 1, near is +1: an error grows with the square of the distance.
    case inverse
  }
  public let curve: Curve
  /// d0 and d1, in metres.
  public let nearest: Double
  public let farthest: Double

  /// Traps unless 0 < nearest < farthest.
  public init(_ curve: Curve, nearest: Double = 0.5, farthest: Double = 80) {
    require(
      nearest > 0 && nearest < farthest, "DepthCoding: \(nearest)...\(farthest) m, expected 0 < nearest < farthest")
    self.curve = curve
    self.nearest = nearest
    self.farthest = farthest
  }

  /// Metres -> [-1, 1]; NaN stays.
  public func encode(_ depth: Float) -> Float {
    let d = min(max(Double(depth), nearest), farthest)
    guard !depth.isNaN else { return .nan }
    switch curve {
    case .linear: return Float(2 * (d - nearest) / (farthest - nearest) - 1)
    case .log: return Float(2 * Portable.log(d / nearest) / Portable.log(farthest / nearest) - 1)
    case .inverse: return Float(2 * (1 / d - 1 / farthest) / (1 / nearest - 1 / farthest) - 1)
    }
  }

  /// [-1, 1] -> metres, values outside clamped to the ends; NaN stays.
  public func decode(_ coded: Float) -> Float {
    guard !coded.isNaN else { return .nan }
    let u = (min(max(Double(coded), -1), 1) + 1) / 2
    switch curve {
    case .linear: return Float(nearest + u * (farthest - nearest))
    case .log: return Float(nearest * Portable.exp(u * Portable.log(farthest / nearest)))
    case .inverse: return Float(1 / (1 / farthest + u * (1 / nearest - 1 / farthest)))
    }
  }

  /// Every element coded; without gradient.
  public func encode(_ depth: Tensor) -> Tensor { map(depth) { encode($0) } }
  /// Every element decoded; without gradient.
  public func decode(_ coded: Tensor) -> Tensor { map(coded) { decode($0) } }

  private func map(_ x: Tensor, _ f: (Float) -> Float) -> Tensor {
    x.withUnsafeBufferPointer { x_values in
      Tensor(x.shape) { y in for i in y.indices { y[i] = f(x_values[i]) } }
    }
  }
}
