import Numerics

/// Which timesteps a model is trained at: the last one, where v_star = -z, with a share of its own, all T uniformly
/// otherwise.
public struct TimestepDistribution: Sendable, Equatable {
  /// In 0...1.
  public var lastShare: Double

  /// Traps for a share outside 0...1.
  public init(lastShare: Double = 0) {
    require((0...1).contains(lastShare), "TimestepDistribution: a share of \(lastShare), expected 0...1")
    self.lastShare = lastShare
  }

  public static let uniform = TimestepDistribution()

  /// A timestep in 0..<T.
  public func draw(of T: Int, from stream: Generator) -> Int {
    var stream = stream
    if lastShare > 0 && stream.uniform64() < lastShare { return T - 1 }
    return stream.integer(below: T)
  }
}
