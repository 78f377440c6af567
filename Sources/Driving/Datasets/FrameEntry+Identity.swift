import Files
import Foundation
import Pictures

extension FileReference {
  /// The digest of its content; of a member of an archive, that of the archive with the member's name.
  func digest(_ digests: FileDigests) throws(FileError) -> String {
    var place = description
    var inner = ""
    var isFolder: ObjCBool = false
    while !FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) || isFolder.boolValue {
      guard let slash = place.lastIndex(of: "/"), slash != place.startIndex else {
        throw FileError(.missing, description, "no such file")
      }
      inner = String(place[slash...]) + inner
      place = String(place[..<slash])
    }
    return try digests.of(place).sha256 + inner
  }
}

extension FrameEntry {
  /// What the frame is, by content: its name and scene, and the digests of the files of each part.
  public func identity(_ digests: FileDigests) throws(FileError) -> String {
    let parts: [(String, [FileReference])] = [
      ("clear", clear?.files ?? []), ("hazy", hazy?.files ?? []), ("depth", depth?.files ?? []),
      ("classes", classes?.files ?? []), ("transmission", transmission?.files ?? []), ("camera", camera?.files ?? []),
      ("mask", mask?.files ?? []),
    ]
    var lines = ["\(id) of \(scene)"]
    for (name, files) in parts {
      for file in files { lines.append("\(name) \(try file.digest(digests))") }
    }
    return lines.joined(separator: "\n")
  }
}
