import Files
import Foundation
import Processes

/// The finished cells of all studies, by key: shared by every version and every run, outside git.
///
/// A cell is there whole or not at all: it is built in a temporary folder and renamed into place. A run that works on a
/// cell holds a lock on its key, which the kernel drops with the process.
struct CellStore: Sendable {
  let root: String
  var cells: String { "\(root)/cells" }

  /// Opens the store (a reader finds it open); what runs of this host that were killed have left goes away.
  init(_ root: String, isReader: Bool = false) throws(FileError) {
    self.root = root
    if isReader { return }
    for folder in ["cells", "failed", "code", "checkpoints", "programs"] { try Folder.make("\(root)/\(folder)") }
    for folder in [cells, root, "\(root)/code", "\(root)/failed", "\(root)/programs"] {
      Unfinished.sweep(folder)
    }
  }

  func folder(of key: String) -> String { "\(cells)/\(key)" }
  func contains(_ key: String) -> Bool { Folder.exists(folder(of: key)) }

  /// A finished cell, checked; nil if there is none. One that is damaged is put aside and reported.
  func load(_ key: String, damaged: (String) -> Void = { _ in }) throws -> CellRecord? {
    guard contains(key) else { return nil }
    let folder = folder(of: key)
    do {
      let differences = try Checksums.differences(in: folder)
      guard differences.isEmpty else { throw FileError(.damaged, folder, differences[0]) }
      return try JSON.read(CellRecord.self, from: "\(folder)/cell.json")
    } catch let error as FileError where error.kind == .damaged || error.kind == .missing {
      damaged(error.reason)
      try discard(key)
      return nil
    }
  }

  /// Takes a cell out of the store.
  func discard(_ key: String) throws(FileError) {
    let aside = temporary()
    guard rename(folder(of: key), aside) == 0 || errno == ENOENT else {
      throw FileError(.inputOutput, folder(of: key), "cannot put aside: \(Folder.message())")
    }
    try Folder.remove(aside)
  }

  /// A name for a folder under construction.
  func temporary() -> String { "\(cells)/\(Unfinished.name(for: "cell"))" }

  /// Makes a folder that `CellFiles.write` has filled the cell of this key. If another run was first, its cell stays.
  func publish(_ folder: String, as key: String) throws(FileError) {
    sync(folder: folder)
    if rename(folder, self.folder(of: key)) == 0 {
      sync(folder: cells)
    } else if errno == ENOTEMPTY || errno == EEXIST {
      try Folder.remove(folder)
    } else {
      throw FileError(.inputOutput, self.folder(of: key), "cannot rename into place: \(Folder.message())")
    }
  }

  private func sync(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  // MARK: What failed

  /// Why this cell failed when it was last run; nil if it did not.
  func failure(of key: String) -> String? {
    guard let bytes = try? Folder.bytes(of: "\(root)/failed/\(key)") else { return nil }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  func noteFailure(_ reason: String?, of key: String) throws(FileError) {
    if let reason {
      try AtomicFile.write(reason + "\n", to: "\(root)/failed/\(key)")
    } else {
      unlink("\(root)/failed/\(key)")
    }
  }

  func checkpointFolder(of key: String) -> String { "\(root)/checkpoints/\(key)" }
}
