import Glibc

/// A folder that a command writes file by file, each whole or not at all. It is marked as the command's own first, and
/// nothing is ever removed from it.
public struct OutputFolder: Sendable {
  /// As the user named it, without a slash at the end.
  public let path: String
  private let real: String

  /// Makes the folder, or takes one that is empty or, if `goesOn`, one that the same command wrote into before; all
  /// others are refused (73), as `OutputPlace` has it.
  public init(_ path: String, maker: String, inputs: [String] = [], goesOn: Bool) throws(FileError) {
    let place = try OutputPlace(folder: path, maker: maker, inputs: inputs)
    guard place.state != .own || goesOn else {
      throw FileError(
        .cannotCreate, path,
        "holds what '\(maker)' wrote before, and is not to be mixed: name a new folder, or pass --overwrite")
    }
    real = place.path
    self.path = path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try makeFolders(real)
    if place.state != .own { try FolderMark(maker: maker).write(to: real) }
  }

  /// Writes one file; folders on the way are made. A name that leads out of the folder is refused, by ".." or by a link.
  public func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.utf8.contains(0) else {
      throw FileError(.cannotCreate, "\(path)/\(name)", "is no place below the folder: rename the frame")
    }
    var folder = real
    for part in parts.dropLast() {
      folder += "/" + part
      try makeInside(folder)
    }
    let file = try AtomicFile("\(folder)/\(parts.last!)")
    try file.write(bytes)
    try file.commit()
  }

  /// Makes a folder that is no link.
  private func makeInside(_ folder: String) throws(FileError) {
    if mkdir(folder, 0o777) == 0 { return }
    let fault = errno
    var status = stat()
    if fault == EEXIST, lstat(folder, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      if status.st_mode & S_IFMT == S_IFLNK {
        throw FileError(.cannotCreate, folder, "is a link, and leads out of the folder: remove it")
      }
    }
    throw FileError(.cannotCreate, folder, "cannot make this folder: \(systemMessage(fault))")
  }
}

/// A folder with all above it; nothing if it is there.
public func makeFolders(_ path: String) throws(FileError) {
  if mkdir(path, 0o777) == 0 { return }
  var fault = errno
  if fault == ENOENT {
    let (folder, name) = splitPath(path)
    if !name.isEmpty, folder != path {
      try makeFolders(folder)
      if mkdir(path, 0o777) == 0 { return }
      fault = errno
    }
  }
  var status = stat()
  guard fault == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
    throw FileError(.cannotCreate, path, "cannot make this folder: \(systemMessage(fault))")
  }
}
