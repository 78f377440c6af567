import Glibc

/// Where a command may write: a place where nothing of the user's can be lost.
///
/// A folder is a command's own only if its mark says so; any other that holds something is refused, and so is what is no
/// folder. The working folder, an input, and whatever holds one of them are refused even when empty.
public struct OutputPlace: Equatable, Sendable {
  public enum State: Sendable {
    case absent
    case empty
    /// The same command made what is there.
    case own
  }

  /// With links resolved, so that a link to a folder is kept and its folder is the place.
  public let path: String
  public let state: State

  /// Throws (73) for a place that `maker`, as in "hazydepth fog", may not write. `inputs`: what the command reads.
  public init(folder path: String, maker: String, inputs: [String] = []) throws(FileError) {
    guard !path.isEmpty else { throw FileError(.cannotCreate, "\"\"", "an empty name: name a folder") }
    guard let real = resolved(path) else {
      throw FileError(.cannotCreate, path, "cannot be reached: \(systemMessage(errno))")
    }
    self.path = real
    try OutputPlace.refuseWorkingFolder(real, path)
    for input in inputs {
      if let input = realPath(input) { try OutputPlace.refuse(real, if: input, path, "the input") }
    }
    var status = stat()
    guard lstat(real, &status) == 0 else {
      guard errno == ENOENT else {
        throw FileError(.cannotCreate, path, "cannot be looked at: \(systemMessage(errno))")
      }
      state = .absent
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      let kind = status.st_mode & S_IFMT == S_IFREG ? "a file" : "no folder"
      throw FileError(.cannotCreate, path, "is \(kind): name a folder that is new or empty")
    }
    if let mark = FolderMark(of: real) {
      guard mark.maker == maker else {
        throw FileError(.cannotCreate, path, "was made by '\(mark.maker)': name a new folder")
      }
      state = .own
      return
    }
    if let first = try FolderMark.firstName(in: real) {
      throw FileError(.cannotCreate, path, "holds '\(first)', which '\(maker)' did not write: name a new folder")
    }
    state = .empty
  }

  /// The same of a folder that must not be there yet, or be empty.
  public static func new(_ path: String, maker: String, inputs: [String] = []) throws(FileError) {
    guard try OutputPlace(folder: path, maker: maker, inputs: inputs).state != .own else {
      throw FileError(.cannotCreate, path, "exists; name a folder that does not")
    }
  }

  /// Throws (73) for the folder that the command was started in, and for all above it. `real`: with links resolved.
  public static func refuseWorkingFolder(_ real: String, _ path: String) throws(FileError) {
    try refuse(real, if: realPath(".") ?? "/", path, "the working folder")
  }

  private static func refuse(_ real: String, if other: String, _ path: String, _ what: String) throws(FileError) {
    guard contains(real, other) else { return }
    let verb = real.utf8.elementsEqual(other.utf8) ? "is" : "holds"
    throw FileError(.cannotCreate, path, "\(verb) \(what): name a folder of its own")
  }
}

/// Whether `folder` is `path` or lies above it; both resolved.
func contains(_ folder: String, _ path: String) -> Bool {
  let (folder, path) = (Array(folder.utf8), Array(path.utf8))
  if folder == path || folder == [UInt8(ascii: "/")] { return true }
  return path.starts(with: folder + [UInt8(ascii: "/")])
}

/// The path with every link resolved; nil where nothing is there.
func realPath(_ path: String) -> String? {
  guard let found = realpath(path, nil) else { return nil }
  defer { free(found) }
  return String(cString: found)
}

/// The same of a path whose last names may not be there yet; nil for one that cannot be.
public func resolved(_ path: String) -> String? {
  if let real = realPath(path) { return real }
  guard errno == ENOENT else { return nil }
  var status = stat()
  // A link to nowhere: what would be made there is not what the path names.
  if lstat(path, &status) == 0 { return nil }
  let (folder, name) = splitPath(path)
  guard !name.isEmpty, name != ".", name != "..", let parent = resolved(folder) else { return nil }
  return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
}
