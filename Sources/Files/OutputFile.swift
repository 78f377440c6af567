import Glibc

/// Where a command may write a single file.
public enum OutputFile {
  /// Throws (73) unless nothing is at `path`, or a file that the same kind of run made before. `inputs`: what the command
  /// reads; none of them, and nothing in them, is written over. `isOwn` knows a file of this kind by its first 4096 bytes.
  public static func admit(_ path: String, inputs: [String] = [], isOwn: ([UInt8]) -> Bool) throws(FileError) {
    let (folder, name) = splitPath(path)
    guard !name.isEmpty, name != ".", name != ".." else {
      throw FileError(.cannotCreate, path.isEmpty ? "\"\"" : path, "is no name of a file: name one")
    }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(.cannotCreate, path, "its folder is not there: make it first")
    }
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else {
        throw FileError(.cannotCreate, path, "cannot be looked at: \(systemMessage(errno))")
      }
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.cannotCreate, path, "is there and no regular file: name another")
    }
    if let real = realPath(path),
      inputs.contains(where: { input in realPath(input).map { $0.utf8.elementsEqual(real.utf8) } ?? false })
    {
      throw FileError(.cannotCreate, path, "is an input of this command: name another file")
    }
    let file = try MappedFile(path)
    let head = withExtendedLifetime(file) { Array(file.bytes.prefix(4096)) }
    guard isOwn(head) else {
      throw FileError(
        .cannotCreate, path, "is there, and no file of this kind that was written before: name another, or remove it")
    }
  }
}
