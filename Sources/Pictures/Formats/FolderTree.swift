import Files
import Glibc

/// A folder on disk. Links are followed, a loop of them is an error.
public struct FolderTree: FileTree {
  public let name: String

  /// Names a folder; nothing is read yet.
  public init(_ path: String) {
    name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The path of something below.
  public func path(_ relative: String) -> String { relative.isEmpty ? name : "\(name)/\(relative)" }

  /// Whether a file lies below at this path.
  public func contains(_ path: String) -> Bool {
    var status = stat()
    return stat(self.path(path), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a folder does.
  public func containsFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(self.path(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public func files() throws(FileError) -> [String] { try listing().files }

  public func listing() throws(FileError) -> TreeListing {
    var found = TreeListing()
    try collect("", depth: 0, into: &found)
    found.files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    found.leftOut.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return found
  }

  public func read(
    _ path: String, for use: FileUse, limits: ReadingLimits = .standard
  ) throws(FileError) -> [UInt8] {
    try FolderTree.read(self.path(path), for: use, limits: limits)
  }

  /// The names in a folder directly below this one, in byte order; a name that is no UTF-8 has `?` for what is none.
  public func entries(_ path: String = "") throws(FileError) -> [String] { try names(path).map(\.text) }

  /// The same, and whether a name is UTF-8.
  private func names(_ path: String) throws(FileError) -> [(text: String, isText: Bool)] {
    guard let stream = opendir(self.path(path)) else {
      throw FileError(.missing, self.path(path), "no readable folder there (\(String(cString: strerror(errno))))")
    }
    defer { closedir(stream) }
    var names: [(text: String, isText: Bool)] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { bytes in
          String(validatingCString: bytes).map { ($0, true) } ?? (String(cString: bytes), false)
        }
      }
      if name.0 != "." && name.0 != ".." { names.append((name.0, name.1)) }
    }
    return names.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }

  private func collect(_ folder: String, depth: Int, into found: inout TreeListing) throws(FileError) {
    guard depth <= 32 else { throw FileError(.damaged, path(folder), "is more than 32 folders deep: a loop of links?") }
    for (name, isText) in try names(folder) {
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      func leave(_ reason: TreeListing.Reason) { found.leftOut.append(.init(reason, relative)) }
      guard isText else {
        leave(.notUTF8)
        continue
      }
      if name == FolderMark.name { continue }  // our own
      if let reason = TreeListing.Reason(ofName: name) {
        leave(reason)
        continue
      }
      var status = stat()
      guard stat(path(relative), &status) == 0 else {
        leave(errno == EACCES ? .unreadable : .deadLink)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try collect(relative, depth: depth + 1, into: &found)
      case S_IFREG: found.files.append(relative)
      default: leave(.noFile)
      }
    }
  }

  /// A regular file's whole content, refused early when its start or size cannot be what is asked for.
  public static func read(
    _ path: String, for use: FileUse, limits: ReadingLimits = .standard
  ) throws(FileError) -> [UInt8] {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      let kind: FileError.Kind = errno == EMFILE || errno == ENFILE || errno == EIO ? .inputOutput : .missing
      throw FileError(kind, path, String(cString: strerror(errno)))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.damaged, path, "is no regular file")
    }
    let size = Int(status.st_size)
    let head = try read(file, path, from: 0, count: min(size, NumpyHeader.longest + 12))
    try use.admit(head, size: size, name: path, limits: limits)
    return head.count == size ? head : try read(file, path, from: 0, count: size)
  }

  private static func read(_ file: Int32, _ path: String, from: Int, count: Int) throws(FileError) -> [UInt8] {
    var fault: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { out, done in
      while done < count {
        let got = pread(file, out.baseAddress! + done, count - done, off_t(from + done))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 {
          fault = got < 0 ? errno : 0
          break
        }
        done += got
      }
    }
    guard bytes.count == count else {
      let reason = fault == 0 ? "became shorter while it was read" : String(cString: strerror(fault))
      throw FileError(.inputOutput, path, reason)
    }
    return bytes
  }
}
