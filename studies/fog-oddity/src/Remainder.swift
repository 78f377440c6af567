import Metrics
import Numerics

/// How much of an effect is left when something is changed: "half of the lower MAE, when images are scaled by medians".
nonisolated struct Remainder: Sendable {
  /// The effect in words, e.g. "the lower MAE".
  let effect: String
  /// What was changed, to follow "when".
  let change: String
  /// Which way the effect goes: below 0 for "the lower MAE".
  let isNegative: Bool
  /// The effect before and after, from the same draws.
  let reference: Bootstrap
  let altered: Bootstrap

  /// Traps unless both have as many draws: they must be the same ones.
  init(
    of effect: String, when change: String, isNegative: Bool = true, reference: Bootstrap, altered: Bootstrap
  ) {
    require(
      reference.draws.count == altered.draws.count,
      "Remainder: \(reference.draws.count) draws against \(altered.draws.count)")
    (self.effect, self.change, self.isNegative) = (effect, change, isNegative)
    (self.reference, self.altered) = (reference, altered)
  }

  /// What can be said of the remainder.
  enum Size: Sendable {
    case lessThanHalf
    case moreThanHalf
    case open
  }

  /// Whether less or more than half of the effect is left: altered - reference / 2 against 0, by its percentile interval.
  ///
  /// An effect that is not there (95 %) leaves the question open; one that goes the other way leaves nothing.
  func size(level: Double) -> Size {
    let before = reference.percentile()
    guard before.lowerBound > 0 || before.upperBound < 0 else { return .open }
    guard isNegative == (before.upperBound < 0) else { return .lessThanHalf }
    let contrast = altered.less(0.5, times: reference).percentile(level: level)
    if contrast.lowerBound > 0 { return isNegative ? .lessThanHalf : .moreThanHalf }
    if contrast.upperBound < 0 { return isNegative ? .moreThanHalf : .lessThanHalf }
    return .open
  }

  /// altered / reference with its percentile interval; nil if a draw of the reference has the other sign or is 0.
  func share(level: Double = 0.95) -> (observed: Double, interval: ClosedRange<Double>)? {
    let sign = reference.observed < 0 ? -1.0 : 1.0
    guard reference.observed != 0, reference.draws.allSatisfy({ $0 * sign > 0 }) else { return nil }
    let ratio = Bootstrap(
      observed: altered.observed / reference.observed,
      draws: zip(altered.draws, reference.draws).map { $0 / $1 })
    return (ratio.observed, ratio.percentile(level: level))
  }

  /// "the lower MAE -0.31 -> 0.02 (-6 % left)".
  var evidence: String {
    let left =
      reference.observed == 0
      ? "" : " (\(OddityText.fixed(100 * altered.observed / reference.observed, 0)) % left)"
    return "\(effect) \(OddityText.fixed(reference.observed, 3)) → \(OddityText.fixed(altered.observed, 3))\(left)"
  }
}

/// Numbers in the words of a decision.
nonisolated enum OddityText {
  /// `digits` decimals, without a locale.
  static func fixed(_ x: Double, _ digits: Int) -> String {
    guard x.isFinite else { return "\(x)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (abs(x) * scale).rounded()
    guard rounded < 1e15 else { return "\(x)" }
    let whole = Int(rounded)
    let sign = x < 0 && whole > 0 ? "−" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(whole % Int(scale))
    return "\(sign)\(whole / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  static func interval(_ x: ClosedRange<Double>, _ digits: Int) -> String {
    "[\(fixed(x.lowerBound, digits)), \(fixed(x.upperBound, digits))]"
  }
}
