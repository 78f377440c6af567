import Files
import Foundation
import Processes

/// The finished cells of all studies, by key: shared by every version and every run, outside git.
///
/// A cell is there whole or not at all: it is built in a temporary folder and renamed into place. A run that works on a
/// cell holds a claim on its key. What is read is checked against the sums it was written with.
struct CellStore: Sendable {
  let root: String
  var cells: String { "\(root)/cells" }

  static let folders = ["cells", "failed", "code", "checkpoints", "programs"]

  /// Opens the store (a reader finds it open); what runs of this host that were killed have left goes away.
  init(_ root: String, isReader: Bool = false) throws(FileError) {
    self.root = root
    if isReader { return }
    for folder in CellStore.folders { try Folder.make("\(root)/\(folder)") }
    for folder in [cells, root, "\(root)/code", "\(root)/failed", "\(root)/programs"] { Unfinished.sweep(folder) }
  }

  func folder(of key: String) -> String { "\(cells)/\(key)" }
  func contains(_ key: String) -> Bool { Folder.exists(folder(of: key)) }

  /// What a look at a cell finds.
  enum Found {
    case whole(StoredCell)
    case absent
    /// What is wrong with it.
    case damaged(String)
  }

  /// A finished cell, checked; nothing is changed.
  func look(for key: String) throws(FileError) -> Found {
    guard contains(key) else { return .absent }
    do { return .whole(try StoredCell(folder(of: key), key: key)) } catch {
      guard error.kind == .damaged || error.kind == .missing else { throw error }
      return .damaged(error.reason)
    }
  }

  /// A finished cell, checked; nil if there is none or it is damaged.
  func load(_ key: String) throws(FileError) -> StoredCell? {
    if case .whole(let cell) = try look(for: key) { cell } else { nil }
  }

  /// Takes a damaged cell out of the way: it lies in `damaged/` until the store is cleaned, the last one of each key.
  func setAside(_ key: String) throws(FileError) {
    try setAside(folder(of: key), as: key)
  }

  private func setAside(_ folder: String, as name: String) throws(FileError) {
    try Folder.make("\(root)/damaged")
    let aside = "\(root)/damaged/\(name)"
    try Folder.remove(aside)
    guard rename(folder, aside) == 0 || errno == ENOENT else {
      throw FileError(.inputOutput, folder, "cannot put aside: \(Folder.message())")
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

  /// A name for a folder under construction, of the cell of this key.
  func temporary(for key: String = "cell") -> String { "\(cells)/\(Unfinished.name(for: key))" }

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

  // MARK: Checkpoints

  func checkpointFolder(of key: String) -> String { "\(root)/checkpoints/\(key)" }

  /// Takes a cell's checkpoint out of the way; the cell starts anew.
  func setCheckpointAside(_ key: String) throws(FileError) {
    try setAside(checkpointFolder(of: key), as: "checkpoint-\(key)")
  }

  /// Where the claim on a key is.
  func claim(of key: String) -> String { "\(cells)/.lock-\(key)" }
}
