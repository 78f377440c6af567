import Numerics

/// How a training ended, by rules that are stated and not by eye.
nonisolated enum TrainingOutcome: String, Sendable, CaseIterable {
  /// As good as the best of its sweep, within the tolerance.
  case learned
  /// Worse than the best, at a rate below the best one: more steps would help.
  case slow
  /// Worse than the best, at a rate above the best one.
  case degraded
  /// Its output hardly depends on its input.
  case collapsed
  /// A number was NaN or infinite, or the loss ended no lower than it began.
  case diverged
}

/// What is known of a training when it has ended.
nonisolated struct TrainingRecord: Sendable {
  /// The loss of each step taken; a training that stopped early has fewer than `steps`.
  var losses: [Double]
  var steps: Int
  /// The standard deviation of v on held-out images.
  var visibilityDeviation: Double
  /// The standard deviation of ln predicted depth over that of ln true depth, on held-out images.
  var depthDeviation: Double
  /// Lower is better, on held-out images.
  var score: Double

  init(losses: [Double], steps: Int, visibilityDeviation: Double, depthDeviation: Double, score: Double) {
    (self.losses, self.steps, self.score) = (losses, steps, score)
    (self.visibilityDeviation, self.depthDeviation) = (visibilityDeviation, depthDeviation)
  }
}

/// The rules, in the order in which they are asked.
nonisolated struct OutcomeRules: Sendable, Equatable {
  /// The share of steps at the beginning and at the end over which the loss is averaged.
  var window = 0.1
  /// A deviation of v below this is a collapse: v is a number in (0, 1).
  var smallestVisibilityDeviation = 0.02
  /// A depth that varies less than this share of the truth is a collapse.
  var smallestDepthDeviation = 0.2
  /// By how much a score may exceed the best one's, relative to it.
  var tolerance = 0.1

  init() {}

  /// Without a comparison to others: *diverged*, *collapsed*, or nil.
  func failure(of record: TrainingRecord) -> TrainingOutcome? {
    let numbers = record.losses + [record.visibilityDeviation, record.depthDeviation, record.score]
    guard record.losses.count == record.steps, numbers.allSatisfy(\.isFinite) else { return .diverged }
    let n = max(1, Int(Double(record.steps) * window))
    guard FixedOrder.mean(record.losses.suffix(n)) < FixedOrder.mean(record.losses.prefix(n)) else { return .diverged }
    let isFlat =
      record.visibilityDeviation < smallestVisibilityDeviation || record.depthDeviation < smallestDepthDeviation
    return isFlat ? .collapsed : nil
  }

  /// The outcome beside the best training of the same sweep, whose rate and score these are.
  func outcome(of record: TrainingRecord, rate: Double, best: (rate: Double, score: Double)) -> TrainingOutcome {
    if let failure = failure(of: record) { return failure }
    if record.score <= best.score * (1 + tolerance) { return .learned }
    return rate < best.rate ? .slow : .degraded
  }

  /// The rules in words, for a report.
  var statement: String {
    let per = { (x: Double) in "\(Int((100 * x).rounded())) %" }
    return
      "diverged: NaN, infinity, or a loss whose last \(per(window)) of steps are not below the first; collapsed: std(v) < "
      + "\(smallestVisibilityDeviation) or spread of ln depth < \(per(smallestDepthDeviation)) of the truth's; degraded, "
      + "slow: score > \(per(tolerance)) above the best rate's, at a higher, lower rate"
  }
}
