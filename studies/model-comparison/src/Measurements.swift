import HazyDepth
import Metrics
import StudyKit

// What the cells measured, read back.

/// Every metric of every image.
func images(_ name: String, _ air: String) -> ImageScores {
  ImageScores(rows: results.series("images", where: model == name, condition == air).first?.rows ?? [])
}

/// Hazy minus clear, by resampling scenes; nil where only one condition was run.
func fogChange(_ metric: DepthMetric, _ name: String) -> Bootstrap? {
  let clear = condition.steps.count == 2 ? images(name, "clear") : nil
  return clear.flatMap { images(name, "hazy").change(metric, since: $0, draws: draws, random: random) }
}

/// Errors of all pixels by group.
func errors(_ grouping: ConditionScores.Grouping, _ name: String, _ air: String) -> GroupedErrors {
  GroupedErrors(rows: results.series(grouping.rawValue, where: model == name, condition == air).first?.rows ?? [])
}

/// The share of pixels in range that were scored.
func coverage(_ name: String, _ air: String) -> Double {
  results.metric("coverage", where: model == name, condition == air)[0]
}

/// What each view's scores rest on, with the name of its model.
func bases() -> [(String, ScoringBasis)] {
  views.map { air, name in
    let numbers = basis.map { results.metric($0, where: model == name, condition == air)[0] }
    return (name, ScoringBasis(numbers: numbers, scored: errors(.depth, name, air)))
  }
}
