import Files
import Pictures

/// How a data set was read: what a command says before its results, and keeps beside them.
public struct DataReport: Sendable, Encodable, Equatable {
  public let path: String
  public let layout: String
  /// Whether the layout was told from the content.
  public let isGuessed: Bool
  public let frames: Int
  public let scenes: Int
  /// How depth was read, a line for each type of file.
  public let depth: [String]
  /// Frames with a mask of the user's.
  public let masks: Int
  /// Gaps by reason and part, as in "missing depth", with their number.
  public let gaps: [String: Int]
  /// Files that were left out by reason, with their number.
  public let leftOut: [String: Int]
  /// The same by name: "reason: path".
  public let leftOutFiles: [String]
  let gapsOfLinks: [Gap]

  private enum CodingKeys: String, CodingKey {
    case path, layout, isGuessed, frames, scenes, depth, masks, gaps, leftOut, leftOutFiles
  }

  init(
    _ dataset: Dataset, path: String, layout: DatasetLayout, isGuessed: Bool, meaning: DepthMeaning
  ) throws(FileError) {
    (self.path, self.layout, self.isGuessed) = (path, layout.rawValue, isGuessed)
    (frames, scenes) = (dataset.count, Set(dataset.entries.map(\.scene)).subtracting([""]).count)
    depth = DataReport.depth(of: dataset)
    masks = dataset.entries.count { $0.mask != nil }
    let tree: (any FileTree)? =
      path.hasSuffix(".zip") ? try ZipArchive(path: path) : path.hasSuffix(".json") ? nil : FolderTree(path)
    var left: [(reason: String, path: String)] = []
    var links: [Gap] = []
    if let tree {
      let listing = try tree.listing()
      left = listing.leftOut.map { ($0.reason.rawValue, $0.path) }
      left += listing.files.compactMap { file in
        DataReport.isUnreadable(file.pathExtension)
          ? ("files of type \(file.pathExtension), which is not read", file) : nil
      }
      links = listing.leftOut.filter { $0.reason == .deadLink }.map { link in
        let parts = link.path.withoutExtension.components
        let (part, id) =
          parts.count > 1 ? (parts[0], parts.dropFirst().joined(separator: "/")) : ("files", parts.joined())
        return Gap(.missing, part, of: id, at: "\(tree.name)/\(link.path) is a link to nowhere")
      }
    }
    gapsOfLinks = links
    leftOut = Dictionary(left.map { ($0.reason, 1) }, uniquingKeysWith: +)
    leftOutFiles = left.map { "\($0.reason): \(printable($0.path))" }
    gaps = Dictionary(
      (dataset.gaps + links).map { ("\($0.reason.rawValue) \($0.part)", 1) }, uniquingKeysWith: +)
  }

  /// Pictures and arrays of formats that are not read here.
  private static func isUnreadable(_ type: String) -> Bool {
    [
      "tif", "tiff", "webp", "bmp", "gif", "heic", "heif", "avif", "jxl", "jp2", "hdr", "ppm", "pgm", "mat", "h5",
      "hdf5",
      "pt", "pth", "pkl", "pickle", "dat", "fdd", "dpt", "flo", "svg",
    ].contains(type) || (type == "exr" && !EXR.isAvailable)
  }

  /// How the first depth file of each type is read, if it can be: one that cannot is an error where it is needed.
  private static func depth(of dataset: Dataset) -> [String] {
    let parts = dataset.entries.compactMap(\.depth)
    let byType = Dictionary(grouping: parts) { $0.files.count == 1 ? $0.files[0].path.pathExtension : "" }
    return byType.sorted { precedes($0.key, $1.key) }.map { type, parts in
      guard !type.isEmpty else { return "\(parts.count) made of \(parts[0].files.count) files each" }
      return "\(parts.count) \(type): \(parts[0].words)"
    }
  }

  /// Lines for a person, three at most.
  public var lines: [String] {
    let guess = isGuessed ? "told from its content" : "as asked for"
    let places = scenes > 0 ? " in \(scenes) scene\(scenes == 1 ? "" : "s")" : ""
    var lines = [
      "read \(printable(path)): layout \(layout) (\(guess)), \(frames) frame\(frames == 1 ? "" : "s")\(places)"
        + (depth.isEmpty ? "" : "; depth: \(depth.joined(separator: "; "))")
        + (masks == 0 ? "" : "; \(masks) masks")
    ]
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    if !leftOut.isEmpty {
      lines.append(
        "left out: \(list(leftOut)); the first: \(leftOutFiles[0].split(separator: ": ", maxSplits: 1).last ?? "")")
    }
    if !gaps.isEmpty { lines.append("gaps: \(list(gaps))") }
    return lines
  }
}

extension DepthMeaning {
  /// How numbers are read, in words.
  public static func words(_ encoding: DepthEncoding, of stored: StoredDepth) -> String {
    func units(_ scale: Double, _ per: String) -> String {
      scale == 1 ? per : "\(scale == scale.rounded() ? "\(Int(scale))" : "\(scale)") per \(per)"
    }
    let source =
      switch stored.source {
      case .gray(let bits): "\(bits)-bit PNG"
      case .packed: "24 bits packed in colours"
      case .integers: "whole numbers"
      case .floats: "floats"
      }
    let quantity =
      switch encoding.unit {
      case .perMetre(let scale): units(scale, "metre") == "metre" ? "metres" : units(scale, "metre")
      case .disparity(_, let scale, _, _): "disparity, \(units(scale, "pixel"))"
      case .inverse(let scale): "inverse, \(units(scale, "1/m"))"
      case .logarithm: "logarithm of metres"
      case .logarithmicSteps(let near, let far, _):
        "logarithmic from \(Float(near)) to \(Float(far)) m, as its text chunks say"
      }
    var none = encoding.invalid.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
    none += encoding.invalidRanges.map { "\($0.lowerBound) to \($0.upperBound)" }
    if let largest = encoding.largest { none.append("\(Int(largest)) (its largest number)") }
    let key = stored.key.isEmpty ? "" : " of \(stored.key)"
    return "\(source)\(key), \(quantity), \(encoding.kind.rawValue), "
      + (none.isEmpty
        ? "no number means none" : "\(none.joined(separator: " and ")) mean\(none.count == 1 ? "s" : "") none")
  }
}
