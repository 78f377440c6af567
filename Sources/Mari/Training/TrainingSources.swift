import Files
import Foundation

/// What a training run learns from and is judged by, by content: it goes on with nothing else. Kept as `run.json` in the
/// run's folder from its start.
public struct TrainingSources: Sendable, Equatable, Codable {
  public static let name = "run.json"

  struct Source: Equatable, Codable {
    let sha256: String
    /// For whoever must find what differs.
    let description: String
  }
  var schema = 1
  var sources: [String: Source] = [:]

  public init() {}

  /// Adds one: the digest of its content, and what it is in words.
  public mutating func add(_ name: String, content: String, _ description: String) {
    sources[name] = Source(sha256: Digest.of(content), description: description)
  }

  /// Throws where the folder holds a run that learned from something else, and says what; else the folder is this run's.
  public func claim(_ folder: String) throws {
    let place = "\(folder)/\(TrainingSources.name)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = FileManager.default.contents(atPath: place) else {
      guard !FileManager.default.fileExists(atPath: folder + "/checkpoint") else {
        throw FileError(
          .cannotCreate, folder, "holds a run that does not tell what it learned from (no run.json): name a new folder")
      }
      try AtomicFile.write(String(decoding: try encoder.encode(self), as: UTF8.self) + "\n", to: place)
      return
    }
    guard let known = try? JSONDecoder().decode(TrainingSources.self, from: data), known.schema == schema else {
      throw FileError(.damaged, place, "is not the run.json of a run of this version: name a new folder")
    }
    guard let difference = difference(from: known) else { return }
    throw FileError(
      .cannotCreate, folder, "holds a run with another \(difference); name a new folder, or give what that run had")
  }

  /// What differs from another run's, in a few words; nil where nothing does.
  func difference(from old: TrainingSources) -> String? {
    for name in Set(sources.keys).union(old.sources.keys).sorted() {
      let (before, now) = (old.sources[name], sources[name])
      guard before?.sha256 != now?.sha256 else { continue }
      if let before, let now, before.description == now.description {
        return "\(name): the content of \(now.description) has changed"
      }
      return "\(name): \(before?.description ?? "none") there, \(now?.description ?? "none") now"
    }
    return nil
  }
}
