import Exhibits
import Files
import Foundation

/// A file or folder that results depend on.
struct InputRecord: Codable, Equatable, Sendable {
  /// As the study names it, never a path of one machine.
  let role: String
  /// Bytes, of all files.
  let size: Int
  let sha256: String
}

/// Digests of input files, remembered by path, size, time and inode, so that large data are read once.
final class InputDigests {
  private struct Entry: Codable, Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let inode: UInt
    let sha256: String
  }
  private let memory: String
  private var entries: [String: Entry]
  private var isChanged = false

  /// `memory`: the file that remembers; `forgetting`: compute all anew.
  init(memory: String, forgetting: Bool) {
    self.memory = memory
    entries = forgetting ? [:] : (try? JSON.read([String: Entry].self, from: memory)) ?? [:]
  }

  /// A file's digest, or of a folder all its files' (hidden ones and `*.md` left out).
  func record(_ path: String, role: String) throws -> InputRecord {
    guard Folder.exists(path) else {
      throw FileError(.missing, path, "the study needs this input (\(role)); is it committed or mounted?")
    }
    guard Folder.isFolder(path) else {
      let (size, digest) = try digest(path)
      return InputRecord(role: role, size: size, sha256: digest)
    }
    var (total, list) = (0, "")
    for file in try Folder.files(below: path) where InputDigests.counts(file) {
      let (size, digest) = try digest("\(path)/\(file)")
      total += size
      list += "\(digest)  \(file)\n"
    }
    return InputRecord(role: role, size: total, sha256: Digest.of(list))
  }

  /// Whether a file of a folder is part of its digest: notes and hidden files are not.
  static func counts(_ file: String) -> Bool { !file.hasSuffix(".md") && !"/\(file)".contains("/.") }

  private func digest(_ path: String) throws -> (Int, String) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError(.missing, path, "cannot examine: \(Folder.message())") }
    let old = entries[path]
    let size = Int(status.st_size)
    let (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    if let old, old.size == size, old.seconds == seconds, old.nanoseconds == nanoseconds, old.inode == status.st_ino {
      return (size, old.sha256)
    }
    let sha256 = try Digest.of(file: path)
    // A file changed within its clock's tick could change again unseen: it is not remembered yet.
    if seconds < time(nil) - 2 {
      entries[path] = Entry(
        size: size, seconds: seconds, nanoseconds: nanoseconds, inode: UInt(status.st_ino), sha256: sha256)
      isChanged = true
    }
    return (size, sha256)
  }

  /// Remembers, where that is allowed: without it the next run reads more.
  func save() {
    guard isChanged else { return }
    try? Folder.make(Folder.parent(of: memory) ?? ".")
    try? AtomicFile.write(JSON.pretty(entries), to: memory)
  }
}
