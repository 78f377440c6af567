import Metrics

/// A rule that turns evidence into a verdict, and the text that states it. Nothing else in a decision table decides.
nonisolated enum DecisionRule: Sendable {
  /// Supported if less than half of one of the effects is left; refuted if more than half of each is.
  case gone([Remainder])
  /// Supported if more than half of the effect is left (or there); refuted if less than half is.
  case stays(Remainder)
  /// Supported if surfaces nearer than `split` metres lower the MAE and farther ones raise it, both separably; refuted if
  /// one of the two separably does the opposite.
  case apart(split: Double, near: Bootstrap, far: Bootstrap)
  /// Supported if the sign of either difference turns when one scene is left out; refuted if no scene turns it.
  case oneScene(mae: Double, rmse: Double, without: [(scene: String, mae: Double, rmse: Double)])
  /// Supported if all are; refuted if one is.
  indirect case every([DecisionRule])

  /// The rule in words.
  var text: String {
    switch self {
    case .gone(let parts):
      let effects = parts.map(\.effect).joined(separator: " or ")
      let all = parts.count > 1 ? "both" : "it"
      return
        "supported if less than half of \(effects) is left when \(parts[0].change); refuted if more than half of \(all) is"
    case .stays(let part):
      return "supported if more than half of \(part.effect) is there when \(part.change); refuted if less than half is"
    case .apart(let split, _, _):
      let place = OddityText.fixed(split, 0)
      return
        "supported if surfaces nearer than \(place) m lower the MAE and farther ones raise it, both intervals without 0; "
        + "refuted if one interval shows the opposite"
    case .oneScene:
      return "supported if leaving out one scene turns the sign of a difference; refuted if none does"
    case .every(let rules): return rules.map(\.text).joined(separator: "; and ")
    }
  }

  /// The verdict by percentile intervals at `level`.
  func verdict(level: Double) -> DecisionVerdict {
    switch self {
    case .gone(let parts):
      let sizes = parts.map { $0.size(level: level) }
      if sizes.contains(.lessThanHalf) { return .supported }
      return sizes.allSatisfy { $0 == .moreThanHalf } ? .refuted : .undecided
    case .stays(let part):
      switch part.size(level: level) {
      case .moreThanHalf: return .supported
      case .lessThanHalf: return .refuted
      case .open: return .undecided
      }
    case .apart(_, let near, let far):
      let (a, b) = (near.percentile(level: level), far.percentile(level: level))
      if a.upperBound < 0 && b.lowerBound > 0 { return .supported }
      return a.lowerBound > 0 || b.upperBound < 0 ? .refuted : .undecided
    case .oneScene(let mae, let rmse, let without):
      let turns = without.contains { $0.mae * mae <= 0 || $0.rmse * rmse <= 0 }
      return without.isEmpty ? .undecided : turns ? .supported : .refuted
    case .every(let rules):
      let verdicts = rules.map { $0.verdict(level: level) }
      if verdicts.contains(.refuted) { return .refuted }
      return verdicts.allSatisfy { $0 == .supported } ? .supported : .undecided
    }
  }

  /// The numbers that the rule looks at.
  var evidence: String {
    switch self {
    case .gone(let parts): return parts.map(\.evidence).joined(separator: ", ")
    case .stays(let part): return part.evidence
    case .apart(_, let near, let far):
      return "ΔMAE near \(OddityText.fixed(near.observed, 3)) m \(OddityText.interval(near.percentile(), 3)), "
        + "far \(OddityText.fixed(far.observed, 3)) m \(OddityText.interval(far.percentile(), 3))"
    case .oneScene(let mae, let rmse, let without):
      let (a, b) = (without.map(\.mae), without.map(\.rmse))
      guard let a0 = a.min(), let a1 = a.max(), let b0 = b.min(), let b1 = b.max() else { return "one scene only" }
      return "ΔMAE \(OddityText.fixed(mae, 3)) m, without a scene \(OddityText.interval(a0...a1, 3)); "
        + "ΔRMSE \(OddityText.fixed(rmse, 3)) m, \(OddityText.interval(b0...b1, 3))"
    case .every(let rules): return rules.map(\.evidence).joined(separator: "; ")
    }
  }
}
