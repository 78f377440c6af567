import Glibc
import Numerics

/// A file that appears whole or not at all: written beside its place, synced, then renamed into it.
///
/// `commit` makes it visible; dropped before that, nothing is left. Faults of the system throw a `FileError` that
/// names the path.
public final class AtomicFile {
  public let path: String
  private let temporary: String
  private var descriptor: Int32
  /// Of what was written so far, where a seal is wanted.
  private var digest: Digest.Stream?

  /// Starts a file that will replace the one at `path`, if there is one. The folder must exist; a device or a pipe of
  /// that name is refused, it would be gone.
  public init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      throw FileError(.cannotCreate, path, "is there and no regular file: name another")
    }
    let (folder, name) = splitPath(path)
    var created: (Int32, String)
    repeat {
      // Another host may hold this name on a shared disk: then the next one.
      let candidate = "\(folder)/\(Unfinished.name(for: name))"
      created = (open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666), candidate)
    } while created.0 < 0 && errno == EEXIST
    (descriptor, temporary) = created
    if descriptor < 0 { throw FileError(.cannotCreate, path, "cannot create a file here: \(systemMessage(errno))") }
    if Seal.covers(path), !path.hasSuffix(".seal") { digest = Digest.Stream() }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  /// Appends.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    digest?.add(bytes)
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw fault("write") }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Appends UTF-8.
  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }
  /// Appends.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { buffer throws(FileError) in try write(UnsafeRawBufferPointer(buffer)) }
  }

  /// Makes the file visible, and durable: synced before it is renamed, its folder after.
  public func commit() throws(FileError) {
    require(descriptor >= 0, "AtomicFile.commit: \(path) was committed before")
    guard fsync(descriptor) == 0 else { throw fault("sync") }
    if let digest { try Seal.note(digest.finish(), for: path) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporary, path) == 0 else {
      let error = fault(closed == 0 ? "rename" : "close")
      unlink(temporary)
      throw error
    }
    let folder = open(splitPath(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw fault("open the folder") }
    defer { close(folder) }
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to do on them.
    guard fsync(folder) == 0 || errno == EINVAL else { throw fault("sync the folder") }
  }

  /// Writes a whole file at once.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a whole file at once.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  /// Copies a file's content, whatever its name links to.
  public static func copy(_ from: String, to path: String) throws(FileError) {
    let source = try MappedFile(from)
    let file = try AtomicFile(path)
    try withExtendedLifetime(source) { () throws(FileError) in try file.write(source.bytes) }
    try file.commit()
  }

  /// Removes what processes that were killed have left in a folder; returns the names.
  @discardableResult
  public static func removeLeftovers(in folder: String) -> [String] { Unfinished.sweep(folder) }

  private func fault(_ verb: String) -> FileError {
    FileError(.inputOutput, path, "cannot \(verb): \(systemMessage(errno))")
  }

  static func split(_ path: String) -> (folder: String, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), path[path.index(after: slash)...])
  }
}

/// The system's words for an `errno`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
