import Exhibits
import Files

extension Study {
  /// The files of the version as they will be: its measured data and what was just drawn.
  func files(with canvas: Canvas) -> [String] {
    var files = Set(orEnd { try Folder.files(below: canvas.folder) })
    if case .redraw(let data) = mode { files.formUnion(data.manifest.outputs.map(\.path)) }
    return files.sorted()
  }
}

/// Puts newly drawn tables, figures and the report of a version in the place of the old ones.
enum Redraw {
  /// The derived files of a folder: everything that better plotting code may change.
  static func derived(in folder: String) throws(FileError) -> [String] {
    try Folder.files(below: folder).filter { isDerived($0) }
  }

  /// File by file, only where bytes differ; the checksums last. Returns how many changed.
  ///
  /// Nothing but derived files gets a new sum: a version whose other files are not what they were is left as it is.
  static func replace(_ version: String, with drawn: String) throws -> Int {
    AtomicFile.removeLeftovers(in: version)
    for line in try Checksums.differences(in: version, without: [Manifest.name]) where !isDerived(line) {
      throw FileError(.damaged, version, "\(line); restore it before it is drawn anew")
    }
    var changed = 0
    let new = try derived(in: drawn)
    for path in new {
      let bytes = try Folder.bytes(of: "\(drawn)/\(path)")
      if let old = try? Folder.bytes(of: "\(version)/\(path)"), old == bytes { continue }
      try Folder.make(Folder.parent(of: "\(version)/\(path)") ?? version)
      let file = try AtomicFile("\(version)/\(path)")
      try file.write(bytes)
      try file.commit()
      changed += 1
    }
    for path in try derived(in: version) where !new.contains(path) {
      try Folder.remove("\(version)/\(path)")
      changed += 1
    }
    let sums = try Checksums.list(of: version, without: [Manifest.name])
    if try String(decoding: Folder.bytes(of: "\(version)/\(Checksums.name)"), as: UTF8.self) != sums {
      try AtomicFile.write(sums, to: "\(version)/\(Checksums.name)")
    }
    try Folder.remove(drawn)
    return changed
  }

  /// Throws if what was measured is not what the manifest says, whatever the sums say: they may have been fitted.
  static func refuseDamaged(_ version: String) throws {
    for line in try VersionCheck.damage(in: version) where !isDerived(line) {
      throw FileError(.damaged, version, "\(line); restore it before it is drawn anew")
    }
  }

  /// Of a path, and of a line that begins with one.
  static func isDerived(_ path: String) -> Bool {
    (Canvas.folders.map { "\($0)/" } + ["report.html", "claims.json"]).contains(where: path.hasPrefix)
  }
}
