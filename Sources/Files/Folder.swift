import Foundation

/// What a study does with folders; every fault names its path.
package enum Folder {
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
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

  /// With everything in it; nothing if it is not there. Several processes may remove the same folder at once: what has
  /// gone already is no fault. Links are removed, not followed.
  package static func remove(_ path: String) throws(FileError) {
    func gone() -> Bool { errno == ENOENT || errno == ENOTDIR }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if gone() { return }
      throw FileError(.inputOutput, path, "cannot remove: \(message())")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard unlink(path) == 0 || gone() else { throw FileError(.inputOutput, path, "cannot remove: \(message())") }
      return
    }
    // Whoever still writes into it can be faster a few times.
    for _ in 0..<100 {
      for name in try names(in: path) { try remove("\(path)/\(name)") }
      if rmdir(path) == 0 || gone() { return }
      guard errno == ENOTEMPTY || errno == EEXIST else { break }
    }
    throw FileError(.inputOutput, path, "cannot remove: \(message())")
  }

  /// Names in it, sorted by their bytes; none if it is not there. A folder that is there and cannot be listed throws: it is
  /// not empty.
  package static func names(in path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else {
      if errno == ENOENT { return [] }
      throw FileError(.inputOutput, path, "cannot list this folder: \(message())")
    }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileError(.inputOutput, path, "cannot list this folder: \(message())") }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Paths of all files below it, relative, sorted by their bytes; links are followed.
  package static func files(below path: String) throws(FileError) -> [String] {
    try files(below: path, prefix: "", depth: 0).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func files(below path: String, prefix: String, depth: Int) throws(FileError) -> [String] {
    guard depth < 64 else { throw FileError(.damaged, path, "nested too deeply; does a link lead back up?") }
    var files: [String] = []
    for name in try names(in: path) {
      var status = stat()
      if stat("\(path)/\(name)", &status) != 0, errno == ELOOP {
        throw FileError(.damaged, "\(path)/\(name)", "leads round in links; does one lead back up?")
      }
      if isFolder("\(path)/\(name)") {
        files += try self.files(below: "\(path)/\(name)", prefix: "\(prefix)\(name)/", depth: depth + 1)
      } else {
        files.append(prefix + name)
      }
    }
    return files
  }

  package static func bytes(of path: String) throws(FileError) -> [UInt8] {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { Array(file.bytes) }
  }

  /// The path without links, dots and doubled slashes; the path itself where there is nothing.
  package static func real(_ path: String) -> String {
    guard let text = realpath(path, nil) else { return path }
    defer { free(text) }
    return String(cString: text)
  }

  /// Whether a name is plain enough for a file on any system: letters, digits, `_`, `-` and `.`, at most 100.
  package static func isFileName(_ name: String) -> Bool {
    name.wholeMatch(of: #/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}/#) != nil
  }

  /// The last error's words.
  package static func message() -> String { String(cString: strerror(errno)) }
}
