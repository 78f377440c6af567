import Files
import Foundation
import NN

// A checkpoint is a folder that appears by rename: `config.json` and `model.safetensors` (the model, as it is loaded),
// `ema.safetensors`, `optimizer.safetensors`, `training.json` with the options, the objective and the step, and the digests
// of all five, which are checked before anything of them is believed.

/// The JSON of a checkpoint.
struct TrainingRecord: Codable, Equatable {
  var schema = 1
  var step: Int
  var options: TrainingOptions
  var objective: ObjectiveRecord
  /// What each component learns at.
  var learningRates: [String: Float]
}

/// An `Objective` as JSON.
struct ObjectiveRecord: Codable, Equatable {
  var lambda: [String: Float]
  var gamma, quantile: Double
  var pairs: Int
  var margin: Float
  var ranking, averaging: String

  init(_ o: Objective) {
    lambda = Dictionary(uniqueKeysWithValues: Objective.terms.map { ($0.name, o.lambda[$0]) })
    (gamma, quantile, pairs, margin) = (o.gamma, o.quantile, o.pairs, o.margin)
    (ranking, averaging) = (o.ranking.rawValue, o.averaging.rawValue)
  }

  /// nil where a name is unknown.
  var objective: Objective? {
    guard let ranking = Objective.Ranking(rawValue: ranking), let averaging = Averaging(rawValue: averaging) else {
      return nil
    }
    var o = Objective()
    for term in Objective.terms { o.lambda[term] = lambda[term.name] ?? 0 }
    (o.gamma, o.quantile, o.pairs, o.margin) = (gamma, quantile, pairs, margin)
    (o.ranking, o.averaging) = (ranking, averaging)
    return o
  }
}

extension Trainer {
  /// Writes a checkpoint; one that stands at `path` is replaced.
  public func save(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let rates = options.rates
    let record = TrainingRecord(
      step: steps, options: options, objective: ObjectiveRecord(objective),
      learningRates: Dictionary(
        uniqueKeysWithValues: MariMetric2.Component.allCases.map { ($0.rawValue, rates[$0]) }))
    let text = String(decoding: try encoder.encode(record), as: UTF8.self) + "\n"
    try WholeFolder.write(path) { folder in
      try parameters.write(to: folder + "/model.safetensors")
      try ema.write(to: folder + "/ema.safetensors")
      try adamw.write(to: folder + "/optimizer.safetensors")
      try AtomicFile.write(model.configuration.json + "\n", to: folder + "/config.json")
      try AtomicFile.write(text, to: folder + "/training.json")
      try SealedFiles.seal(folder)
    }
    lastCheckpoint = path
  }

  /// Goes on from a checkpoint, with its options, to the same bits. Throws for one that is damaged or of another kind.
  public static func resume(from path: String) throws -> Trainer {
    WholeFolder.recover(path)
    let place = path + "/training.json"
    guard let data = FileManager.default.contents(atPath: place) else {
      throw FileError(.missing, place, "cannot read this file: not a checkpoint")
    }
    try SealedFiles.check(path)
    guard let record = try? JSONDecoder().decode(TrainingRecord.self, from: data), record.schema == 1,
      let objective = record.objective.objective
    else { throw FileError(.damaged, place, "is not the training.json of a checkpoint of this version") }
    let configuration = try MariMetric2.Configuration(ConfigurationFile(path + "/config.json"))
    let parameters = try Parameters(checkpoint: path + "/model.safetensors")
    let model = try parameters.build { MariMetric2($0, configuration) }
    let trainer = Trainer(model, parameters, record.options, objective: objective)
    try trainer.adamw.restore(from: path + "/optimizer.safetensors")
    try trainer.ema.restore(from: path + "/ema.safetensors")
    guard trainer.adamw.stepCount == record.step, trainer.ema.stepCount == record.step else {
      throw FileError(.damaged, place, "says step \(record.step), its states say \(trainer.adamw.stepCount)")
    }
    trainer.resume(at: record.step)
    trainer.lastCheckpoint = path
    return trainer
  }

  /// Writes what predictions are made with: the averages in the model's place, as `config.json` and
  /// `model.safetensors`, into a folder that exists.
  public func writeAverages(to folder: String, precision: Safetensors.Precision = .float16) throws {
    try parameters.write(to: folder + "/model.safetensors", precision: precision) { self.ema.average(of: $0) }
    try AtomicFile.write(model.configuration.json + "\n", to: folder + "/config.json")
  }
}
