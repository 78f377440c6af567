import Foundation

/// What a study does with folders; every fault names its path.
package enum Folder {
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// With all folders above it; nothing if it is there.
  package static func make(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) { return }
    if errno == ENOENT, let parent = parent(of: path), parent != path {
      try make(parent)
      if mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) { return }
    }
    throw FileError(.cannotCreate, path, "cannot make this folder: \(message())")
  }

  package static func parent(of path: String) -> String? {
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }

  /// With everything in it; nothing if it is not there.
  package static func remove(_ path: String) throws(FileError) {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      guard exists(path) else { return }
      throw FileError(.inputOutput, path, "cannot remove: \(message())")
    }
  }

  /// Names in it, sorted; none if it is not there.
  package static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Paths of all files below it, relative, sorted by their bytes.
  package static func files(below path: String, prefix: String = "") -> [String] {
    names(in: path).flatMap { name in
      isFolder("\(path)/\(name)") ? files(below: "\(path)/\(name)", prefix: "\(prefix)\(name)/") : [prefix + name]
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  package static func bytes(of path: String) throws(FileError) -> [UInt8] {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { Array(file.bytes) }
  }

  /// Whether a name is plain enough for a file on any system: letters, digits, `_`, `-` and `.`, at most 100.
  package static func isFileName(_ name: String) -> Bool {
    name.wholeMatch(of: #/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/#) != nil
  }

  /// The last error's words.
  package static func message() -> String { String(cString: strerror(errno)) }
}
