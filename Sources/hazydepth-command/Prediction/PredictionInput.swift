import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Pictures
import World

/// The pictures that `predict` works on.
struct PredictionInput: Sendable {
  struct Item {
    let id: String
    let image: Image
    /// What is known besides.
    let frame: Frame
  }
  let ids: [String]
  /// What the pictures were taken in; of pictures without a data set, haze.
  let air: Air
  private let load: @Sendable (Int) throws -> Item
  private let content: @Sendable (Int, FileDigests) throws -> String

  var count: Int { ids.count }

  func frame(_ i: Int) throws -> Item { try load(i) }
  /// Of what a frame is read from.
  func digest(_ i: Int, _ digests: FileDigests) throws -> String { try content(i, digests) }

  /// A picture, a data set, or else a folder of pictures, nested or not, whose names are their paths below it. Throws if
  /// there is nothing to predict, or a choice is given that it does not have.
  init(_ path: String, condition: Air?, limit: Int?, options: ReadingOptions) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(.missing, path, "no such file or folder")
    }
    let isList = path.hasSuffix(".json") || path.hasSuffix(".zip")
    if isFolder.boolValue ? try PredictionInput.isDataset(path) : isList {
      try self.init(dataset: path, condition: condition, limit: limit, options: options)
      return
    }
    if let condition {
      throw FileError(
        .configuration, "--condition \(condition.rawValue)",
        "\(path) is no data set: nobody tells its air; leave it out")
    }
    try self.init(pictures: path, isFolder: isFolder.boolValue, limit: limit)
  }

  private init(pictures path: String, isFolder: Bool, limit: Int?) throws {
    let pictures = isFolder ? try PredictionInput.pictures(in: path) : [path]
    guard !pictures.isEmpty else {
      throw FileError(.missing, path, "holds no PNG or JPEG picture, and is no data set: name a folder that does")
    }
    let kept = Array(pictures.prefix(limit ?? .max))
    let ids = kept.map { file in
      let below = isFolder ? file : URL(fileURLWithPath: file).lastPathComponent
      return below.contains(".") ? String(below[..<below.lastIndex(of: ".")!]) : below
    }
    let places = kept.map { isFolder ? "\(path)/\($0)" : $0 }
    if let same = Dictionary(grouping: ids.indices, by: { ids[$0] }).values.first(where: { $0.count > 1 }) {
      throw FileError(
        .damaged, places[same[1]], "has the name of \(places[same[0]]) but for its type: their depth would be one file")
    }
    self.ids = ids
    air = .hazy
    load = { i in
      let image = try Image(file: places[i])
      return Item(id: ids[i], image: image, frame: Frame(id: ids[i], scene: "", hazy: image))
    }
    content = { i, digests in try digests.of(places[i]).sha256 }
  }

  private init(dataset path: String, condition: Air?, limit: Int?, options: ReadingOptions) throws {
    // Pictures without depth can be predicted: what else a frame lacks is no fault here.
    let opened = try Dataset.open(path, reading: options.reading)
    for line in opened.report?.lines ?? [] { say(line + "\n") }
    let dataset = opened.withPartial
    let wanted = condition ?? (dataset.entries.contains { $0.hazy != nil } ? .hazy : .clear)
    let entries = dataset.entries.filter { wanted == .hazy ? $0.hazy != nil : $0.clear != nil }
    guard !entries.isEmpty else { throw FileError(.missing, path, "has no \(wanted.rawValue) picture") }
    let kept = Array(entries.prefix(limit ?? .max))
    ids = kept.map(\.id)
    air = wanted
    load = { i in
      let frame = try kept[i].load()
      let image = wanted == .hazy ? frame.hazy! : frame.clear!
      return Item(id: frame.id, image: image, frame: frame)
    }
    content = { i, digests in Digest.of(try kept[i].identity(digests)) }
  }

  /// Whether a folder is laid out as a data set with pictures: one of the known layouts, or the folders of a plain one.
  private static func isDataset(_ path: String) throws -> Bool {
    switch try DatasetLayout(of: path) {
    case .depth: return false
    case .folder:
      let folder = FolderTree(path)
      let names = try folder.entries().filter { !$0.hasPrefix(".") }
      func has(_ parts: [String]) -> Bool {
        parts.contains { part in names.contains { $0 == part || $0 == part + ".zip" || $0.hasPrefix(part + "_") } }
      }
      let clear = ["clear", "rgb", "images", "image"]
      let others = ["depth", "gt", "hazy", "foggy", "fog", "transmission", "intrinsics"]
      guard has(clear) else { return false }
      // Clear pictures alone are a data set too, unless other pictures lie beside them.
      let strangers = try pictures(in: path).contains { picture in
        !clear.contains { part in picture.hasPrefix(part + "/") || picture.hasPrefix(part + "_") }
      }
      return has(others + ["intrinsics.txt", "intrinsics.npy"]) || !strangers
    default: return true
    }
  }

  /// The pictures below a folder, by their paths, in byte order. What other commands lay beside their pictures (a sheet) is
  /// left out.
  private static func pictures(in folder: String) throws -> [String] {
    try FolderTree(folder).files().filter { path in
      ["png", "jpg", "jpeg"].contains(URL(fileURLWithPath: path).pathExtension.lowercased()) && path != "sheet.png"
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension PredictionInput.Item {
  /// This frame and what was predicted, for a sheet.
  func scene(_ made: DepthPrediction) -> PredictionSheet.Scene {
    var frame = frame
    frame.hazy = frame.hazy ?? image
    let metres = frame.attributes["visibility_m"].flatMap(Double.init)
    return PredictionSheet.Scene(
      frame: frame, clean: made.clean, depth: made.depth, visibility: made.visibility,
      note: metres.map { "V = \(Int($0.rounded())) m" } ?? "")
  }
}
