import Files
import Pictures

extension Dataset {
  /// A DGP data set (TRI-ML/dgp; DDAD is one): scene files that name every file of every sample.
  ///
  /// `path` is the folder, or its index (`scene_dataset_v*.json`, `ddad.json`). Depth is the depth annotation where the
  /// scene has one, else the sample's LiDAR scan projected into the camera with the poses of both, at their own times.
  /// Every file that a JSON names and that is not there is a gap, bounding boxes and ontologies included.
  public static func dgp(
    _ path: String, split: Int? = nil, cameras: Set<String>? = nil, reading: DepthMeaning = DepthMeaning()
  ) throws(FileError) -> Dataset {
    let isIndex = path.hasSuffix(".json")
    let root = FolderTree(isIndex ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : path)
    let index = isIndex ? path.components.last! : try indexName(in: root)
    let splits = try FileReference(root, index).json(DGPIndex.self).splits
    if let split, splits[String(split)] == nil {
      let known = splits.keys.sorted(by: precedes).joined(separator: ", ")
      throw FileError(.damaged, root.path(index), "has the splits \(known), expected \(split)")
    }
    let chosen = splits.filter { split == nil || $0.key == String(split!) }.flatMap(\.value.filenames)
    var scan = DGPScan(root: root, cameras: cameras, reading: reading)
    for scene in Set(chosen).sorted(by: precedes) { try scan.add(scene) }
    return Dataset(name: "DGP", entries: scan.entries, gaps: scan.gaps)
  }

  private static func indexName(in root: FolderTree) throws(FileError) -> String {
    let names = try root.entries().filter {
      $0 == "ddad.json" || ($0.hasPrefix("scene_dataset") && $0.hasSuffix(".json"))
    }
    guard let name = names.last else {
      throw FileError(.missing, root.name, "expected scene_dataset_v*.json or ddad.json in it")
    }
    guard names.count == 1 else {
      throw FileError(.damaged, root.name, "has \(names.joined(separator: ", ")): name the one to read")
    }
    return name
  }
}

/// Collects the frames and gaps of scene after scene.
private struct DGPScan {
  let root: FolderTree
  let cameras: Set<String>?
  let reading: DepthMeaning
  var entries: [FrameEntry] = []
  var gaps: [Gap] = []

  init(root: FolderTree, cameras: Set<String>?, reading: DepthMeaning) {
    (self.root, self.cameras, self.reading) = (root, cameras, reading)
  }

  mutating func add(_ scenePath: String) throws(FileError) {
    guard !scenePath.hasPrefix("/"), !scenePath.components.contains("..") else {
      throw FileError(.damaged, root.name, "its index names '\(scenePath)', expected a path within the folder")
    }
    let file = FileReference(root, scenePath)
    let name = scenePath.components.dropLast().joined(separator: "/")
    guard file.exists else {
      gaps.append(Gap(.missing, "scene", of: name, at: file.description))
      return
    }
    let scene = try file.json(DGPScene.self)
    let folder = FolderTree(root.path(name))
    func isThere(_ path: String, _ part: String, of id: String) throws(FileError) -> FileReference? {
      guard !path.hasPrefix("/"), !path.components.contains("..") else {
        throw FileError(.damaged, file.description, "names '\(path)', expected a path within the scene's folder")
      }
      let named = FileReference(folder, path)
      if named.exists { return named }
      gaps.append(Gap(.missing, part, of: id, at: named.description))
      return nil
    }
    for (type, key) in (scene.ontologies ?? [:]).sorted(by: { precedes($0.key, $1.key) }) {
      _ = try isThere("ontology/\(key).json", "ontology \(type)", of: name)
    }
    let data = Dictionary(scene.data.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for (number, sample) in scene.samples.enumerated() {
      var sensors: [DGPScene.Datum] = []
      for key in sample.datumKeys {
        guard let datum = data[key] else {
          throw FileError(.damaged, file.description, "sample \(number) names the datum \(key), which is not there")
        }
        sensors.append(datum)
      }
      let calibration = try isThere("calibration/\(sample.calibrationKey).json", "calibration", of: "\(name) \(number)")
      let scan = sensors.first { $0.datum.pointCloud != nil }
      for datum in sensors {
        let id = "\(name)/\(datum.id.name)/\(datum.file.withoutExtension.components.last ?? "\(number)")"
        for (type, path) in datum.annotations.sorted(by: { precedes($0.key, $1.key) }) {
          _ = try isThere(path, "annotation \(type)", of: id)
        }
        guard let image = datum.datum.image else {
          _ = try isThere(datum.file, "point cloud", of: id)
          continue
        }
        if let cameras, !cameras.contains(datum.id.name) { continue }
        guard let picture = try isThere(image.filename, "clear", of: id), let calibration else { continue }
        var entry = FrameEntry(id: id, scene: name, attributes: ["timestamp": datum.id.timestamp ?? ""])
        entry.clear = .picture(picture)
        let sensor = datum.id.name
        entry.camera = Part([calibration]) { () throws(FileError) in
          try calibration.json(SensorCalibration.self).camera(sensor, file: calibration)
        }
        if let path = datum.annotations["6"] {
          entry.depth = .depth(FileReference(folder, path), reading, own: .metres)
          guard FileReference(folder, path).exists else { continue }
        } else if let scan, FileReference(folder, scan.file).exists {
          guard reading.isPlain, reading.key == nil else {
            throw FileError(
              .configuration, file.description,
              "has no depth files, its depth is projected LiDAR: say nothing of its depth")
          }
          entry.depth = projected(
            FileReference(folder, scan.file), scan, into: image, sensor: sensor, calibration: calibration, scene: file)
        }
        entries.append(entry)
      }
    }
  }

  /// camera <- world <- LiDAR, then K.
  private func projected(
    _ points: FileReference, _ scan: DGPScene.Datum, into image: DGPScene.Image, sensor: String,
    calibration: FileReference, scene: FileReference
  ) -> Part<DepthReading> {
    let poses = (camera: image.pose.transform, lidar: scan.datum.pointCloud?.pose.transform)
    return Part([points, calibration]) { () throws(FileError) in
      guard let toWorld = poses.lidar, let camera = poses.camera else {
        throw FileError(.damaged, scene.description, "has a pose whose quaternion is zero, for \(points.path)")
      }
      guard (1...32_768).contains(image.width), (1...32_768).contains(image.height) else {
        throw FileError(
          .damaged, scene.description, "gives \(image.filename) the size \(image.width) x \(image.height)")
      }
      let lens = try calibration.json(SensorCalibration.self).camera(sensor, file: calibration)
      let archive = try NumpyArchive(try points.read(for: .points), name: points.description)
      let array = try archive.array("data")
      guard array.shape.count == 2, array.shape[1] >= 3 else {
        throw FileError(.damaged, points.description, "has the shape \(array.shape), expected [N, 3 or more]")
      }
      let projection = PointProjection(
        lens.intrinsics, camera.inverse * toWorld, width: image.width, height: image.height)
      return DepthReading(depth: projection.depth(of: array.doubles, stride: array.shape[1]))
    }
  }
}
