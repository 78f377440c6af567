import Driving
import Exhibits
import Files
import HazyDepth
import Metrics
import StudyKit

// Tables and figures: nothing here is part of a number.

private let chosen: [DepthMetric] = [.mae, .rmse, .absRel, .siLog, .delta1, .bias]

/// The note's table, all metrics, and what fog changes.
func showTables() {
  let bases = bases()
  let who = contenders.notes + (ScoringBasis.refusal(bases) ?? "All on the same pixels.")
  // A column where somebody left pixels out.
  let isPartial = views.contains { coverage($0.name, $0.air) < 1 }
  for (name, metrics) in [("comparison", chosen), ("all-metrics", DepthMetric.allCases)] {
    let columns: [Column] =
      ["condition", "model", "basis", "images"] + (isPartial ? ["coverage"] : []) + metrics.map { Column($0) }
    var table = Table(name, "Depth over 0 to 80 m, means over images. \(who)", columns: columns)
    table.groups = ["condition", "basis"]
    for (view, letter) in zip(views, ScoringBasis.letters(bases.map(\.1))) {
      let scores = images(view.name, view.air)
      let means = metrics.map { scores.mean($0, draws: draws, random: random).entry }
      let share = isPartial ? [coverage(view.name, view.air).entry] : []
      table.row([view.air.entry, view.name.entry, letter.entry, scores.rows.count.entry] + share + means)
    }
    study.write(table)
  }
  guard condition.steps.count == 2 else { return }
  var table = Table("fog", "What fog changes: hazy minus clear.", columns: ["model"] + chosen.map { Column($0) })
  for name in model { table.row([name.entry] + chosen.map { fogChange($0, name).entry }) }
  study.write(table)
}

/// A table for each way to group pixels. Returns MAE by distance, for the curves.
func showGroups() -> Table {
  let parts: [DepthMetric] = [.mae, .absRel, .bias, .delta1]
  var curves = Table(
    "curves", columns: "condition", "model", Column("distance", "true depth", unit: "m"), Column(.mae, "MAE"))
  for grouping in ConditionScores.Grouping.allCases {
    let columns: [Column] = ["condition", "model", Column("group", grouping.rawValue), Column("pixels")]
    var table = Table("by-\(grouping.rawValue)", grouping.caption, columns: columns + parts.map { Column($0) })
    table.groups = ["condition", "group"]
    for (air, name) in views {
      let errors = errors(grouping, name, air)
      for group in errors.groups {
        let found = parts.map { errors.bootstrap($0, of: group, draws: draws, random: random).entry }
        let label = grouping.label(group, isWorld: place == "world")
        table.row([air.entry, name.entry, label.entry, errors.count(of: group).entry] + found)
        if grouping == .depth { curves.row([air.entry, name.entry, ConditionScores.distance(group).entry, found[0]]) }
      }
    }
    study.write(table)
  }
  return curves
}

/// Error against depth, two models against each other, one frame as all see it.
func showFigures(_ curves: Table) {
  study.draw(
    .lines(
      "error-over-depth", "Error against depth", "Bins of 5 m", from: curves, x: "distance", y: "mae", series: "model",
      panels: "condition"))
  let (a, b) = contenders.noteworthyPair(among: model.steps)
  var pairs = Table(
    "pairs", columns: "condition", Column("a", "\(a): MAE", unit: "m"), Column("b", "\(b): MAE", unit: "m"))
  for air in condition {
    for (a, b) in zip(images(a, air)[.mae], images(b, air)[.mae]) { pairs.row(air, a, b) }
  }
  if a != b {
    study.draw(.paired("paired-errors", "\(a), \(b)", from: pairs, x: "a", y: "b", series: "condition"))
  }
  guard !results.arrays("depth").isEmpty else { return }
  let rows = condition.steps.flatMap { air -> [Panel.Row] in
    let seen = results.where(condition == air)
    let maps = seen.arrays("depth") + seen.arrays("truth").prefix(1)
    let picture: [NumericArray?] = [seen.arrays("picture").first] + model.steps.map { _ in nil }
    return [.pictures(air, picture), .depth("depth", maps)]
  }
  study.panel("maps", "One frame in both conditions.", columns: model.steps + ["truth"], rows: rows)
}
