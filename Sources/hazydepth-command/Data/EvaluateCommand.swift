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
      "–" stands where nothing was scored. A prediction belongs to the frame whose id, or whose own picture or depth \
      file, has its path without the extension; in a flat folder with _, ~ or - for /. The scores are the same for any \
      --jobs. How everything was read, and what was left out, is said on standard error.

      Protocols: \(EvaluationProtocol.all.map(\.name).joined(separator: ", ")).

      Metrics: \(DepthMetric.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Models: a name and a folder or zip archive of depth files each.", valueName: "name=dir"))
  var predictions: [NamedFolder]

  @Option(
    help: ArgumentHelp(
      "Units per metre of predictions, whatever their format. (default: 256 for 16-bit PNG, 1 for floats; others must say)",
      valueName: "units"))
  var predictionScale: Double?

  @Option(
    help: """
      The array of npz predictions, or the channel of EXR ones. (default: data, depth, pred, prediction, or the only one; \
      the channel that is called depth)
      """)
  var predictionKey: String?

  @Option(
    help: ArgumentHelp(
      "Stored numbers that mean no prediction: 0,65535 or 900:1000. (default: 0)", valueName: "numbers"))
  var predictionInvalid: DepthMeaning.Invalid?

  @Option(
    help: ArgumentHelp(
      "What predictions store: metres, disparity:FB, inverse, log, packed. (default: metres)", valueName: "quantity"))
  var predictionQuantity: DepthMeaning.Quantity?

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

  @Flag(help: "Print 95 % intervals of the means over images, from resampling whole scenes.")
  var intervals = false

  @Option(help: "How many resamples --intervals draws.")
  var draws = 2000

  @Flag(name: .customLong("allow-nonfinite"), help: "Go on with NaN and infinite predictions; they are counted.")
  var allowNonFinite = false

  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    _ = try evaluation()
    guard !predictions.isEmpty else { throw ValidationError("--predictions: expected one name=DIR or more") }
    let names = predictions.map(\.name)
    guard Set(names).count == names.count else { throw ValidationError("--predictions: two models of one name") }
    try check("--prediction-scale", predictionScale, in: OptionRange.unitsPerMetre, "units per metre")
    try check("--draws", draws, in: 1...100_000)
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
    let dataset = try data.open(isQuiet: true)
    let models = try predictions.map { folder in
      let found = try Predictions(
        folder.path, for: dataset.entries,
        meaning: DepthMeaning(
          scale: predictionScale, quantity: predictionQuantity, invalid: predictionInvalid, key: predictionKey,
          words: .prediction))
      return EvaluationRun.Model(name: folder.name, predictions: found, ids: dataset.ids)
    }
    for model in models { try report(model) }
    let run = EvaluationRun(
      dataset: dataset, models: models, evaluation: try evaluation(), resampling: resize?.resampling,
      isRadial: radial, isCommon: common, allowsNonFinite: allowNonFinite)
    let result = try run.scores(
      jobs: running.workers, Progress("evaluate", total: dataset.count, style: running.progress))
    let report = EvaluationReport(
      run: run, data: data.path, result: result, draws: intervals ? draws : nil)
    tell(dataset, models)
    if let stretched = run.stretched.first {
      say("warning: \(stretched) and perhaps others have another shape than the truth: cropped, or the whole view?\n")
    }
    for warning in report.warnings { say("warning: \(warning)\n") }
    if let csv {
      try admit(csv)
      try AtomicFile.write(report.csv, to: csv)
    }
    print(json ? try report.json() : report.table(metrics.metrics), terminator: "")
    if let empty = report.unscored {
      throw FileError(.damaged, data.path, "no pixel of \(empty) was scored: see the counts above")
    }
  }

  /// Says how data and predictions were read and what was left out, in at most ten lines.
  private func tell(_ dataset: Dataset, _ models: [EvaluationRun.Model]) {
    for line in dataset.report?.lines ?? [] { say(line + "\n") }
    let lines = models.map { ($0.name, $0.predictions.report.joined(separator: "; ")) }
    for (name, line) in lines.prefix(2) {
      say("read \(printable(name)): \(line.isEmpty ? "no file" : line)\n")
    }
    if lines.count > 2 { say("read \(lines.count - 2) more models: see \"reading\" in --json\n") }
    let left = models.flatMap { model in model.predictions.leftOut.map { "\(printable(model.name)): \($0)" } }
    if let first = left.first { say("left out of predictions: \(left.count), the first: \(first)\n") }
  }

  /// Names what a model lacks; an error unless it is allowed.
  private func report(_ model: EvaluationRun.Model) throws {
    let gaps = model.predictions.gaps
    name(gaps.filter { $0.reason != .missing }.map { "\(model.name): \($0)" })
    name(model.missing.map { "\(model.name): no prediction for the frame \($0)" })
    let doubles = gaps.filter { $0.reason == .duplicate }
    if doubles.count > 1 {
      throw FileError(
        .damaged, doubles[0].path, "and \(doubles[1].path) are both of the frame \(doubles[0].id): keep one")
    }
    if let first = model.missing.first, !data.options.allowMissing {
      throw FileError(
        .missing, model.predictions.name,
        "\(model.missing.count) of \(data.path)'s frames have no prediction, the first: \(first); add them, or pass "
          + "--allow-missing to count them")
    }
  }
}
