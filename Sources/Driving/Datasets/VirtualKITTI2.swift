import Files
import Pictures

extension Dataset {
  /// Virtual KITTI 2: `SceneXX/<variation>/frames/{rgb,depth}/Camera_k/…`, all in one folder or in one per download.
  ///
  /// A hazy frame is the clear one with the variation `clone` replaced by `fog`; their depth is the same, in
  /// centimetres, 655.35 m meaning sky. With `hazy` nil, every frame of the clear variation is read on its own.
  public static func virtualKITTI2(
    _ path: String, clear: String = "clone", hazy: String? = "fog", reading: DepthMeaning = DepthMeaning()
  ) throws(FileError) -> Dataset {
    let tree = MergedFolders(path) { $0.hasPrefix("Scene") }
    // Scene01/clone/frames/rgb/Camera_0/rgb_00012.jpg -> Scene01/clone/Camera_0/00012
    func modality(_ part: String, _ kind: String, _ variation: String) throws(FileError) -> Modality {
      try Modality(part, in: tree, kind == "rgb" ? Modality.pictures : ["png"]) { path in
        let parts = path.withoutExtension.components
        guard parts.count == 6, parts[1] == variation, parts[3] == kind,
          let number = parts[5].split(separator: "_").last
        else { return nil }
        return "\(parts[0])/\(variation)/\(parts[4])/\(number)"
      }
    }
    let pictures = try modality("clear", "rgb", clear)
    guard !pictures.files.isEmpty else {
      throw FileError(.missing, path, "expected SceneXX/\(clear)/frames/rgb/Camera_k/rgb_NNNNN.jpg in it")
    }
    var partner: (Modality, PairingRule)?
    if let hazy { partner = (try modality("hazy", "rgb", hazy), .replacing(component: clear, with: hazy)) }
    let cameras = try cameras(in: tree, variation: clear)
    return Dataset(
      name: "Virtual KITTI 2", clear: pictures, hazy: partner, others: [try modality("depth", "depth", clear)]
    ) { id, _, _, files in
      let parts = id.components
      var entry = FrameEntry(id: "\(parts[0])/\(parts[2])/\(parts[3])", scene: parts[0])
      entry.clear = .picture(files["clear"]!)
      entry.hazy = files["hazy"].map { .picture($0) }
      entry.depth = files["depth"].map { .depth($0, reading, own: .virtualKITTI2) }
      if let file = cameras[parts[0]], let frame = Int(parts[3]), let camera = parts[2].split(separator: "_").last {
        entry.camera = Part([file.file]) { () throws(FileError) in
          guard let k = file.rows["\(frame) \(camera)"] else {
            throw FileError(.damaged, file.file.description, "has no row for frame \(frame), camera \(camera)")
          }
          return FrameEntry.Camera(k)
        }
      }
      return entry
    }
  }

  /// Each scene's `intrinsic.txt`: rows of frame, camera, K[0,0], K[1,1], K[0,2], K[1,2].
  private static func cameras(
    in tree: MergedFolders, variation: String
  ) throws(FileError) -> [String: (file: FileReference, rows: [String: Intrinsics])] {
    var found: [String: (FileReference, [String: Intrinsics])] = [:]
    for path in try tree.files() {
      let parts = path.components
      guard parts.count == 3, parts[1] == variation, parts[2] == "intrinsic.txt" else { continue }
      let file = FileReference(tree, path)
      var rows: [String: Intrinsics] = [:]
      for (number, line) in try file.text().split(whereSeparator: \.isNewline).enumerated() where number > 0 {
        let fields = line.split(separator: " ")
        let k = fields.dropFirst(2).compactMap { Double($0) }
        guard fields.count == 6, k.count == 4, k[0] > 0, k[1] > 0, k.allSatisfy(\.isFinite) else {
          throw FileError(.damaged, file.description, "line \(number + 1): expected frame, camera and four numbers")
        }
        rows["\(fields[0]) \(fields[1])"] = Intrinsics(fx: k[0], fy: k[1], cx: k[2], cy: k[3])
      }
      found[parts[0]] = (file, rows)
    }
    return found
  }
}

/// A folder, or the folders directly below it seen as one: data sets that come as several archives are unpacked either
/// way.
struct MergedFolders: FileTree {
  let name: String
  private let folders: [FolderTree]

  /// Takes `path` itself if an entry of it satisfies `isTop`, else those of its folders that have such an entry.
  init(_ path: String, isTop: (String) -> Bool) {
    let root = FolderTree(path)
    name = root.name
    func holds(_ folder: FolderTree) -> Bool { ((try? folder.entries()) ?? []).contains(where: isTop) }
    let below = ((try? root.entries()) ?? []).filter { root.containsFolder($0) }.map { FolderTree(root.path($0)) }
    folders = holds(root) ? [root] : below.filter(holds)
  }

  func files() throws(FileError) -> [String] { try listing().files }
  func listing() throws(FileError) -> TreeListing {
    guard !folders.isEmpty else { return try FolderTree(name).listing() }
    var all = TreeListing()
    for folder in folders {
      let found = try folder.listing()
      all.files += found.files
      all.leftOut += found.leftOut
    }
    all.files = Array(Set(all.files)).sorted(by: precedes)
    return all
  }
  func contains(_ path: String) -> Bool { folders.contains { $0.contains(path) } }
  func read(_ path: String, for use: FileUse, limits: ReadingLimits) throws(FileError) -> [UInt8] {
    let folder = folders.first { $0.contains(path) } ?? FolderTree(name)
    return try folder.read(path, for: use, limits: limits)
  }
}
