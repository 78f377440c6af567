import Glibc
import Synchronization

/// A file's SHA-256 beside it, in `.NAME.seal`: so that what is read back later is known to be what was written.
///
/// `AtomicFile` leaves one for every file that it commits below the folder that `keep` names. A process that is killed
/// between seal and file leaves the old file, so that a seal allows for both: the last line is the newest.
public enum Seal {
  private static let folder = Mutex<String?>(nil)

  /// From here on files below this folder are sealed; nil: none.
  public static func keep(below path: String?) { folder.withLock { $0 = path.map(real) } }

  static func covers(_ path: String) -> Bool {
    guard let folder = folder.withLock({ $0 }) else { return false }
    let place = real(AtomicFile.split(path).folder)
    return place == folder || place.hasPrefix(folder + "/")
  }

  /// Before the file itself is put in place.
  static func note(_ digest: String, for path: String) throws(FileError) {
    let old = lines(of: path).last
    try AtomicFile.write(([old].compactMap { $0 } + [digest]).map { $0 + "\n" }.joined(), to: name(of: path))
  }

  /// What is wrong with a file that should be sealed; nil: it is as it was written.
  public static func fault(of path: String) throws(FileError) -> String? {
    let digests = lines(of: path)
    guard !digests.isEmpty else { return "has no seal" }
    return digests.contains(try Digest.of(file: path)) ? nil : "is not as it was written"
  }

  private static func name(of path: String) -> String {
    let (folder, name) = AtomicFile.split(path)
    return "\(folder)/.\(name).seal"
  }

  private static func lines(of path: String) -> [String] {
    guard let file = try? MappedFile(name(of: path)) else { return [] }
    return withExtendedLifetime(file) {
      String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }

  /// The path without links and dots.
  private static func real(_ path: String) -> String {
    guard let text = realpath(path, nil) else { return path }
    defer { free(text) }
    return String(cString: text)
  }
}
