import Files
import Pictures

/// One kind of file of a data set (pictures, depth, …) by frame id, found by its extension and a rule for the id.
struct Modality {
  let part: String
  let place: String
  private(set) var files: [String: FileReference] = [:]
  private(set) var gaps: [Gap] = []

  /// Files with one of `extensions` for which `id` gives a name; two files of the same name are a gap, and not used.
  init(
    _ part: String, in tree: any FileTree, _ extensions: Set<String>, id: (_ path: String) -> String?
  ) throws(FileError) {
    self.part = part
    place = tree.name
    var paths: [String: [String]] = [:]
    for path in try tree.files() where extensions.contains(path.pathExtension) {
      if let id = id(path) { paths[id, default: []].append(path) }
    }
    for (id, found) in paths {
      if found.count == 1 {
        files[id] = FileReference(tree, found[0])
      } else {
        gaps += found.map { Gap(.duplicate, part, of: id, at: "\(tree.name)/\($0)") }
      }
    }
  }

  static let pictures: Set<String> = ["png", "jpg", "jpeg"]
  static let arrays: Set<String> = ["png", "npy", "npz", "pfm", "exr"]
}

extension Dataset {
  /// Joins pictures with their hazy partners and the other parts, all of which a frame must have.
  ///
  /// `make` builds the entry of a clear id, the hazy id and its variant (nil and "" without `hazy`), from the files by
  /// part; of a frame that lacks some, from those there are. What lacks a partner or a part becomes a gap; entries come
  /// by ascending id.
  init(
    name: String, clear: Modality, hazy: (files: Modality, rule: PairingRule)?, others: [Modality], gaps: [Gap] = [],
    make: (_ clear: String, _ hazy: String?, _ variant: String, _ file: [String: FileReference]) -> FrameEntry
  ) {
    var gaps = gaps + clear.gaps + (hazy?.files.gaps ?? []) + others.flatMap(\.gaps)
    var frames: [(clear: String, hazy: String?, variant: String)] = []
    if let hazy {
      let pairing = Pairing(clear: Array(clear.files.keys), hazy: Array(hazy.files.files.keys), rule: hazy.rule)
      frames = pairing.pairs.map { ($0.clear, $0.hazy, $0.variant) }
      gaps += pairing.unpairedClear.map { Gap(.unpaired, "clear", of: $0, at: "\(clear.files[$0]!)") }
      gaps += pairing.unpairedHazy.map { Gap(.unpaired, "hazy", of: $0, at: "\(hazy.files.files[$0]!)") }
      gaps += pairing.duplicates.map { Gap(.duplicate, "hazy", of: $0, at: "\(hazy.files.files[$0]!)") }
    } else {
      frames = clear.files.keys.sorted(by: precedes).map { ($0, nil, "") }
    }
    var entries: [FrameEntry] = []
    var partial: [FrameEntry] = []
    for frame in frames {
      var files = ["clear": clear.files[frame.clear]!]
      if let id = frame.hazy { files["hazy"] = hazy?.files.files[id] }
      let missing = others.filter { $0.files[frame.clear] == nil }
      gaps += missing.map { Gap(.missing, $0.part, of: frame.clear, at: $0.place) }
      for other in others { files[other.part] = other.files[frame.clear] }
      let entry = make(frame.clear, frame.hazy, frame.variant, files)
      if missing.isEmpty { entries.append(entry) } else { partial.append(entry) }
    }
    for other in others {
      let extra = other.files.keys.filter { clear.files[$0] == nil }.sorted(by: precedes)
      gaps += extra.map { Gap(.extra, other.part, of: $0, at: "\(other.files[$0]!)") }
    }
    self.init(
      name: name, entries: entries.sorted { precedes($0.id, $1.id) },
      partial: partial.sorted { precedes($0.id, $1.id) }, gaps: gaps.sorted(by: Gap.precede))
  }
}

extension Gap {
  /// By part, then id, then path.
  static func precede(_ a: Gap, _ b: Gap) -> Bool {
    if a.part != b.part { return precedes(a.part, b.part) }
    return a.id == b.id ? precedes(a.path, b.path) : precedes(a.id, b.id)
  }
}

extension StringProtocol {
  /// What follows the last dot of the last path component, in lower case; "" without one.
  var pathExtension: String {
    guard let dot = lastIndex(of: "."), !self[dot...].contains("/") else { return "" }
    return self[index(after: dot)...].lowercased()
  }
  /// The path without its extension and the dot.
  var withoutExtension: String {
    guard let dot = lastIndex(of: "."), !self[dot...].contains("/") else { return String(self) }
    return String(self[..<dot])
  }
  /// The path's components.
  var components: [String] { split(separator: "/" as Character).map { String($0) } }
}
