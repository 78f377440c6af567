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
      }
    }
    var text = "protocol  \(run.evaluation.summary)\n"
    text +=
      "truth     \(printable(data)): \(run.dataset.count) frame\(run.dataset.count == 1 ? "" : "s"), \(sizes), metres \(measure), frames' digest \(digest)\n"
    if run.isCommon { text += "pixels    only where every model has a distance\n" }
    text += "\n" + EvaluationReport.aligned(cells) + "\n"
    for (model, errors) in models { text += counts(model.name, errors) + "\n" }
    if !run.isCommon, Set(models.map { missing($0.errors) }).count > 1 {
      text += "The models were scored on different frames: pass --common to compare them.\n"
    }
    return text
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
        isRadial: run.isRadial, isCommon: run.isCommon,
        models: models.map { model, errors in
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
            nan: c.nan, infinite: c.infinite, notPositive: c.notPositive, beyond: c.beyond, scores: scores)
        }))
  }

  private struct Document: Encodable {
    struct Model: Encodable {
      let name: String
      let images, excluded, missing: Int
      let missingFrames: [String]
      let pixels, truthPixels, rangedPixels, nan, infinite, notPositive, beyond: Int
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
    let models: [Model]
  }
}
