import Files
import Pictures

extension Dataset {
  /// KITTI's depth prediction set: `{train,val}/<drive>/proj_depth/groundtruth/image_0{2,3}/NNNNNNNNNN.png` beside the
  /// raw recordings' pictures, or its `val_selection_cropped` folder.
  ///
  /// `raw` is the folder of the dates (`2011_09_26/…`), if it is not `path`. A camera comes from the date's
  /// `calib_cam_to_cam.txt` where it is there. A truth without its picture is a gap.
  public static func kittiDepth(
    _ path: String, raw: String? = nil, reading: DepthMeaning = DepthMeaning()
  ) throws(FileError) -> Dataset {
    let root = FolderTree(path)
    if root.containsFolder("groundtruth_depth") { return try kittiSelection(root, reading) }
    let recordings = FolderTree(raw ?? path)
    var entries: [FrameEntry] = []
    var gaps: [Gap] = []
    for file in try root.files() {
      let parts = file.components
      guard let at = parts.firstIndex(of: "proj_depth"), at >= 1, parts.count == at + 4,
        parts[at + 1] == "groundtruth", parts[at + 3].pathExtension == "png"
      else { continue }
      let (drive, camera, name) = (parts[at - 1], parts[at + 2], parts[at + 3])
      let id = "\(drive)/\(camera)/\(name.withoutExtension)"
      let date = String(drive.prefix(10))
      let candidates = [
        FileReference(recordings, "\(date)/\(drive)/\(camera)/data/\(name)"),
        FileReference(root, (parts[..<at] + [camera, "data", name]).joined(separator: "/")),
      ]
      guard let picture = candidates.first(where: \.exists) else {
        gaps.append(Gap(.missing, "clear", of: id, at: candidates[0].description))
        continue
      }
      var entry = FrameEntry(id: id, scene: drive)
      entry.clear = .picture(picture)
      entry.depth = .depth(FileReference(root, file), reading, own: .kitti)
      let calibration = FileReference(recordings, "\(date)/calib_cam_to_cam.txt")
      if calibration.exists {
        let key = "P_rect_\(camera.suffix(2))"
        entry.camera = Part([calibration]) { () throws(FileError) in
          FrameEntry.Camera(try KITTICalibration(calibration).camera(key))
        }
      }
      entries.append(entry)
    }
    guard !(entries.isEmpty && gaps.isEmpty) else {
      throw FileError(.missing, path, "expected <drive>/proj_depth/groundtruth/image_02/*.png in it")
    }
    return Dataset(name: "KITTI depth", entries: entries.sorted { precedes($0.id, $1.id) }, gaps: gaps)
  }

  /// `image/<drive>_image_<frame>_<camera>.png`, `groundtruth_depth/<drive>_groundtruth_depth_…png`, `intrinsics/….txt`.
  private static func kittiSelection(_ root: FolderTree, _ reading: DepthMeaning) throws(FileError) -> Dataset {
    func modality(_ part: String, _ folder: String, _ token: String) throws(FileError) -> Modality {
      try Modality(part, in: FolderTree(root.path(folder)), [part == "camera" ? "txt" : "png"]) { path in
        let halves = path.withoutExtension.components.last?.ranges(of: "_sync_\(token)_") ?? []
        guard let middle = halves.first, let stem = path.withoutExtension.components.last else { return nil }
        return "\(stem[..<middle.lowerBound])_sync/\(stem[middle.upperBound...])"
      }
    }
    let clear = try modality("clear", "image", "image")
    var others = [try modality("depth", "groundtruth_depth", "groundtruth_depth")]
    if root.containsFolder("intrinsics") { others.append(try modality("camera", "intrinsics", "image")) }
    return Dataset(name: "KITTI depth selection", clear: clear, hazy: nil, others: others) { id, _, _, files in
      var entry = FrameEntry(id: id, scene: id.components[0])
      entry.clear = .picture(files["clear"]!)
      entry.depth = files["depth"].map { .depth($0, reading, own: .kitti) }
      entry.camera = files["camera"].map { .matrix($0) }
      return entry
    }
  }

  /// KITTI's object set: `image_2`, `velodyne` and `calib`, in `path` or in its `training` folder.
  ///
  /// Depth is the LiDAR scan projected by P2 R0_rect Tr_velo_to_cam.
  public static func kittiObject(_ path: String) throws(FileError) -> Dataset {
    let root = FolderTree(path).containsFolder("training") ? FolderTree(path).path("training") : path
    func modality(_ part: String, _ folder: String, _ ending: String) throws(FileError) -> Modality {
      try Modality(part, in: FolderTree("\(root)/\(folder)"), [ending]) { $0.withoutExtension }
    }
    let others = [try modality("points", "velodyne", "bin"), try modality("calibration", "calib", "txt")]
    return Dataset(
      name: "KITTI object", clear: try modality("clear", "image_2", "png"), hazy: nil, others: others
    ) { id, _, _, files in
      // The frames are drawn from many drives and each stands alone.
      var entry = FrameEntry(id: id, scene: id)
      let picture = files["clear"]!
      entry.clear = .picture(picture)
      guard let points = files["points"], let calibration = files["calibration"] else { return entry }
      entry.camera = Part([calibration]) { () throws(FileError) in
        FrameEntry.Camera(try KITTICalibration(calibration).camera("P2"))
      }
      entry.depth = Part([points, calibration, picture]) { () throws(FileError) in
        let raster = try Raster(try picture.read(for: .picture), name: picture.description)
        let projection = PointProjection(
          matrix: try KITTICalibration(calibration).velodyneToImage(), width: raster.width, height: raster.height)
        return DepthReading(depth: projection.depth(of: try scan(points), stride: 4))
      }
      return entry
    }
  }

  /// A Velodyne file: little-endian Float32 x, y, z, reflectance.
  private static func scan(_ file: FileReference) throws(FileError) -> [Double] {
    let bytes = try file.read(for: .points)
    guard bytes.count % 16 == 0 else {
      throw FileError(.damaged, file.description, "is \(bytes.count) bytes long, expected whole points of 16")
    }
    let values = bytes.withUnsafeBytes { raw in
      (0..<(bytes.count / 4)).map {
        Double(Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))))
      }
    }
    guard values.allSatisfy(\.isFinite) else {
      throw FileError(.damaged, file.description, "has a coordinate that is not a number")
    }
    return values
  }
}

extension Part where Value == FrameEntry.Camera {
  /// A 3 x 3 matrix K, as nine numbers of a text or as a [3, 3] npy array.
  static func matrix(_ file: FileReference) -> Part {
    Part([file]) { () throws(FileError) in
      let k: [Double]
      if file.path.pathExtension == "npy" {
        let array = try NumpyArray(try file.read(for: .points), name: file.description)
        k = array.shape == [3, 3] ? array.doubles : []
      } else {
        k = try file.text().split(whereSeparator: { $0.isWhitespace || $0 == "," }).compactMap { Double($0) }
      }
      guard k.count == 9, k.allSatisfy(\.isFinite), k[0] > 0, k[4] > 0, k[3] == 0, Array(k[6...]) == [0, 0, 1] else {
        throw FileError(.damaged, file.description, "expected the nine numbers fx s cx 0 fy cy 0 0 1")
      }
      return FrameEntry.Camera(Intrinsics(fx: k[0], fy: k[4], cx: k[2], cy: k[5], skew: k[1]))
    }
  }
}
