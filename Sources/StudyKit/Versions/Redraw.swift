import Exhibits
import Files

extension Study {
  /// The files of the version as they will be: its measured data and what was just drawn.
  func files(with canvas: Canvas) -> [String] {
    var files = Set(Folder.files(below: canvas.folder))
    if case .redraw(let data) = mode { files.formUnion(data.manifest.outputs.map(\.path)) }
    return files.sorted()
  }
}

/// Puts newly drawn tables, figures and the report of a version in the place of the old ones.
enum Redraw {
  /// The derived files of a folder: everything that better plotting code may change.
  static func derived(in folder: String) -> [String] {
    Folder.files(below: folder).filter { path in
      Canvas.folders.contains { path.hasPrefix("\($0)/") } || path == "report.html" || path == "claims.json"
    }
  }

  /// File by file, only where bytes differ; the checksums last. Returns how many changed.
  static func replace(_ version: String, with drawn: String) throws -> Int {
    var changed = 0
    let new = derived(in: drawn)
    for path in new {
      let bytes = try Folder.bytes(of: "\(drawn)/\(path)")
      if let old = try? Folder.bytes(of: "\(version)/\(path)"), old == bytes { continue }
      try Folder.make(Folder.parent(of: "\(version)/\(path)") ?? version)
      let file = try AtomicFile("\(version)/\(path)")
      try file.write(bytes)
      try file.commit()
      changed += 1
    }
    for path in derived(in: version) where !new.contains(path) {
      try Folder.remove("\(version)/\(path)")
      changed += 1
    }
    let sums = try Checksums.list(of: version, without: ["manifest.json"])
    if try String(decoding: Folder.bytes(of: "\(version)/\(Checksums.name)"), as: UTF8.self) != sums {
      try AtomicFile.write(sums, to: "\(version)/\(Checksums.name)")
    }
    try Folder.remove(drawn)
    return changed
  }
}
