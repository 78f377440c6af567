import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import NN

/// Somebody whose depth is compared: a model with its weights, or a folder of what another program predicted.
nonisolated struct Contender: Sendable {
  /// Where its depth comes from.
  enum Source: Sendable {
    case model(@Sendable () throws -> any DepthPredictor)
    /// The folder of the predictions of each.
    case predictions([Air: String])
  }
  /// What it is called in tables.
  let name: String
  let source: Source
  /// What its numbers may borrow from the truth: nothing if they are metres.
  var alignment = Alignment.none
  /// A small model of the project that stands in for a large one.
  private(set) var isStandIn = false
  /// What a reader of a table must know: that it is a stand-in, under which licence its weights are.
  var note = ""
  /// The folder of its weights or predictions.
  let folder: String
  /// The array of npz files that holds its depth, where it is not called as usual.
  var key: String?

  /// A model of the catalogue with weights in `folder`, which is read when the model is first needed.
  init(_ model: ModelEntry, name: String? = nil, folder: String, note: String? = nil) {
    self.name = name ?? model.name
    self.folder = folder
    source = .model { try model.load(folder, PredictionSettings()) }
    alignment = model.alignment(folder)
    self.note = note ?? model.note
  }

  /// A model that is there already, or is made when it is first needed.
  init(name: String, alignment: Alignment = .none, make: @escaping @Sendable () throws -> any DepthPredictor) {
    (self.name, self.alignment, folder) = (name, alignment, "")
    source = .model(make)
  }

  /// Depth in metres that another program predicted: files named by the frames' ids in `folder/clear` and `folder/hazy`,
  /// or, where neither is there, in `folder` itself, of clear pictures.
  init(predictions folder: String, name: String, key: String? = nil) {
    self.name = name
    self.folder = folder
    self.key = key
    note = "imported"
    let parts = Air.allCases.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0.rawValue)") }
    source = .predictions(
      parts.isEmpty
        ? [.clear: folder] : Dictionary(uniqueKeysWithValues: parts.map { ($0, "\(folder)/\($0.rawValue)") }))
  }

  /// The small models that come with the project, those that are there: trained on the procedural world, they stand in
  /// for the large ones and claim nothing of their accuracy.
  static var standIns: [Contender] {
    ModelCatalogue.standIns.compactMap { model, shipped in
      guard let folder = try? ShippedWeights.folder(shipped.name) else { return nil }
      var contender = Contender(
        model, name: shipped.name, folder: folder,
        note: "small stand-in, trained on the procedural world's \(shipped.air) pictures")
      contender.isStandIn = true
      return contender
    }
  }
}
