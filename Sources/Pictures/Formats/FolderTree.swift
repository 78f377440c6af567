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

  public func files() throws(FileError) -> [String] {
    var found: [String] = []
    try collect("", depth: 0, into: &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func read(
    _ path: String, for use: FileUse, limits: ReadingLimits = .standard
  ) throws(FileError) -> [UInt8] {
    try FolderTree.read(self.path(path), for: use, limits: limits)
  }

  /// The names in a folder directly below this one, in byte order.
  public func entries(_ path: String = "") throws(FileError) -> [String] {
    guard let stream = opendir(self.path(path)) else {
      throw FileError(.missing, self.path(path), "no readable folder there (\(String(cString: strerror(errno))))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func collect(_ folder: String, depth: Int, into found: inout [String]) throws(FileError) {
    guard depth <= 32 else { throw FileError(.damaged, path(folder), "is more than 32 folders deep: a loop of links?") }
    for name in try entries(folder) where !name.hasPrefix(".") {
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      var status = stat()
      // A link to nowhere is a file that is missing; whoever needs it will name it.
      guard stat(path(relative), &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try collect(relative, depth: depth + 1, into: &found)
      } else if status.st_mode & S_IFMT == S_IFREG {
        found.append(relative)
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
