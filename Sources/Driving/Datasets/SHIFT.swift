import Files
import Pictures

extension Dataset {
  /// SHIFT: one view's folder (`discrete/images/<split>/<view>`) with `img`, `depth` and `seq.csv`, folders or zip files.
  ///
  /// Weather is an attribute of a sequence, and no two sequences show the same place: frames of foggy sequences are
  /// `hazy`, all others `clear`, and nothing is paired. The columns of `seq.csv` become attributes. The camera is 90
  /// degrees wide.
  public static func shift(_ path: String, reading: DepthMeaning = DepthMeaning()) throws(FileError) -> Dataset {
    let root = FolderTree(path)
    func modality(_ part: String, _ name: String, _ types: Set<String>) throws(FileError) -> Modality {
      // <sequence>/00000012_img_front.jpg -> <sequence>/00000012
      try Modality(part, in: root.requiredModality(name), types) { path in
        let parts = path.withoutExtension.components
        guard parts.count >= 2, let number = parts[parts.count - 1].split(separator: "_").first else { return nil }
        return "\(parts[parts.count - 2])/\(number)"
      }
    }
    let sequences = try attributes(of: FileReference(root, "seq.csv"))
    return Dataset(
      name: "SHIFT", clear: try modality("clear", "img", Modality.pictures), hazy: nil,
      others: [try modality("depth", "depth", ["png"])],
      gaps: sequences == nil ? [Gap(.missing, "attributes", of: "all", at: root.path("seq.csv"))] : []
    ) { id, _, _, files in
      let scene = id.components[0]
      var entry = FrameEntry(id: id, scene: scene, attributes: sequences?[scene] ?? [:])
      let isFoggy = entry.attributes.contains { $0.key.contains("weather") && $0.value.contains("fog") }
      if isFoggy { entry.hazy = .picture(files["clear"]!) } else { entry.clear = .picture(files["clear"]!) }
      entry.depth = files["depth"].map { .depth($0, reading, own: .shift) }
      entry.camera = Part([]) { () throws(FileError) in
        FrameEntry.Camera(Intrinsics(fx: 640, fy: 640, cx: 640, cy: 400), width: 1280)
      }
      return entry
    }
  }

  /// The rows of a plain comma-separated table by their first column; nil without the file.
  private static func attributes(of file: FileReference) throws(FileError) -> [String: [String: String]]? {
    guard file.exists else { return nil }
    var lines = try file.text().split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard !lines.isEmpty else { throw FileError(.damaged, file.description, "is empty, expected a table") }
    let header = lines.removeFirst()
    var rows: [String: [String: String]] = [:]
    for (number, line) in lines.enumerated() {
      guard line.count == header.count else {
        throw FileError(
          .damaged, file.description, "line \(number + 2): \(line.count) fields, expected \(header.count)")
      }
      rows[line[0]] = Dictionary(zip(header, line).dropFirst(), uniquingKeysWith: { first, _ in first })
    }
    return rows
  }
}
