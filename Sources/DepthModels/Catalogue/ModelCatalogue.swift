import Files
import Foundation
import NN

/// The one list of models.
public enum ModelCatalogue {
  public static let all: [ModelEntry] = [.uniDepthV2, .depthAnything3, .marigold, .mariMetric2, .direct]

  /// The entry of a name, if there is one.
  public static subscript(name: String) -> ModelEntry? { all.first { $0.name == name } }

  /// The entry whose folder this is, told by its `config.json` or `model_index.json`; nil for what is none of them.
  public static func entry(ofFolder folder: String) throws(FileError) -> ModelEntry? {
    for name in ["config.json", "model_index.json"] {
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let file = try ConfigurationFile(path)
      if let found = all.first(where: { $0.recognises(file) }) { return found }
    }
    return nil
  }

  /// Weights that come with the project, those of the note's model first.
  public static var standIns: [(model: ModelEntry, shipped: ShippedModel)] {
    all.filter { !$0.shipped.isEmpty }.flatMap { entry in entry.shipped.map { (entry, $0) } }
  }

  /// All folders of random weights.
  public static var random: [RandomFolder] { all.flatMap(\.random) }
}

extension Safetensors {
  /// A configuration and the weights beside it: what the folder of one model holds.
  static func filesOfModel(_ folder: String) throws(FileError) -> [String] {
    ["\(folder)/config.json"] + (try Safetensors(folder, stem: "model").files)
  }
}
