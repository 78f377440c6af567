import Files
import Pictures

/// The layouts a command can be told, or can tell from a folder's content.
public enum DatasetLayout: String, Sendable, CaseIterable {
  case realDriveSim = "realdrivesim"
  case dgp
  case virtualKITTI2 = "vkitti2"
  case kittiDepth = "kitti-depth"
  case kittiObject = "kitti-object"
  case foggyCityscapes = "foggy-cityscapes"
  case shift
  case folder
  /// Depth files and nothing else.
  case depth
  case list

  /// The layout of what lies at `path`, told from names alone; a folder of no other layout is a plain one.
  public init(of path: String) throws(FileError) {
    if path.hasSuffix(".json") {
      let name = path.components.last ?? ""
      self = name.hasPrefix("scene_dataset") || name == "ddad.json" ? .dgp : .list
      return
    }
    if path.hasSuffix(".zip") {
      self = .depth
      return
    }
    let root = FolderTree(path)
    let names = try root.entries()
    func has(_ name: String) -> Bool { names.contains(name) || names.contains(name + ".zip") }
    func below(_ test: (String) -> Bool) -> Bool {
      names.contains { test($0) }
        || names.contains { root.containsFolder($0) && ((try? root.entries($0)) ?? []).contains(where: test) }
    }
    if names.contains("ddad.json") || names.contains(where: { $0.hasPrefix("scene_dataset") }) {
      self = .dgp
    } else if has("leftImg8bit") {
      self = .foggyCityscapes
    } else if has("img"), has("depth") {
      self = .shift
    } else if below({ $0 == "image_2" }), below({ $0 == "velodyne" }) {
      self = .kittiObject
    } else if names.contains("groundtruth_depth") || below({ $0.hasSuffix("_sync") }) {
      self = .kittiDepth
    } else if below({ $0.hasPrefix("Scene") }) {
      self = .virtualKITTI2
    } else if has("calibration") || has("semantic_segmentation_2d") {
      self = .realDriveSim
    } else if !["clear", "rgb", "images", "image"].contains(where: { name in
      names.contains { $0 == name || $0 == name + ".zip" || $0.hasPrefix(name + "_") }
    }), has("depth") || has("gt") || below({ Modality.arrays.contains($0.pathExtension) }) {
      self = .depth
    } else {
      self = .folder
    }
  }
}

extension Dataset {
  /// Opens what lies at `path` in a named layout, or in the one its content shows. `pairs`: which hazy frame belongs to
  /// which clear one, in a plain folder; the other layouts know.
  public static func open(
    _ path: String, layout: DatasetLayout? = nil, pairs: PairingRule? = nil
  ) throws(FileError) -> Dataset {
    let known = if let layout { layout } else { try DatasetLayout(of: path) }
    if pairs != nil, known != .folder {
      throw FileError(.configuration, path, "the layout \(known.rawValue) has its own pairs: leave the rule out")
    }
    switch known {
    case .realDriveSim: return try realDriveSim(path)
    case .dgp: return try dgp(path)
    case .virtualKITTI2: return try virtualKITTI2(path)
    case .kittiDepth: return try kittiDepth(path)
    case .kittiObject: return try kittiObject(path)
    case .foggyCityscapes: return try foggyCityscapes(path)
    case .shift: return try shift(path)
    case .folder: return try folder(path, rule: pairs ?? .sameID)
    case .depth: return try depthFolder(path)
    case .list: return try list(path)
    }
  }
}
