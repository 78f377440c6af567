import Glibc

/// A folder with the digests of its files in a list beside them (`Checksums`), so that whoever reads them again knows them
/// for what was written: a disk may give back other bytes without a word.
public enum SealedFiles {
  /// Writes the list of all files of `folder`, as the last of them.
  public static func seal(_ folder: String) throws(FileError) {
    try AtomicFile.write(try Checksums.list(of: folder), to: "\(folder)/\(Checksums.name)")
  }

  /// Throws unless every file is listed and has the content that the list says, and none is missing.
  public static func check(_ folder: String) throws(FileError) {
    guard let first = try Checksums.differences(in: folder).first else { return }
    throw FileError(.damaged, folder, "is not as it was written: \(first)")
  }

  /// Puts a folder that failed out of the way, beside its place, so that it can be looked at; returns where it is now.
  @discardableResult
  public static func setAside(_ folder: String) throws(FileError) -> String {
    var place = "\(folder).damaged"
    var number = 1
    while rename(folder, place) != 0 {
      guard errno == ENOTEMPTY || errno == EEXIST, number < 100 else {
        throw FileError(.inputOutput, folder, "is damaged and cannot be put aside: \(String(cString: strerror(errno)))")
      }
      number += 1
      place = "\(folder).damaged-\(number)"
    }
    return place
  }
}
