import Glibc

/// The file by which a folder says that a command made it: its first line names the command, further ones the files it
/// wrote, where that is all the folder holds.
public struct FolderMark {
  public static let name = ".made-by-hazydepth"

  let maker: String
  /// Relative paths; empty for a folder that a command writes into bit by bit.
  let files: [String]

  init(maker: String, files: [String] = []) { (self.maker, self.files) = (maker, files) }

  /// Reads that of a folder; nil where there is none, or one that reads as none.
  init?(of folder: String) {
    var status = stat()
    guard lstat("\(folder)/\(FolderMark.name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = try? MappedFile("\(folder)/\(FolderMark.name)"), file.bytes.count < 1 << 24
    else { return nil }
    let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
    let start = "made by "
    guard text.hasSuffix("\n"), let first = lines.first, first.hasPrefix(start) else { return nil }
    maker = String(first.dropFirst(start.count))
    files = lines.dropFirst().map { String($0.drop { $0 == " " }) }
  }

  func write(to folder: String) throws(FileError) {
    let lines = ["made by \(maker)"] + files.map { "  \($0)" }
    try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: "\(folder)/\(FolderMark.name)")
  }

  /// What a folder holds, at any depth, that this mark does not list: the first, by its bytes; nil if all is listed.
  func foreign(in folder: String) throws(FileError) -> String? {
    let listed = Set(files.map { Array($0.utf8) } + [Array(FolderMark.name.utf8)])
    let found = try FolderMark.everything(in: folder)
    return found.first { !listed.contains($0) && !Unfinished.isName($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first name in a folder, by its bytes, but those of what is under construction; nil if it is empty.
  static func firstName(in folder: String) throws(FileError) -> String? {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let names = descriptor < 0 ? nil : folderNames(descriptor)
    let problem = errno
    if descriptor >= 0 { close(descriptor) }
    guard let names else {
      throw FileError(.cannotCreate, folder, "cannot look into it: \(systemMessage(problem))")
    }
    return names.first { !Unfinished.isName($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Relative paths of all files, links and empty folders below, in byte order; links are not followed.
  static func everything(in folder: String) throws(FileError) -> [[UInt8]] {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(.cannotCreate, folder, "cannot look into it: \(systemMessage(errno))")
    }
    defer { close(descriptor) }
    var found: [[UInt8]] = []
    guard collect(descriptor, [], into: &found) else {
      throw FileError(.cannotCreate, folder, "cannot look into it: \(systemMessage(errno))")
    }
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func collect(_ folder: Int32, _ start: [UInt8], into found: inout [[UInt8]]) -> Bool {
    guard let names = folderNames(folder) else { return false }
    for name in names {
      let path = start + name
      var status = stat()
      guard withCName(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { return false }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        found.append(path)
        continue
      }
      let inner = withCName(name) { openat(folder, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      guard inner >= 0 else { return false }
      defer { close(inner) }
      let count = found.count
      guard collect(inner, path + [UInt8(ascii: "/")], into: &found) else { return false }
      if found.count == count { found.append(path) }
    }
    return true
  }
}
