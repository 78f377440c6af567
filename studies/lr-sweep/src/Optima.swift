import Exhibits
import HazyDepth
import Metrics
import Numerics
import StudyKit

/// Where each ratio's AbsRel is lowest, and what that says of single trainings.
struct Optima {
  let sweep: Results
  /// Ratios without a rate at which every seed came through are left out.
  let best: [(ratio: String, at: RateOptimum)]
  let rules = OutcomeRules()

  /// `images`: how many each cell scores.
  init(_ sweep: Results, images: Int) {
    self.sweep = sweep
    let seeds = sweep.points.first.map { sweep.at($0).cells.count } ?? 1
    let counted = sweep.points.lazy.compactMap { sweep.at($0).perImage?.first?.count }.first ?? images
    let resamples = CrossedBootstrap.Resamples(
      seeds: seeds, images: counted, random: Generator(seed: 7).stream("lr-sweep optima"))
    best = ratio.compactMap { r in
      let whole = sweep.where(ratio == r).points.compactMap { point in
        sweep.at(point).perImage.map { (rate: point["rate"], scores: $0) }
      }
      guard !whole.isEmpty else { return nil }
      return (r, RateOptimum(rates: whole.map(\.rate), scores: whole.map(\.scores), resamples))
    }
  }

  func at(_ ratio: String) -> RateOptimum? { best.first { $0.ratio == ratio }?.at }

  /// nil where no ratio has an optimum.
  func all(_ holds: (RateOptimum) -> Bool) -> Bool? { best.isEmpty ? nil : best.allSatisfy { holds($0.at) } }

  var words: String {
    best.map { "\($0.ratio) \(short($0.at.rate)) in \(short($0.at.interval))" }.joined(separator: "; ")
  }

  /// The lowest AbsRel of one ratio minus that of another, the search repeated in every resample.
  func difference(_ ratio: String, from reference: String) -> Bootstrap? {
    at(ratio).flatMap { one in at(reference).map { $0.difference(to: one) } }
  }

  var table: Table {
    var table = Table(
      "optimum", "The lowest AbsRel of each ratio: a parabola in ln rate; intervals by resampling seeds and images",
      columns: "ratio", Column("rate", "best rate"), Column("abs_rel", "AbsRel of the best tried", better: .lower),
      "inside")
    for (ratio, best) in best {
      table.row(
        ratio, Entry.estimate(Estimate(best.rate, best.interval)), best.score, best.isAtEdge ? "at the edge" : "yes")
    }
    return table
  }

  /// Every ratio against 1:1:1: best against best, and at each rate.
  var differences: Table {
    var table = Table(
      "ratios",
      "AbsRel minus that of 1:1:1, paired over seeds and images; for the best rates the search is part of the resampling",
      columns: "ratio", Column("what", "at"), Column("difference", "AbsRel − that of 1:1:1"),
      "separable")
    func row(_ ratio: String, _ what: String, _ effect: Bootstrap?) {
      guard let effect else { return }
      let interval = effect.percentile()
      table.row(
        ratio, what, Entry.estimate(Estimate(effect.observed, interval)), interval.contains(0) ? "no" : "yes")
    }
    for r in ratio where r != "1:1:1" {
      row(r, "best rates", difference(r, from: "1:1:1"))
      for step in rate {
        let pair = ["1:1:1", r].map { sweep.where(ratio == $0, rate == step) }
        row(r, "\(step)", pairedDifference(pair[0], pair[1]))
      }
    }
    return table
  }

  /// How often each outcome came among some cells, each compared with the best rate of its own ratio.
  func outcomes(where conditions: Condition...) -> [TrainingOutcome: Int] {
    var counts: [TrainingOutcome: Int] = [:]
    for cell in conditions.reduce(sweep, { $0.where($1) }).cells {
      let record = cell.record(steps: steps)
      let outcome =
        at(cell[ratio]).map { rules.outcome(of: record, rate: cell.point["rate"], best: ($0.rate, $0.score)) }
        ?? rules.failure(of: record)
      counts[outcome ?? .learned, default: 0] += 1
    }
    return counts
  }
}

/// What became of every point, a row per ratio and a column per rate; and what was pruned, after how many steps.
func outcomeTable(_ optima: Optima, trial: Results?) -> Table {
  var caption = "How trainings ended; \(optima.rules.statement)"
  if let trial {
    let pruned = trial.points.count - optima.sweep.points.count
    caption += ". Pruned after \(trial_steps) steps: \(pruned) of \(trial.points.count)"
  }
  var table = Table("outcomes", caption, columns: [Column("ratio")] + rate.map { Column("rate-\($0)", "\($0)") })
  for r in ratio {
    table.row(
      [.text(r)]
        + rate.map { step in
          let counts = optima.outcomes(where: ratio == r, rate == step)
          return .text(counts.isEmpty ? "pruned" : words(counts))
        })
  }
  return table
}
