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

  var count: Int { ids.count }

  func frame(_ i: Int) throws -> Item { try load(i) }

  /// A picture, a folder that holds pictures, or a data set. Throws if there is nothing to predict.
  init(_ path: String, condition: Air?, limit: Int?, options: ReadingOptions) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(.missing, path, "no such file or folder")
    }
    let pictures = isFolder.boolValue ? PredictionInput.pictures(in: path) : [path]
    if !pictures.isEmpty {
      let kept = Array(pictures.prefix(limit ?? .max))
      let ids = kept.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
      if let same = Dictionary(grouping: ids.indices, by: { ids[$0] }).values.first(where: { $0.count > 1 }) {
        throw FileError(
          .damaged, kept[same[1]], "has the name of \(kept[same[0]]) but for its type: their depth would be one file")
      }
      self.ids = ids
      air = .hazy
      load = { i in
        let image = try Image(file: kept[i])
        return Item(id: ids[i], image: image, frame: Frame(id: ids[i], scene: "", hazy: image))
      }
      return
    }
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
  }

  /// The pictures that lie directly in a folder, by name.
  private static func pictures(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      !name.hasPrefix(".")
        && ["png", "jpg", "jpeg"].contains(URL(fileURLWithPath: name).pathExtension.lowercased())
        && name != "sheet.png"
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(folder)/\($0)" }
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
