import Files
import Pictures

extension Dataset {
  /// RealDriveSim: one folder or zip archive per modality, `<scene>/<camera>/<frame>.<ext>` in each.
  ///
  /// Depth is planar metres; the sky is class 29 of the red channel where the segmentation is there, and the huge
  /// distances of the sky are left out without it. The hazy modality, written by a fog tool at the same relative paths or
  /// one folder deeper (one file per severity), is optional; so are segmentation and calibration (one JSON per scene).
  /// Source: the data set's paper (Jadon et al., IV 2025) and the loader `euler-loading`.
  public static func realDriveSim(
    _ path: String, camera: String = "CS_FRONT", reading: DepthMeaning = DepthMeaning()
  ) throws(FileError) -> Dataset {
    let root = FolderTree(path)
    func id(_ path: String, _ levels: Int) -> String? {
      let parts = path.withoutExtension.components
      guard parts.count >= levels, parts[parts.count - levels + 1] == camera else { return nil }
      return parts.suffix(levels).joined(separator: "/")
    }
    let clear = try Modality("clear", in: root.requiredModality("rgb"), Modality.pictures) { id($0, 3) }
    let depth = try Modality("depth", in: root.requiredModality("depth"), Modality.arrays) { id($0, 3) }
    var others = [depth]
    if let tree = try root.modality("semantic_segmentation_2d", "segmentation") {
      others.append(try Modality("classes", in: tree, ["png"]) { id($0, 3) })
    }
    var hazy: (Modality, PairingRule)?
    if let tree = try root.modality("hazy", "foggy", "fog", "radial_foggy") {
      let flat = try Modality("hazy", in: tree, Modality.pictures) { id($0, 3) }
      let ladder = try Modality("hazy", in: tree, Modality.pictures) { id($0, 4) }
      hazy = flat.files.isEmpty ? (ladder, .child) : (flat, .sameID)
    }
    let calibrations = try calibrations(of: clear, in: try root.modality("calibration"))

    var gaps: [Gap] = []
    if !calibrations.isEmpty {
      for scene in Set(clear.files.keys.map { $0.components[0] }).sorted(by: precedes) where calibrations[scene] == nil
      {
        gaps.append(Gap(.missing, "calibration", of: scene, at: "\(root.name)/calibration"))
      }
    }
    return Dataset(name: "RealDriveSim", clear: clear, hazy: hazy, others: others, gaps: gaps) {
      id, hazyID, variant, files in
      let scene = id.components[0]
      var entry = FrameEntry(id: variant.isEmpty ? id : hazyID!, scene: scene)
      if !variant.isEmpty { entry.attributes["variant"] = variant }
      entry.clear = .picture(files["clear"]!)
      entry.hazy = files["hazy"].map { .picture($0) }
      entry.depth = files["depth"].map { .depth($0, reading, own: .realDriveSim) }
      entry.classes = files["classes"].map { .classes($0) }
      entry.skyClass = 29
      if let file = calibrations[scene] {
        entry.camera = Part([file]) { () throws(FileError) in
          try file.json(SensorCalibration.self).camera(camera, file: file)
        }
      }
      return entry
    }
  }

  /// The calibration file of each scene: a JSON whose path names the scene.
  private static func calibrations(
    of clear: Modality, in tree: (any FileTree)?
  ) throws(FileError) -> [String: FileReference] {
    guard let tree else { return [:] }
    let scenes = Set(clear.files.keys.map { $0.components[0] })
    var found: [String: FileReference] = [:]
    for path in try tree.files() where path.pathExtension == "json" {
      if let scene = path.withoutExtension.components.first(where: { scenes.contains($0) }) {
        found[scene] = FileReference(tree, path)
      }
    }
    return found
  }
}
