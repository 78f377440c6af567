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
    func hasPart(_ name: String) -> Bool { has(name) || names.contains { $0.hasPrefix(name + "_") } }
    func below(_ test: (String) -> Bool) -> Bool {
      names.contains { test($0) }
        || names.contains { root.containsFolder($0) && ((try? root.entries($0)) ?? []).contains(where: test) }
    }
    if names.contains("ddad.json") || names.contains(where: { $0.hasPrefix("scene_dataset") }) {
      self = .dgp
    } else if has("leftImg8bit") {
      self = .foggyCityscapes
    } else if has("img"), has("depth"), names.contains("seq.csv") || DatasetLayout.isSHIFT(root) {
      self = .shift
    } else if below({ $0 == "image_2" }), below({ $0 == "velodyne" }) {
      self = .kittiObject
    } else if names.contains("groundtruth_depth") || DatasetLayout.isKITTIDepth(root) {
      self = .kittiDepth
    } else if DatasetLayout.isVirtualKITTI(root) {
      self = .virtualKITTI2
    } else if hasPart("rgb"), hasPart("depth"), has("calibration") || has("semantic_segmentation_2d") {
      self = .realDriveSim
    } else if !["clear", "rgb", "images", "image", "img"].contains(where: { name in
      names.contains { $0 == name || $0 == name + ".zip" || $0.hasPrefix(name + "_") }
    }), has("depth") || has("gt") || below({ Modality.arrays.contains($0.pathExtension) }) {
      self = .depth
    } else {
      self = .folder
    }
  }
}

extension DatasetLayout {
  private static func folders(_ root: FolderTree, _ path: String = "") -> [String] {
    ((try? root.entries(path)) ?? []).map { path.isEmpty ? $0 : "\(path)/\($0)" }.filter { root.containsFolder($0) }
  }

  /// `img/<sequence>/00000000_img_front.jpg`: names that only SHIFT's pictures have.
  private static func isSHIFT(_ root: FolderTree) -> Bool {
    folders(root, "img").prefix(1).contains { sequence in
      ((try? root.entries(sequence)) ?? []).contains { $0.contains("_img_") }
    }
  }

  /// `SceneNN/<variation>/frames`, here or one folder deeper; `intrinsic.txt` where only texts are there.
  private static func isVirtualKITTI(_ root: FolderTree) -> Bool {
    let tops = folders(root)
    return (tops + tops.flatMap { folders(root, $0) }).contains { scene in
      let name = scene.components.last ?? ""
      guard name.hasPrefix("Scene"), Int(name.dropFirst(5)) != nil else { return false }
      return folders(root, scene).contains {
        root.containsFolder("\($0)/frames") || root.contains("\($0)/intrinsic.txt")
      }
    }
  }

  /// `<drive>_sync/proj_depth`, here or one folder deeper.
  private static func isKITTIDepth(_ root: FolderTree) -> Bool {
    let tops = folders(root)
    return (tops + tops.flatMap { folders(root, $0) }).contains {
      $0.hasSuffix("_sync") && root.containsFolder("\($0)/proj_depth")
    }
  }
}

extension Dataset {
  /// Opens what lies at `path` in a named layout, or in the one its content shows. `pairs`: which hazy frame belongs to
  /// which clear one, in a plain folder; the other layouts know.
  public static func open(
    _ path: String, layout: DatasetLayout? = nil, pairs: PairingRule? = nil
  ) throws(FileError) -> Dataset {
    try open(path, reading: DataReading(layout: layout, pairs: pairs))
  }
}

extension DatasetLayout {
  /// The data set at `path`, of this layout.
  func open(_ path: String, _ reading: DataReading) throws(FileError) -> Dataset {
    let hasDepthWords = !reading.depth.isPlain || reading.depth.key != nil
    func refuse(_ reason: String) -> FileError {
      FileError(.configuration, path, "the layout \(rawValue) \(reason): say nothing of its depth")
    }
    switch self {
    case .realDriveSim: return try .realDriveSim(path, reading: reading.depth)
    case .dgp: return try .dgp(path, reading: reading.depth)
    case .virtualKITTI2: return try .virtualKITTI2(path, reading: reading.depth)
    case .kittiDepth: return try .kittiDepth(path, reading: reading.depth)
    case .kittiObject:
      if hasDepthWords { throw refuse("projects LiDAR points") }
      return try .kittiObject(path)
    case .foggyCityscapes:
      if hasDepthWords { throw refuse("takes depth from its disparity and camera files") }
      return try .foggyCityscapes(path)
    case .shift: return try .shift(path, reading: reading.depth)
    case .folder: return try .folder(path, reading: reading.depth, rule: reading.pairs ?? .sameID)
    case .depth: return try .depthFolder(path, reading: reading.depth)
    case .list:
      if reading.depth.scale != nil || reading.depth.quantity != nil { throw refuse("names each file's units") }
      return try .list(path, reading: reading.depth)
    }
  }
}
