import Numerics

/// The true distances that count, in metres; compared in Float64.
public struct EvaluationRange: Sendable, Hashable, CustomStringConvertible {
  public let lower: Double
  public let upper: Double
  public let includesLower: Bool
  public let includesUpper: Bool

  /// From `lower` to `upper` metres, 0 <= lower <= upper. Distances of 0 m or below and infinite ones never count.
  public init(_ lower: Double, _ upper: Double, includesLower: Bool, includesUpper: Bool) {
    require(lower >= 0 && lower <= upper, "EvaluationRange: \(lower) to \(upper) m, expected 0 <= lower <= upper")
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// 0 < g <= 80 m: the range of the driving benchmarks and of every table here.
  public static let driving = above(0, upTo: 80)
  /// Every finite distance above zero.
  public static let everything = between(0, .infinity)

  /// lower < g <= upper.
  public static func above(_ lower: Double, upTo upper: Double) -> EvaluationRange {
    EvaluationRange(lower, upper, includesLower: false, includesUpper: true)
  }
  /// lower < g < upper.
  public static func between(_ lower: Double, _ upper: Double) -> EvaluationRange {
    EvaluationRange(lower, upper, includesLower: false, includesUpper: false)
  }
  /// lower <= g <= upper.
  public static func closed(_ lower: Double, _ upper: Double) -> EvaluationRange {
    EvaluationRange(lower, upper, includesLower: true, includesUpper: true)
  }

  /// Whether a distance counts.
  public func contains(_ g: Double) -> Bool { g >= smallest && g <= largest }

  /// The smallest and the largest distance that count: a closed interval, so that two comparisons decide.
  var smallest: Double { max(includesLower ? lower : lower.nextUp, Double.leastNonzeroMagnitude) }
  var largest: Double { min(includesUpper ? upper : upper.nextDown, Double.greatestFiniteMagnitude) }

  public var description: String { "\(lower) \(includesLower ? "<=" : "<") g \(includesUpper ? "<=" : "<") \(upper) m" }
}
