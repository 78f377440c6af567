import Files
import Foundation

/// A file or folder that results depend on.
package struct InputRecord: Codable, Equatable, Sendable {
  /// As the study names it, never a path of one machine.
  package let role: String
  /// Bytes, of all files.
  package let size: Int
  package let sha256: String
}

/// Digests of input files and folders, remembered between runs (`FileDigests`), so that large data are read once.
package final class InputDigests {
  private let files: FileDigests

  /// `memory`: the file that remembers; `forgetting`: compute all anew.
  package init(memory: String, forgetting: Bool) { files = FileDigests(memory: memory, forgetting: forgetting) }

  /// A file's digest, or of a folder all its files' (hidden ones and `*.md` left out).
  package func record(_ path: String, role: String) throws -> InputRecord {
    guard Folder.exists(path) else {
      throw FileError(.missing, path, "the study needs this input (\(role)); is it committed or mounted?")
    }
    guard Folder.isFolder(path) else {
      let (size, digest) = try files.of(path)
      return InputRecord(role: role, size: size, sha256: digest)
    }
    var (total, list) = (0, "")
    for file in try Folder.files(below: path) where InputDigests.counts(file) {
      let (size, digest) = try files.of("\(path)/\(file)")
      total += size
      list += "\(digest)  \(file)\n"
    }
    return InputRecord(role: role, size: total, sha256: Digest.of(list))
  }

  /// Whether a file of a folder is part of its digest: notes and hidden files are not.
  package static func counts(_ file: String) -> Bool { !file.hasSuffix(".md") && !"/\(file)".contains("/.") }

  /// Remembers, where that is allowed: without it the next run reads more.
  package func save() { try? files.save() }
}
