import Driving
import Exhibits
import Metrics
import Numerics
import StudyKit

// Tables and figures: nothing here is part of a number.

/// Section 1: one comparison per model, camera and visibility, and the verdicts of all of them together (Holm).
struct Detection {
  struct Comparison {
    let model: String
    let view: Double
    let visibility: Double
    let frames: PairedFrames
    let test: OddityTest
    let draws: SceneDraws
  }
  let all: [Comparison]
  let verdicts: [OddityTest.Verdict]

  init(_ results: Results, _ model: Axis<String>, _ view: Axis<Double>, _ visibility: Axis<Double>, draws count: Int) {
    var known: [Int: SceneDraws] = [:]
    all = results.cells.map { cell in
      let frames = cell.frames
      let draws = known[frames.scenes.count] ?? resamples(frames, count)
      known[frames.scenes.count] = draws
      return Comparison(
        model: cell[model], view: cell[view], visibility: cell[visibility], frames: frames,
        test: OddityTest(frames, draws), draws: draws)
    }
    verdicts = OddityTest.verdicts(all.map(\.test))
  }

  /// Whether no direct model has a separably lower MAE in fog with this camera; nil if none was tried.
  func inDomain(_ view: Double) -> (holds: Bool?, evidence: String) {
    let found = all.filter { $0.view == view && $0.model.hasPrefix("direct") }.map(\.test.mae)
    guard let least = found.min(by: { $0.observed < $1.observed }) else { return (nil, "no comparison at \(view)°") }
    return (
      !found.contains { $0.percentile().upperBound < 0 },
      "least of \(found.count) ΔMAE at \(view)°: \(least.estimate.text) m"
    )
  }

  /// Everything that is claimed: both reducers, with and without clip, with the scaled MAE beside them.
  var table: Table {
    var table = Table(
      "detect",
      "Hazy less clear on common pixels, 0–80 m; intervals: scenes drawn in blocks; verdict: Holm over the table.",
      columns: "model", Column("view", "field of view", unit: "°"), Column("visibility", "V", unit: "m"),
      Column("mae_clear", "MAE clear", unit: "m"), Column("rmse_clear", "RMSE clear", unit: "m"),
      Column("dmae", "ΔMAE", unit: "m"), Column("drmse", "ΔRMSE", unit: "m"),
      Column("dmae_images", "ΔMAE, image mean", unit: "m"), Column("drmse_images", "ΔRMSE, image mean", unit: "m"),
      Column("dmae_clipped", "ΔMAE, clipped", unit: "m"), Column("drmse_clipped", "ΔRMSE, clipped", unit: "m"),
      Column("dmae_scaled", "ΔMAE, median scaled", unit: "m"), "verdict")
    for (c, verdict) in zip(all, verdicts) {
      let images = OddityTest(c.frames, c.draws, reducer: .imageMean)
      let clipped = OddityTest(c.frames, c.draws, view: .clipped)
      table.row(
        c.model, c.view, c.visibility, c.frames.value(.mae(of: .clear)), c.frames.value(.rmse(of: .clear)),
        c.test.mae.estimate, c.test.rmse.estimate, images.mae.estimate, images.rmse.estimate, clipped.mae.estimate,
        clipped.rmse.estimate, c.frames.bootstrap(.mae(.medianScaled), c.draws).estimate, verdict.rawValue)
    }
    return table
  }

  /// Bias against the scattering coefficient for one camera, clear air at 0.
  func bias(at view: Double) -> Table {
    var table = Table(
      "bias", "Mean error by density; the last column is the factor that predictions lack.", columns: "model",
      Column("beta", "β", unit: "1/m"), Column("bias", "bias", unit: "m"), Column("factor", "lacking factor"))
    for model in Set(all.map(\.model)).sorted() {
      let mine = all.filter { $0.model == model && $0.view == view }.sorted { $0.visibility > $1.visibility }
      guard let first = mine.first else { continue }
      let drift = ScaleDrift(
        mine.map { (beta: Visibility(metres: $0.visibility).beta, frames: $0.frames) }, first.draws)
      for k in drift.betas.indices {
        table.row(model, drift.betas[k], drift.bias[k].estimate, drift.scale[k].estimate)
      }
    }
    return table
  }
}

func resamples(_ frames: PairedFrames, _ count: Int) -> SceneDraws {
  SceneDraws(of: frames.scenes.count, count: count, random: Generator(seed: 7).stream("fog-oddity draws"))
}

// MARK: - Section 2

extension PairedFrames {
  func identity(_ draws: SceneDraws) -> Table {
    var table = Table(
      "identity", "What the difference of MSE is made of: MAE² + Var|e|, and bias² + Var e.", columns: "part",
      Column("difference", "hazy less clear", unit: "m²"))
    table.row("MSE", bootstrap(.mse(), draws).estimate)
    for part in Effect.Part.allCases { table.row(part.rawValue, bootstrap(.mse(part), draws).estimate) }
    table.row("the same, median scaled: MSE", bootstrap(.mse(.medianScaled), draws).estimate)
    return table
  }

