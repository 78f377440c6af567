import CFiles
import Glibc

/// A folder that appears whole or not at all: written under another name beside its place, marked as its maker's, then
/// put in place by one step. At every moment its old or its new state stands there.
public enum WholeFolder {
  /// `body` fills the folder whose path it is given. An empty folder at `path`, or one that the same `maker` wrote and
  /// that holds nothing else, is replaced; every other is refused (73), also one that appears meanwhile.
  public static func write(
    _ path: String, maker: String = "hazydepth", inputs: [String] = [], _ body: (String) throws -> Void
  ) throws {
    try write(path, maker: maker, inputs: inputs, exchange: hd_rename_exchange, body)
  }

  /// The same for a cache, where several processes make the same folder: what stands at `path` by then stays, and this
  /// one is dropped.
  public static func writeOnce(_ path: String, _ body: (String) throws -> Void) throws {
    try makeFolders(splitPath(path).folder)
    try fill(path, nil, body) { temporary in
      guard move(temporary, to: path) || [EEXIST, ENOTEMPTY].contains(errno) else { throw fault(path, "rename") }
    }
  }

  /// Throws (73) unless `path` may be written by `maker`: for a command to ask before it has worked for hours. What a
  /// killed run left between two states is put right first.
  public static func admit(_ path: String, maker: String = "hazydepth", inputs: [String] = []) throws(FileError) {
    recover(path)
    let place = try OutputPlace(folder: path, maker: maker, inputs: inputs)
    if place.state == .own { try refuseForeign(in: place.path, path) }
  }

  /// Where a file system has no exchange, a kill can hit between two renames: then the old folder is put back. A reader
  /// asks for this before it reads.
  public static func recover(_ path: String) {
    let place = resolved(path) ?? path
    var status = stat()
    guard lstat(place, &status) != 0, errno == ENOENT, FolderMark(of: aside(place)) != nil else { return }
    _ = move(aside(place), to: place)
  }

  static func write(
    _ path: String, maker: String, inputs: [String] = [],
    exchange: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32, _ body: (String) throws -> Void
  ) throws {
    try admit(path, maker: maker, inputs: inputs)
    let place = try OutputPlace(folder: path, maker: maker, inputs: inputs).path
    try makeFolders(splitPath(place).folder)
    try fill(place, maker, body) { temporary in
      while !move(temporary, to: place) {
        guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else { throw fault(path, "rename") }
        // What another process put there since must be this maker's, too.
        try admit(path, maker: maker, inputs: inputs)
        if exchange(temporary, place) == 0 {
          // A file that came in the last moment goes back with its folder.
          do { try refuseForeign(in: temporary, path) } catch {
            guard exchange(temporary, place) == 0 else { throw fault(path, "put back") }
            throw error
          }
          return
        }
        if errno == ENOENT { continue }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { throw fault(path, "exchange") }
        try replaceInTwoSteps(place, by: temporary, path)
        return
      }
    }
  }

  /// Makes and fills the temporary folder, hands it over, and removes what is then left under its name.
  private static func fill(
    _ place: String, _ maker: String?, _ body: (String) throws -> Void, _ handOver: (String) throws -> Void
  ) throws {
    let (parent, name) = splitPath(place)
    Unfinished.sweep(parent, of: name)
    let temporary = "\(parent)/\(Unfinished.name(for: name))"
    guard mkdir(temporary, 0o777) == 0 else {
      throw FileError(.cannotCreate, place, "cannot make a folder here: \(systemMessage(errno))")
    }
    defer { try? removeTree(temporary) }
    try body(temporary)
    if let maker {
      let files = try FolderMark.everything(in: temporary).map { String(decoding: $0, as: UTF8.self) }
      try FolderMark(maker: maker, files: files.filter { $0 != FolderMark.name }).write(to: temporary)
    }
    try sync(temporary)
    try handOver(temporary)
    syncFolder(parent)
  }

  /// Where a file system cannot exchange: the old folder steps aside under a name that `recover` knows.
  private static func replaceInTwoSteps(_ place: String, by temporary: String, _ path: String) throws {
    let old = aside(place)
    if FolderMark(of: old) != nil {
      try refuseForeign(in: old, old)
      try removeTree(old)
    }
    let wasEmpty = FolderMark(of: place) == nil
    if wasEmpty, rmdir(place) == 0 || errno == ENOENT {
      guard move(temporary, to: place) else { throw fault(path, "rename") }
      return
    }
    guard move(place, to: old) else { throw fault(path, "put aside") }
    guard move(temporary, to: place) else {
      let fault = fault(path, "rename")
      _ = move(old, to: place)
      throw fault
    }
    syncFolder(splitPath(place).folder)
    try refuseForeignAside(old, path)
    try removeTree(old)
  }

  private static func refuseForeign(in folder: String, _ path: String) throws(FileError) {
    guard let mark = FolderMark(of: folder), let first = try mark.foreign(in: folder) else { return }
    throw FileError(
      .cannotCreate, path, "holds '\(first)', which '\(mark.maker)' did not write: move it, or name a new folder")
  }

  /// The same after the fact: what is foreign stays where it is, aside.
  private static func refuseForeignAside(_ old: String, _ path: String) throws(FileError) {
    guard let mark = FolderMark(of: old), let first = try mark.foreign(in: old) else { return }
    throw FileError(
      .cannotCreate, path, "is replaced; '\(first)' came into the old one meanwhile and is kept in \(old)")
  }

  /// The one name beside a place under which its old folder waits.
  static func aside(_ place: String) -> String {
    let (folder, name) = splitPath(place)
    return "\(folder)/.\(name).replaced-by-hazydepth"
  }

  /// Renames where nothing stands, or nothing but an empty folder on systems that cannot tell; false with `errno`.
  private static func move(_ from: String, to place: String) -> Bool {
    if hd_rename_noreplace(from, place) == 0 { return true }
    guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { return false }
    return rename(from, place) == 0
  }

  /// Everything below, to the disk.
  private static func sync(_ folder: String) throws(FileError) {
    for name in try FolderMark.everything(in: folder) {
      let path = "\(folder)/\(String(decoding: name, as: UTF8.self))"
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      let done = fsync(descriptor)
      let problem = errno
      close(descriptor)
      guard done == 0 || problem == EINVAL else {
        throw FileError(.inputOutput, path, "cannot sync: \(systemMessage(problem))")
      }
    }
    syncFolder(folder)
  }

  private static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func fault(_ path: String, _ verb: String) -> FileError {
    FileError(.inputOutput, path, "cannot \(verb): \(systemMessage(errno))")
  }
}
