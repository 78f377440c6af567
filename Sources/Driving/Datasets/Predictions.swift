import Files
import Pictures

/// A folder of predicted depth maps for the frames of a data set, as some other program wrote them.
///
/// A file belongs to the frame whose id its path is, without the extension, or whose own picture or depth file has this
/// path; `/` may be `_`, `~` or `-`, and the last component alone will do. A name that several frames could have is
/// refused.
public struct Predictions: Sendable {
  public let name: String
  /// Frames without a prediction, predictions without a frame, and frames with several.
  public let gaps: [Gap]
  /// How the first file of each type is read, in words.
  public let report: [String]
  /// Files that were left out: "reason: path".
  public let leftOut: [String]
  private let files: [String: FileReference]
  private let meaning: DepthMeaning
  private let keys: [String]

  /// Finds the predictions for the frames below `path` (a folder or a zip archive).
  ///
  /// `meaning` says what their numbers are; `keys` are the names an npz array may have where it does not. Throws for a name
  /// that several frames could have.
  public init(
    _ path: String, for frames: [FrameEntry], meaning: DepthMeaning = DepthMeaning(words: .prediction),
    keys: [String] = ["data", "depth", "pred", "prediction", "arr_0"]
  ) throws(FileError) {
    let tree: any FileTree = path.hasSuffix(".zip") ? try ZipArchive(path: path) : Predictions.depthFolder(path)
    let found = try Modality("prediction", in: tree, Modality.arrays) { $0.withoutExtension }
    let names = FrameNames(frames)
    var files: [String: FileReference] = [:]
    var gaps = found.gaps
    for (stem, file) in found.files.sorted(by: { precedes($0.key, $1.key) }) {
      guard let id = try names.id(of: stem, file: file) else {
        gaps.append(Gap(.extra, "prediction", of: stem, at: file.description))
        continue
      }
      if let first = files.updateValue(file, forKey: id) {
        gaps += [first, file].map { Gap(.duplicate, "prediction", of: id, at: $0.description) }
      }
    }
    for gap in gaps where gap.reason == .duplicate { files[gap.id] = nil }
    let duplicates = Set(gaps.filter { $0.reason == .duplicate }.map(\.id))
    gaps += frames.map(\.id).filter { files[$0] == nil && !duplicates.contains($0) }
      .map { Gap(.missing, "prediction", of: $0, at: tree.name) }
    name = tree.name
    leftOut = try tree.listing().leftOut.map { "\($0.reason.rawValue): \(printable($0.path))" }
    self.gaps = gaps
    self.files = files
    (self.meaning, self.keys) = (meaning, keys)
    let byType = Dictionary(grouping: files.values) { $0.path.pathExtension }
    report = byType.sorted { precedes($0.key, $1.key) }.map { type, found in
      let first = found.min { precedes($0.path, $1.path) }!
      return "\(found.count) \(type): \(Predictions.words(first, meaning, keys))"
    }
  }

  /// The same for frames of which only the names are known.
  public init(
    _ path: String, for ids: [String], meaning: DepthMeaning = DepthMeaning(words: .prediction),
    keys: [String] = ["data", "depth", "pred", "prediction", "arr_0"]
  ) throws(FileError) {
    try self.init(path, for: ids.map { FrameEntry(id: $0, scene: "") }, meaning: meaning, keys: keys)
  }

  /// The folder itself, or of one that `hazydepth predict` wrote the depth in it: what else lies there (clean pictures,
  /// visibility) is no depth.
  private static func depthFolder(_ path: String) -> FolderTree {
    let folder = FolderTree(path)
    return folder.contains("predictions.json") && folder.containsFolder("depth") ? FolderTree(path + "/depth") : folder
  }

  public var count: Int { files.count }

  private static func words(_ file: FileReference, _ meaning: DepthMeaning, _ keys: [String]) -> String {
    do throws(FileError) {
      let name = file.description
      let stored = try StoredDepth(try file.read(for: .depth), name: name, key: meaning.key, keys: keys)
      return DepthMeaning.words(try meaning.encoding(of: stored, keepsLargest: true, name: name), of: stored)
    } catch { return error.reason }
  }

  /// The predicted depth of a frame; a frame without one is an error that names it.
  public func depth(_ id: String) throws(FileError) -> DepthReading {
    let map = try values(id)
    return DepthReading(depth: DepthMap(width: map.width, height: map.height, metres: map.values))
  }

  /// The predicted metres of a frame as an evaluation must see them: whatever is no distance stays what it is.
  public func values(_ id: String) throws(FileError) -> StoredDepth {
    guard let file = files[id] else { throw FileError(.missing, name, "no prediction for the frame \(id)") }
    let name = file.description
    var stored = try StoredDepth(try file.read(for: .depth), name: name, key: meaning.key, keys: keys)
    let encoding = try meaning.encoding(of: stored, keepsLargest: true, name: name)
    if encoding != .metres { stored.values = stored.values.map(encoding.prediction) }
    return stored
  }

  /// A frame's predicted metres where they lie on disk; nil if they cannot be used as they lie: then `values` reads them.
  public func mapped(_ id: String) -> MappedDepth? {
    guard meaning.isPlain else { return nil }
    return files[id].flatMap { MappedDepth($0) }
  }

  /// The file that holds a frame's prediction, or nil.
  public func file(_ id: String) -> FileReference? { files[id] }
}

/// The names under which a file may speak of a frame.
private struct FrameNames {
  private let ids: Set<String>
  /// From the surest to the shortest: which frames a name could mean.
  private let levels: [[String: Set<String>]]

  init(_ frames: [FrameEntry]) {
    ids = Set(frames.map(\.id))
    var (whole, flat, short): ([String: Set<String>], [String: Set<String>], [String: Set<String>]) = ([:], [:], [:])
    for frame in frames {
      let own = [frame.clear?.files.first, frame.hazy?.files.first, frame.depth?.files.first].compactMap { $0 }
      var paths: Set<String> = []
      for file in own {
        let path = file.path.withoutExtension
        paths.insert(path)
        if let folder = file.tree.name.components.last { paths.insert("\(folder)/\(path)") }
      }
      for path in paths { whole[path, default: []].insert(frame.id) }
      for path in paths.union([frame.id]) {
        let parts = path.components
        for sign in ["_", "~", "-"] { flat[parts.joined(separator: sign), default: []].insert(frame.id) }
        short[parts.last ?? path, default: []].insert(frame.id)
      }
    }
    levels = [whole, flat, short]
  }

  /// The frame that a path without extension means; nil for none, an error for several.
  func id(of stem: String, file: FileReference) throws(FileError) -> String? {
    // A whole id always means that frame.
    if ids.contains(stem) { return stem }
    for level in levels {
      guard let found = level[stem] else { continue }
      let names = found.sorted(by: precedes)
      guard names.count > 1 else { return names[0] }
      throw FileError(
        .damaged, file.description,
        "may be of the frame \(names[0]) or of \(names[1])\(names.count > 2 ? " or \(names.count - 2) others" : ""): name "
          + "it by the frame's whole id")
    }
    return nil
  }
}
