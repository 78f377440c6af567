import NN
import Numerics
import Processes

/// What a regressor's raw outputs mean: ln d = ln d0 + sigmoid(raw) ln(d1 / d0), a distance between d0 and d1 metres
/// whatever the network says.
public struct LogDepthRange: Sendable, Equatable {
  /// d0 and d1, in metres.
  public let nearest: Double
  public let farthest: Double

  /// Traps unless 0 < nearest < farthest.
  public init(nearest: Double = 1, farthest: Double = 400) {
    require(
      nearest > 0 && nearest < farthest && farthest.isFinite,
      "LogDepthRange: \(nearest) to \(farthest) m, expected 0 < nearest < farthest")
    (self.nearest, self.farthest) = (nearest, farthest)
  }

  /// Raw outputs -> ln of metres, of the same shape.
  public func logDepth(_ raw: Tensor) -> Tensor {
    sigmoid(raw) * Float(Portable.log(farthest / nearest)) + Float(Portable.log(nearest))
  }
}