  func quantiles(_ draws: SceneDraws) -> Table {
    var table = Table(
      "quantiles", "Quantile functions of |e|, hazy less clear.", columns: Column("q", "quantile of |e|"),
      Column("difference", "hazy less clear", unit: "m"))
    let points = (1...24).map { Double($0) / 25 } + [0.97, 0.98, 0.99]
    for point in quantileCurve(points, draws) { table.row(point.q, Estimate(point.difference, point.band)) }
    return table
  }

  func bins(_ draws: SceneDraws) -> Table {
    var table = Table(
      "bins", "What each range of true distance adds to both differences: parts add up to the whole.",
      columns: Column("depth", "true distance", unit: "m"), Column("n", "pixels"),
      Column("mae", "part of ΔMAE", unit: "m"),
      Column("mse", "part of ΔMSE", unit: "m²"))
    for bin in depthBins(draws) {
      table.row("\(Int(bin.low))–\(Int(bin.high))", bin.n, bin.mae.estimate, bin.mse.estimate)
    }
    return table
  }

  func views(
    _ draws: SceneDraws, named name: String = "views", _ caption: String = "The same predictions scored in other ways."
  ) -> Table {
    var table = Table(
      name, caption, columns: Column("view", "scoring"),
      Column("effect", "hazy less clear", unit: "m"), "metric")
    func add(_ name: String, _ test: OddityTest) {
      table.row(name, test.mae.estimate, "ΔMAE")
      table.row(name, test.rmse.estimate, "ΔRMSE")
    }
    add("common pixels, pooled", OddityTest(self, draws))
    add("mean of images", OddityTest(self, draws, reducer: .imageMean))
    for view in [ScoringView.own, .clipped, .radial, .medianScaled] {
      add(view.rawValue, OddityTest(self, draws, view: view))
    }
    table.row("largest 5 % cut", bootstrap(.winsorisedRMSE(above: 0.95), draws).estimate, "ΔRMSE")
    let left = leaveOneSceneOut
    if let low = left.map(\.mae).min(), let high = left.map(\.mae).max() {
      table.row("without a block", Estimate(value(.mae()), low...high), "ΔMAE")
    }
    if let low = left.map(\.rmse).min(), let high = left.map(\.rmse).max() {
      table.row("without a block", Estimate(value(.rmse()), low...high), "ΔRMSE")
    }
    return table
  }
}

// MARK: - Sections 3 and 4

/// The effects of several treatments of the same scenes.
func effectTable(_ treatments: [(name: String, frames: PairedFrames)], _ draws: SceneDraws) -> Table {
  var table = Table(
    "interventions", "Changed less clear, for each thing that is done instead of the fog.",
    columns: Column("change", "what is done"), Column("effect", "changed less clear", unit: "m"), "metric")
  for treatment in treatments {
    table.row(treatment.name, treatment.frames.bootstrap(.mae(), draws).estimate, "ΔMAE")
    table.row(treatment.name, treatment.frames.bootstrap(.rmse(), draws).estimate, "ΔRMSE")
  }
  return table
}

extension DecisionTable {
  func exhibit(named name: String = "decisions") -> Table {
    var table = Table(
      name,
      "Explanation by evidence. Verdicts follow from the rules alone, all rows together at 95 % (Bonferroni).",
      columns: "explanation", "kind", "claim", "evidence", "verdict", "rule")
    for row in rows {
      table.row(
        row.explanation.rawValue, row.explanation.kind.rawValue, row.explanation.claim, row.evidence,
        row.verdict.rawValue, row.rule)
    }
    return table
  }

  /// "scale drift: supported (…)": a figure's last line.
  func line(_ explanations: Explanation...) -> String {
    explanations.compactMap { self[$0] }.map { "\($0.explanation.rawValue): \($0.verdict.rawValue) (\($0.evidence))" }
      .joined(separator: ". ")
  }

  /// Whether an explanation is supported; nil where it is undecided.
  func holds(_ explanation: Explanation) -> Bool? {
    self[explanation].flatMap { $0.verdict == .undecided ? nil : $0.verdict == .supported }
  }
}

/// Another program's predictions: scored in every way, and decided on by what they themselves can tell.
func importedTables(of name: String, _ frames: PairedFrames, draws: Int, split: Double) -> [Table] {
  let drawn = resamples(frames, draws)
  let verdict = OddityTest(frames, drawn).verdict().rawValue
  return [
    frames.views(
      drawn, named: "predictions", "\(name): \(verdict), \(frames.images) frames, \(frames.scenes.count) scenes."),
    DecisionTable(DecisionTable.Question.ofPredictions(frames, drawn, split: split)).exhibit(
      named: "predictions-decisions"),
  ]
}
