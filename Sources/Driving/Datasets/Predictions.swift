import Files
import Pictures

/// A folder of predicted depth maps for the frames of a data set, as some other program wrote them.
///
/// A file belongs to the frame whose id its path is, without the extension; in a folder without folders, `/` in ids
/// may be `_`, `~` or `-`, or the last component of the id alone, where that is unique.
public struct Predictions: Sendable {
  public let name: String
  public let encoding: DepthEncoding
  /// Frames without a prediction, predictions without a frame, and ambiguous ones.
  public let gaps: [Gap]
  private let files: [String: FileReference]
  private let keys: [String]

  /// Finds the predictions for `ids` below `path` (a folder or a zip archive).
  ///
  /// PNG files are read by `encoding`; arrays (npy, npz, PFM, EXR) are metres of the same kind. `keys` are the names an npz
  /// array may have.
  public init(
    _ path: String, for ids: [String], encoding: DepthEncoding = .kitti,
    keys: [String] = ["data", "depth", "pred", "prediction", "arr_0"]
  ) throws(FileError) {
    let tree: any FileTree = path.hasSuffix(".zip") ? try ZipArchive(path: path) : Predictions.depthFolder(path)
    let found = try Modality("prediction", in: tree, Modality.arrays) { $0.withoutExtension }
    let names = Predictions.names(of: ids)
    var files: [String: FileReference] = [:]
    var gaps = found.gaps
    for (stem, file) in found.files.sorted(by: { precedes($0.key, $1.key) }) {
      guard let id = names[stem] ?? nil else {
        gaps.append(Gap(.extra, "prediction", of: stem, at: file.description))
        continue
      }
      if let first = files.updateValue(file, forKey: id) {
        gaps += [first, file].map { Gap(.duplicate, "prediction", of: id, at: $0.description) }
      }
    }
    for gap in gaps where gap.reason == .duplicate { files[gap.id] = nil }
    let duplicates = Set(gaps.filter { $0.reason == .duplicate }.map(\.id))
    gaps += ids.filter { files[$0] == nil && !duplicates.contains($0) }
      .map { Gap(.missing, "prediction", of: $0, at: tree.name) }
    name = tree.name
    self.encoding = encoding
    self.gaps = gaps
    self.files = files
    self.keys = keys
  }

  /// The folder itself, or of one that `hazydepth predict` wrote the depth in it: what else lies there (clean pictures,
  /// visibility) is no depth.
  private static func depthFolder(_ path: String) -> FolderTree {
    let folder = FolderTree(path)
    return folder.contains("predictions.json") && folder.containsFolder("depth") ? FolderTree(path + "/depth") : folder
  }

  public var count: Int { files.count }

  /// The predicted depth of a frame; a frame without one is an error that names it.
  public func depth(_ id: String) throws(FileError) -> DepthReading {
    guard let file = files[id] else { throw FileError(.missing, name, "no prediction for the frame \(id)") }
    var encoding = encoding
    if file.path.pathExtension != "png" {
      encoding = DepthEncoding(.perMetre(1), far: encoding.far, kind: encoding.kind)
    }
    return try Part.depth(file, encoding, keys: keys).read()
  }

  /// The predicted numbers of a frame as an evaluation must see them: whatever is no distance stays what it is. PNG
  /// samples are divided by the encoding's units per metre; another encoding traps.
  public func values(_ id: String) throws(FileError) -> StoredDepth {
    guard let file = files[id] else { throw FileError(.missing, name, "no prediction for the frame \(id)") }
    guard case .perMetre(let scale) = encoding.unit else {
      fatalError("Predictions.values: the encoding \(encoding.unit) is no number of units per metre")
    }
    var stored = try StoredDepth(try file.read(for: .depth), name: file.description, keys: keys)
    try stored.admit(encoding.unit, name: file.description)
    if stored.isPicture { stored.values = stored.values.map { Float(Double($0) / scale) } }
    return stored
  }

  /// A frame's predicted metres where they lie on disk; nil if they cannot be used as they lie: then `values` reads them.
  public func mapped(_ id: String) -> MappedDepth? { files[id].flatMap { MappedDepth($0) } }

  /// The file that holds a frame's prediction, or nil.
  public func file(_ id: String) -> FileReference? { files[id] }

  /// The id of every name a file may have; nil for a name that several frames could have.
  private static func names(of ids: [String]) -> [String: String?] {
    var names: [String: String?] = [:]
    for id in ids {
      let parts = id.components
      let short = ["_", "~", "-"].map { parts.joined(separator: $0) } + [parts.last ?? id]
      for name in Set(short) where name != id {
        if let known = names[name], known != id { names[name] = .some(nil) } else { names[name] = id }
      }
    }
    // A whole id always means that frame.
    for id in ids { names[id] = id }
    return names
  }
}
