import Files
import Pictures

extension Dataset {
  /// Any folder with the folders (or zip archives) `clear` (or `rgb`, `images`, `img`), and, as there are, `hazy` (`foggy`),
  /// `depth`, `transmission` and `intrinsics`: files of one frame have the same path but for the extension.
  ///
  /// Depth is read by `reading`. `intrinsics` has one 3 x 3 matrix per frame (npy or
  /// text), or is a file `intrinsics.npy` or `.txt` for all. The scene is the first folder of the path.
  public static func folder(
    _ path: String, reading: DepthMeaning = DepthMeaning(), rule: PairingRule = .sameID
  ) throws(FileError) -> Dataset {
    let root = FolderTree(path)
    func modality(_ part: String, _ tree: any FileTree, _ types: Set<String>) throws(FileError) -> Modality {
      try Modality(part, in: tree, types) { $0.withoutExtension }
    }
    let clear = try modality(
      "clear", root.requiredModality("clear", "rgb", "images", "image", "img"), Modality.pictures)
    var hazy: (Modality, PairingRule)?
    if let tree = try root.modality("hazy", "foggy", "fog") {
      hazy = (try modality("hazy", tree, Modality.pictures), rule)
    }
    var others: [Modality] = []
    if let tree = try root.modality("depth", "gt") { others.append(try modality("depth", tree, Modality.arrays)) }
    if let tree = try root.modality("transmission") {
      others.append(try modality("transmission", tree, ["png", "npy"]))
    }
    var camera: FileReference?
    for name in ["intrinsics.npy", "intrinsics.txt"] where root.contains(name) { camera = FileReference(root, name) }
    if camera == nil, let tree = try root.modality("intrinsics") {
      others.append(try modality("camera", tree, ["npy", "txt"]))
    }
    let shared = camera
    return Dataset(name: root.name.components.last ?? path, clear: clear, hazy: hazy, others: others) {
      id, hazyID, variant, files in
      let parts = id.components
      var entry = FrameEntry(id: variant.isEmpty ? id : hazyID!, scene: parts.count > 1 ? parts[0] : "")
      if !variant.isEmpty { entry.attributes["variant"] = variant }
      entry.clear = .picture(files["clear"]!)
      entry.hazy = files["hazy"].map { .picture($0) }
      entry.depth = files["depth"].map { .depth($0, reading) }
      entry.transmission = files["transmission"].map { .share($0) }
      entry.camera = (files["camera"] ?? shared).map { .matrix($0) }
      return entry
    }
  }

  /// The list of frames that Metric3D's data sets use: a JSON `{"files": [{"rgb", "depth", "depth_scale", "cam_in"}]}`.
  ///
  /// `cam_in` is fx, fy, cx, cy and the depth is a PNG of `depth_scale` units per metre, 0 not measured. The paths
  /// are taken from the list's folder, dropping leading folders until one is found; a frame whose files are found
  /// nowhere is a gap.
  public static func list(_ path: String, reading: DepthMeaning = DepthMeaning()) throws(FileError) -> Dataset {
    let slash = path.lastIndex(of: "/")
    let root = FolderTree(slash.map { String(path[..<$0]) } ?? ".")
    let list = FileReference(root, String(path[(slash.map { path.index(after: $0) } ?? path.startIndex)...]))
    let listed = try list.json(FrameList.self).files
    func found(_ named: String) throws(FileError) -> FileReference? {
      let parts = named.components
      guard !parts.contains(".."), !parts.isEmpty else {
        throw FileError(.damaged, path, "names '\(named)', expected a path below the list's folder")
      }
      return parts.indices.lazy.map { FileReference(root, parts[$0...].joined(separator: "/")) }.first(where: \.exists)
    }
    var entries: [FrameEntry] = []
    var gaps: [Gap] = []
    for frame in listed {
      let id = frame.rgb.withoutExtension
      let k = frame.camera
      guard frame.scale > 0, frame.scale.isFinite, k.count == 4, k.allSatisfy(\.isFinite), k[0] > 0, k[1] > 0 else {
        throw FileError(.damaged, path, "\(id): expected a positive depth_scale and cam_in of fx, fy, cx, cy")
      }
      guard !entries.contains(where: { $0.id == id }) else {
        gaps.append(Gap(.duplicate, "clear", of: id, at: frame.rgb))
        continue
      }
      let (picture, depth) = (try found(frame.rgb), try found(frame.depth))
      if picture == nil { gaps.append(Gap(.missing, "clear", of: id, at: frame.rgb)) }
      if depth == nil { gaps.append(Gap(.missing, "depth", of: id, at: frame.depth)) }
      guard let picture, let depth else { continue }
      var entry = FrameEntry(id: id, scene: "")
      entry.clear = .picture(picture)
      var meaning = reading
      meaning.scale = frame.scale
      meaning.invalid = reading.invalid ?? DepthMeaning.Invalid([0])
      entry.depth = .depth(depth, meaning)
      let camera = FrameEntry.Camera(Intrinsics(fx: k[0], fy: k[1], cx: k[2], cy: k[3]))
      // The list is part of every frame: it holds the camera and the depth's scale.
      entry.camera = Part([list]) { () throws(FileError) in camera }
      entries.append(entry)
    }
    return Dataset(name: root.name.components.last ?? path, entries: entries, gaps: gaps)
  }
}

private struct FrameList: Decodable {
  struct Frame: Decodable {
    let rgb: String
    let depth: String
    let scale: Double
    let camera: [Double]
    private enum CodingKeys: String, CodingKey {
      case rgb, depth
      case scale = "depth_scale"
      case camera = "cam_in"
    }
  }
  let files: [Frame]
}
