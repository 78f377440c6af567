import NN
import Numerics
import Processes

/// Metric depth in [-1, 1], as the VAE takes it. Depths are clamped to `nearest`...`farthest` metres first: what lies
/// beyond saturates and should be masked, or be read as "at least that far".
public struct DepthCoding: Sendable, Equatable {
  public enum Curve: String, Sendable, CaseIterable {
    /// 2 (d - d0)/(d1 - d0) - 1: an error means the same metres everywhere.
    case linear
    /// 2 (√d - √d0)/(√d1 - √d0) - 1: an error grows with the root of the distance.
    case sqrt
    /// 2 ln(d/d0)/ln(d1/d0) - 1: an error means the same per cent everywhere.
    case log
    /// 2 (1/d - 1/d1)/(1/d0 - 1/d1) - 1, near is +1: an error grows with the square of the distance.
    case inverse
  }
  public let curve: Curve
  /// d0 and d1, in metres.
  public let nearest: Double
  public let farthest: Double

  /// Log from 2 to 80 m unless told otherwise: of the four, the one that small VAEs give back best by MAE, AbsRel and
  /// RMSE. Traps unless 0 < nearest < farthest.
  public init(_ curve: Curve = .log, nearest: Double = 2, farthest: Double = 80) {
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
    case .sqrt:
      let (a, b) = (nearest.squareRoot(), farthest.squareRoot())
      return Float(2 * (d.squareRoot() - a) / (b - a) - 1)
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
    case .sqrt:
      let root = nearest.squareRoot() + u * (farthest.squareRoot() - nearest.squareRoot())
      return Float(root * root)
    case .log: return Float(nearest * Portable.exp(u * Portable.log(farthest / nearest)))
    case .inverse: return Float(1 / (1 / farthest + u * (1 / nearest - 1 / farthest)))
    }
  }

  /// Metres -> [0, 1], 0 at `nearest` and 1 at `farthest` under every curve: the d of the note's rank loss.
  public func normalized(_ depth: Float) -> Double {
    let u = (Double(encode(depth)) + 1) / 2
    return curve == .inverse ? 1 - u : u
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
