import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Pictures

/// `predictions.json`: what was predicted, from which contents, by what, and how; a run goes on only where all of it stands.
struct PredictionManifest: Encodable {
  static let name = "predictions.json"

  let schema = 3
  let input, air, model, weights: String
  /// Of every file that was read of the weights, by its path below their folder.
  let weightsSHA256: [String: String]
  /// What acted: steps, members, seed, … as they were, not as they were asked for.
  let ran: [String: Fact]
  /// fx, fy, cx, cy as given.
  let camera: [Double]?
  let depth: String
  /// The frames, each with the digest of the files it was read from.
  let frames: [String]
  let framesSHA256: [String]

  enum Fact: Encodable {
    case count(Int)
    case text(String)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .count(let count): try container.encode(count)
      case .text(let text): try container.encode(text)
      }
    }
  }

  init(
    _ frames: PredictionInput, model: ModelEntry, weights: String, _ predictor: any DepthPredictor,
    camera: Intrinsics?, depth: DepthFormat, input: String
  ) throws {
    let digests = FileDigests(memory: ShippedWeights.packageRoot + "/.hazydepth/digests.txt")
    let prefix = weights.hasSuffix("/") ? weights : weights + "/"
    var read: [String: String] = [:]
    for file in try model.files(weights) {
      read[file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file] = try digests.of(file).sha256
    }
    weightsSHA256 = read
    framesSHA256 = try (0..<frames.count).map { try frames.digest($0, digests) }
    // What is not remembered is read again next time.
    try? digests.save()
    (self.input, self.model, self.weights) = (input, model.name, weights)
    (air, self.depth, self.frames) = (frames.air.rawValue, depth.rawValue, frames.ids)
    self.camera = camera.map { [$0.fx, $0.fy, $0.cx, $0.cy] }
    var ran: [String: Fact] = [:]
    for fact in predictor.ran {
      switch fact {
      case .count(let name, let count): ran[name] = .count(count)
      case .text(let name, let text): ran[name] = .text(text)
      }
    }
    self.ran = ran
  }

  /// What two manifests' texts differ in, in a few words.
  static func difference(_ old: String, _ new: String) -> String {
    guard let a = try? JSONValue(parsing: old), let b = try? JSONValue(parsing: new) else {
      return "of another version of this command"
    }
    if a["schema"] != b["schema"] { return "of another version of this command" }
    for (key, words) in [
      ("model", "by another model"), ("weights", "by weights of another place"),
      ("weightsSHA256", "by weights of another content"), ("ran", "made with other settings"),
      ("camera", "for another camera"), ("depth", "in another format"), ("air", "of the other air"),
      ("frames", "of other frames"), ("framesSHA256", "of frames of another content"), ("input", "of another input"),
    ] where a[key] != b[key] {
      return words + detail(key, a[key] ?? .null, b[key] ?? .null)
    }
    return "of another run"
  }

  private static func detail(_ key: String, _ a: JSONValue, _ b: JSONValue) -> String {
    switch (key, a) {
    case ("model", _), ("depth", _), ("air", _), ("input", _), ("weights", _): return " (\(a), now \(b))"
    case ("ran", .object(let members)), ("weightsSHA256", .object(let members)):
      let names = Set(members.map(\.name) + b.members.map(\.name)).sorted()
      guard let name = names.first(where: { a[$0] != b[$0] }) else { return "" }
      func word(_ value: JSONValue?) -> String { value?.description ?? "none" }
      return key == "ran" ? " (\(name) \(word(a[name])), now \(word(b[name])))" : " (\(name))"
    default: return ""
    }
  }
}
