import Glibc
import Numerics
import Synchronization

/// A file that appears whole or not at all: written beside its place, synced, then renamed into it.
///
/// `commit` makes it visible; dropped before that, nothing is left. Faults of the system throw a `FileError` that
/// names the path.
public final class AtomicFile {
  public let path: String
  private let temporary: String
  private var descriptor: Int32

  /// Starts a file that will replace the one at `path`, if there is one. The folder must exist; a device or a pipe of
  /// that name is refused, it would be gone.
  public init(_ path: String) throws(FileError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      throw FileError(.cannotCreate, path, "is there and no regular file: name another")
    }
    let (folder, name) = AtomicFile.split(path)
    var created: (Int32, String)
    repeat {
      // Another host may hold this name on a shared disk: then the next one.
      let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
      let candidate = "\(folder)/.\(name.prefix(60)).\(host)-\(getpid())-\(number).tmp"
      created = (open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666), candidate)
    } while created.0 < 0 && errno == EEXIST
    (descriptor, temporary) = created
    if descriptor < 0 { throw FileError(.cannotCreate, path, "cannot create a file here: \(systemMessage(errno))") }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  /// Appends.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
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
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporary, path) == 0 else {
      let error = fault(closed == 0 ? "rename" : "close")
      unlink(temporary)
      throw error
    }
    let folder = open(AtomicFile.split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw fault("open the folder") }
    defer { close(folder) }
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to do on them.
    guard fsync(folder) == 0 || errno == EINVAL else { throw fault("sync the folder") }
  }

  /// Writes a whole file at once.
  public static func write(_ text: String, to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(text)
    try file.commit()
  }

  /// Copies a file's content, whatever its name links to.
  public static func copy(_ from: String, to path: String) throws(FileError) {
    let source = try MappedFile(from)
    let file = try AtomicFile(path)
    try withExtendedLifetime(source) { () throws(FileError) in try file.write(source.bytes) }
    try file.commit()
  }

  /// Removes what processes of this host that were killed have left in a folder; returns the names.
  @discardableResult
  public static func removeLeftovers(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var removed: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let match = name.wholeMatch(of: #/\..*\.([^.]*)-([0-9]+)-[0-9]+\.tmp/#), match.1 == host,
        let process = pid_t(match.2), kill(process, 0) != 0, errno == ESRCH
      else { continue }
      if unlink("\(folder)/\(name)") == 0 { removed.append(name) }
    }
    return removed.sorted()
  }

  private func fault(_ verb: String) -> FileError {
    FileError(.inputOutput, path, "cannot \(verb): \(systemMessage(errno))")
  }

  private static func split(_ path: String) -> (folder: String, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), path[path.index(after: slash)...])
  }
}

private let serial = Atomic<Int>(0)

/// This host's name, without dots and slashes.
private let host: String = {
  var buffer = [CChar](repeating: 0, count: 256)
  gethostname(&buffer, 255)
  let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  return name.replacing(#/[.\/]/#, with: "_")
}()

/// The system's words for an `errno`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
