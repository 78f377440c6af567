import Driving
import Files
import Foundation
import Metrics
import Numerics

/// The scores of a run as a table, as CSV by image, and as JSON.
struct EvaluationReport {
  let run: EvaluationRun
  /// The data set's path, as it was given.
  let data: String
  let result: EvaluationRun.Scores
  /// Resamples of scenes for intervals; nil: none are asked for.
  var draws: Int?

  private var models: [(model: EvaluationRun.Model, errors: DepthErrors)] {
    zip(run.models, result.errors).map { ($0, $1) }
  }
  private var sizes: String {
    result.sizes.sorted { $0.key < $1.key }
      .map { result.sizes.count == 1 ? $0.key : "\($0.key) (\($0.value))" }.joined(separator: ", ")
  }
  /// Names the set of frames: two tables of one digest are of the same frames.
  private var digest: String {
    let hex = String(Generator(seed: 0).seed(run.dataset.ids.joined(separator: "\n")), radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
  }
  private var measure: String { run.isRadial ? "along the ray" : "along the optical axis" }

  /// How many of the data set's frames a model was not asked about: it, or with --common another one, has no prediction.
  private func missing(_ errors: DepthErrors) -> Int { run.dataset.count - errors.rows.count }

  // MARK: Table

  func table(_ metrics: [DepthMetric]) -> String {
    var cells = [["model", "over", "images", "missing", "pixels", "coverage"] + metrics.map(EvaluationReport.title)]
    for (model, errors) in models {
      for reducer in [Reducer.imageMean, .imageMedian, .pixelPool] {
        let scores = errors.scores(reducer)
        let share = scores.coverage.share.map { EvaluationReport.digits($0 * 100, "%.2f") + " %" }
        cells.append(
          [
            model.name, EvaluationReport.words(reducer), "\(scores.images)", "\(missing(errors))",
            "\(errors.pool.n)", share ?? "–",
          ] + metrics.map { metric in scores[metric].map { EvaluationReport.digits($0, "%#.4g") } ?? "–" })
        guard reducer == .imageMean, draws != nil else { continue }
        let intervals = metrics.map { metric in
          interval(metric, errors).map { range in
            "[\(EvaluationReport.digits(range.lowerBound, "%#.3g")), \(EvaluationReport.digits(range.upperBound, "%#.3g"))]"
          } ?? "–"
        }
        cells.append([model.name, "its 95 % interval", "", "", "", ""] + intervals)
      }
    }
    var text = "protocol  \(run.evaluation.summary)\n"
    text +=
      "truth     \(printable(data)): \(run.dataset.count) frame\(run.dataset.count == 1 ? "" : "s"), \(sizes), metres \(measure), frames' digest \(digest)\n"
    if run.isCommon { text += "pixels    only where every model has a distance\n" }
    text += "\n" + EvaluationReport.aligned(cells) + "\n"
    for (model, errors) in models { text += counts(model.name, errors) + "\n" }
    if draws != nil { text += "\(intervalNote)\n" }
    if let refusal { text += "\(refusal): pass --common to compare them.\n" }
    return text
  }

  // MARK: What else a reader must know

  /// Which models rest on the same frames and pixels: one letter each.
  private var letters: [String] { ScoringBasis.letters(result.scorers.map(\.basis)) }

  /// Why the models may not be ranked; nil if they may.
  private var refusal: String? {
    ScoringBasis.refusal(zip(run.models, result.scorers).map { ($0.name, $1.basis) })
  }

  /// The model of which nothing was scored; nil without one.
  var unscored: String? { models.first { $0.errors.pool.n == 0 }?.model.name }

  /// One line for each model whose numbers look like another unit, and one where models have very different coverage.
  var warnings: [String] {
    var warnings = zip(run.models, result.scorers).compactMap { model, scorer in
      scorer.warning.map { "\(printable(model.name)) \($0)" }
    }
    let shares = models.map { (name: $0.model.name, n: $0.errors.pool.n) }
    if let most = shares.max(by: { $0.n < $1.n }), let least = shares.min(by: { $0.n < $1.n }),
      Double(least.n) < 0.9 * Double(most.n)
    {
      warnings.append(
        "\(printable(least.name)) was scored on \(least.n) pixels, \(printable(most.name)) on \(most.n): not to be ranked"
      )
    }
    return warnings
  }

  /// Each frame's cluster: its scene, or itself where its scene is not known.
  private var clusters: [Int] {
    var places: [String: Int] = [:]
    return run.dataset.entries.map { entry in
      let scene = entry.scene.isEmpty ? "frame " + entry.id : "scene " + entry.scene
      let place = places[scene] ?? places.count
      places[scene] = place
      return place
    }
  }

  /// The 95 % interval of a mean over images, from resampling scenes; nil with fewer than two of them.
  private func interval(_ metric: DepthMetric, _ errors: DepthErrors) -> ClosedRange<Double>? {
    let clusters = clusters
    let values = errors.values(metric).filter(\.value.isFinite)
    let scenes = values.map { clusters[$0.image] }
    guard let draws, Set(scenes).count > 1 else { return nil }
    return PairedComparison(differences: values.map(\.value), scenes: scenes)
      .sceneBootstrap(draws: draws, random: Generator(seed: 7).stream("intervals")).percentile()
  }

  private var intervalNote: String {
    let known = Set(run.dataset.entries.map(\.scene)).subtracting([""]).count
    let units =
      known > 0
      ? "\(known) scene\(known == 1 ? "" : "s")" : "frames, whose scenes are not known: too narrow if they are of one"
    return "intervals: \(draws ?? 0) resamples of \(units)"
  }

  private func counts(_ name: String, _ errors: DepthErrors) -> String {
    let scores = errors.scores(.pixelPool)
    let c = scores.coverage
    return "\(printable(name)): \(c.scored) of \(c.ranged) pixels in range scored (truth at \(c.truth)); "
      + "predictions NaN \(c.nan), infinite \(c.infinite), not positive \(c.notPositive), beyond the range \(c.beyond); "
      + "images without enough valid pixels \(scores.excluded), without a prediction \(missing(errors))"
  }

  private static func title(_ metric: DepthMetric) -> String {
    let arrow =
      switch metric.better {
      case .lower: "↓"
      case .higher: "↑"
      case .nearZero: "→0"
      }
    return metric.unit.isEmpty ? "\(metric.rawValue) \(arrow)" : "\(metric.rawValue) [\(metric.unit)] \(arrow)"
  }

  private static func words(_ reducer: Reducer) -> String {
    switch reducer {
    case .imageMean: "image mean"
    case .imageMedian: "image median"
    case .pixelPool: "pixel pool"
    }
  }

  /// Digits for reading; never in the user's locale.
  private static func digits(_ x: Double, _ format: String) -> String {
    x.isNaN ? "NaN" : String(format: format, x)
  }

  /// Columns as wide as their widest cell: names to the left, numbers to the right.
  private static func aligned(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { printable($0[column]).count }.max()! }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let text = printable(cell)
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column < 2 ? text + space : space + text
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  // MARK: CSV

  /// A row per model and frame, numbers that read back exactly, nothing where there is no number; `state` says why.
  var csv: String {
    let head = EvaluationReport.columns
    var lines: [[String]] = []
    for (model, errors) in models {
      let rows = Dictionary(uniqueKeysWithValues: errors.rows.map { ($0.image, $0) })
      for (i, entry) in run.dataset.entries.enumerated() {
        let names = [model.name, entry.id, entry.scene]
        guard let row = rows[i] else {
          lines.append(names + ["missing"] + [String](repeating: "", count: head.count - 4))
          continue
        }
        let c = row.coverage
        let values = DepthMetric.allCases.map { row.sums[$0] }
        let isFinite = values.allSatisfy { $0?.isFinite ?? true }
        lines.append(
          names + [!row.isScored ? "excluded" : isFinite ? "scored" : "non-finite"]
            + [c.truth, c.ranged, c.scored, c.nan, c.infinite, c.notPositive, c.beyond].map(String.init)
            + [row.fit?.scale, row.fit?.shift].map(EvaluationReport.exact) + values.map(EvaluationReport.exact))
      }
    }
    return EvaluationReport.csvHeader + lines.map(CSV.line).joined()
  }

  /// The first line of every such file.
  static var csvHeader: String { CSV.line(columns) }

  private static let columns =
    ["model", "frame", "scene", "state"]
    + ["n_truth", "n_ranged", "n_scored", "n_nan", "n_infinite", "n_not_positive", "n_beyond"] + ["scale", "shift"]
    + DepthMetric.allCases.map(\.rawValue)

  private static func exact(_ x: Double?) -> String { x.map { $0.isNaN ? "" : "\($0)" } ?? "" }

  // MARK: JSON

  func json() throws -> String {
    try jsonText(
      Document(
        data: data, frames: run.dataset.count, framesDigest: digest, sizes: result.sizes,
        rule: run.evaluation.summary, protocolName: run.evaluation.name,
        isRadial: run.isRadial, isCommon: run.isCommon, reading: run.dataset.report,
        gaps: run.dataset.gaps.map(\.description), warnings: warnings, notRanked: refusal,
        models: zip(models, letters).map { pair, letter in
          let (model, errors) = pair
          let pool = errors.scores(.pixelPool)
          let c = pool.coverage
          var scores: [String: [String: Double?]] = [:]
          for reducer in Reducer.allCases {
            let reduced = errors.scores(reducer)
            scores[reducer.rawValue] = Dictionary(
              uniqueKeysWithValues: DepthMetric.allCases.map { ($0.rawValue, reduced[$0]) })
          }
          return Document.Model(
            name: model.name, images: pool.images, excluded: pool.excluded, missing: missing(errors),
            missingFrames: model.missing, pixels: errors.pool.n, truthPixels: c.truth, rangedPixels: c.ranged,
            nan: c.nan, infinite: c.infinite, notPositive: c.notPositive, beyond: c.beyond, basis: letter,
            reading: model.predictions.report, leftOut: model.predictions.leftOut, intervals: intervals(errors),
            scores: scores)
        }))
  }

  private func intervals(_ errors: DepthErrors) -> [String: [Double]]? {
    guard draws != nil else { return nil }
    let pairs = DepthMetric.allCases.compactMap { metric in
      interval(metric, errors).map { (metric.rawValue, [$0.lowerBound, $0.upperBound]) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private struct Document: Encodable {
    struct Model: Encodable {
      let name: String
      let images, excluded, missing: Int
      let missingFrames: [String]
      let pixels, truthPixels, rangedPixels, nan, infinite, notPositive, beyond: Int
      /// Models with one letter were scored on the same frames and pixels.
      let basis: String
      let reading, leftOut: [String]
      /// 95 % intervals of the means over images by metric, where they were asked for.
      let intervals: [String: [Double]]?
      /// By reducer and metric; null where nothing was scored.
      let scores: [String: [String: Double?]]
    }

    let schema = 1
    let data: String
    let frames: Int
    let framesDigest: String
    let sizes: [String: Int]
    let rule: String
    let protocolName: String
    let isRadial: Bool
    let isCommon: Bool
    let reading: DataReport?
    let gaps, warnings: [String]
    let notRanked: String?
    let models: [Model]
  }
}
