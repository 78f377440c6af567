import ArgumentParser
import Driving
import Files
import Foundation
import Metrics
import Pictures

/// `hazydepth evaluate --data PATH --predictions name=DIR…`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Score predicted depth against the truth.",
    discussion: """
      Prints models by metrics, as the mean over images and over all pixels pooled, with the counts that belong to them; \
      "–" stands where nothing was scored. A prediction belongs to the frame that has its path without the extension, \
      or, in a flat folder, its id with _, ~ or - for /. The scores are the same for any --jobs.

      Protocols: \(EvaluationProtocol.all.map(\.name).joined(separator: ", ")).

      Metrics: \(DepthMetric.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Models: a name and a folder or zip archive of depth files each.", valueName: "name=dir"))
  var predictions: [NamedFolder]

  @Option(help: ArgumentHelp("Units per metre of PNG predictions.", valueName: "units"))
  var predictionScale = 256.0

  @Option(help: "The array of npz predictions. (default: data, depth, pred, prediction, or the only one)")
  var predictionKey: String?

  @Option(name: .customLong("protocol"), help: ArgumentHelp("Whose order of operations.", valueName: "name"))
  var protocolName = EvaluationProtocol.recommended.name

  @Option(
    help: ArgumentHelp("The true distances that count, in metres. (default: the protocol's)", valueName: "low:high"))
  var range: NumberRange?

  @Option(help: "What each prediction may take from the truth. (default: the protocol's)")
  var align: AlignmentChoice?

  @Option(help: ArgumentHelp("Cut predictions to these distances. (default: the protocol's)", valueName: "low:high"))
  var clip: NumberRange?

  @Option(help: "The part of the image that counts. (default: the protocol's)")
  var crop: CropChoice?

  @Option(help: "What the numbers of the predictions are. (default: the protocol's)")
  var quantity: QuantityChoice?

  @Option(help: "Bring predictions of another size to the truth's; without it they are refused.")
  var resize: ResizeChoice?

  @Flag(help: "Turn truth and predictions from z to distance along the ray; needs intrinsics.")
  var radial = false

  @Flag(help: "Score all models on the pixels where each of them has a distance, and the frames they all have.")
  var common = false

  @Option(help: ArgumentHelp("The table's metrics, or all.", valueName: "list"))
  var metrics = MetricList.usual

  @Option(help: ArgumentHelp("Write every image's scores and counts.", valueName: "file"))
  var csv: String?

  @Flag(help: "Print all metrics, counts and missing frames as JSON instead of the table.")
  var json = false

  @Flag(help: "Go on without missing files and predictions; they are named and counted.")
  var allowMissing = false

  @Flag(name: .customLong("allow-nonfinite"), help: "Go on with NaN and infinite predictions; they are counted.")
  var allowNonFinite = false

  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    _ = try evaluation()
    guard !predictions.isEmpty else { throw ValidationError("--predictions: expected one name=DIR or more") }
    let names = predictions.map(\.name)
    guard Set(names).count == names.count else { throw ValidationError("--predictions: two models of one name") }
    try check("--prediction-scale", predictionScale, in: OptionRange.unitsPerMetre, "units per metre")
  }

  /// The named protocol with what the options change.
  private func evaluation() throws -> EvaluationProtocol {
    guard var chosen = EvaluationProtocol.named(protocolName) else {
      let known = EvaluationProtocol.all.map(\.name).joined(separator: ", ")
      throw ValidationError("--protocol \(protocolName): expected one of \(known)")
    }
    if let range { chosen = chosen.over(range.lower, range.upper) }
    if let align { chosen.alignment = align.alignment }
    if let clip {
      guard clip.upper.isFinite else { throw ValidationError("--clip: expected finite metres") }
      chosen.clip = clip.lower...clip.upper
    }
    if let crop { chosen.crop = crop.crop }
    if let quantity { chosen.quantity = quantity == .disparity ? .disparity : .depth }
    if chosen.quantity == .disparity {
      guard case .scaleShiftDisparity = chosen.alignment else {
        throw ValidationError("--quantity disparity: needs --align scale-shift-disparity, it has no unit")
      }
      if radial { throw ValidationError("--radial: a disparity without unit has no distance along the ray") }
    }
    return chosen
  }

  private func admit(_ csv: String) throws {
    let header = Array(EvaluationReport.csvHeader.utf8)
    try OutputFile.admit(csv, inputs: [data.path] + predictions.map(\.path)) { $0.starts(with: header) }
  }

  func run() throws {
    if let csv { try admit(csv) }
    let dataset = try data.open(allowMissing: allowMissing)
    let models = try predictions.map { folder in
      var keys = ["data", "depth", "pred", "prediction", "arr_0"]
      if let predictionKey { keys = [predictionKey] }
      let found = try Predictions(
        folder.path, for: dataset.ids, encoding: DepthEncoding(.perMetre(predictionScale)), keys: keys)
      return EvaluationRun.Model(name: folder.name, predictions: found, ids: dataset.ids)
    }
    for model in models { try report(model) }
    let run = EvaluationRun(
      dataset: dataset, models: models, evaluation: try evaluation(), resampling: resize?.resampling,
      isRadial: radial, isCommon: common, allowsNonFinite: allowNonFinite)
    let result = try run.scores(
      jobs: running.workers, Progress("evaluate", total: dataset.count, style: running.progress))
    let report = EvaluationReport(run: run, data: data.path, result: result)
    if let csv {
      try admit(csv)
      try AtomicFile.write(report.csv, to: csv)
    }
    print(json ? try report.json() : report.table(metrics.metrics), terminator: "")
  }

  /// Names what a model lacks; an error unless it is allowed.
  private func report(_ model: EvaluationRun.Model) throws {
    let gaps = model.predictions.gaps
    name(gaps.filter { $0.reason != .missing }.map { "\(model.name): \($0)" })
    name(model.missing.map { "\(model.name): no prediction for the frame \($0)" })
    if let first = model.missing.first, !allowMissing {
      throw FileError(
        .missing, model.predictions.name,
        "\(model.missing.count) of \(data.path)'s frames have no prediction, the first: \(first); add them, or pass "
          + "--allow-missing to count them")
    }
  }
}
