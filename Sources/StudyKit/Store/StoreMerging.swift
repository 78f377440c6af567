import Files
import Processes

/// Gathers finished cells that were computed on separate disks into one store.
///
/// Each is checked before it is taken. A cell that both stores have must hold the same numbers: two machines that disagree
/// are a fault to be told, and nothing is replaced.
public struct StoreMerging: Sendable {
  public private(set) var taken = 0
  public private(set) var present = 0
  /// One line each.
  public private(set) var damaged: [String] = []
  public private(set) var conflicts: [String] = []

  public init(_ sources: [String], into target: String) throws {
    for source in sources {
      guard Folder.isFolder("\(source)/cells") else {
        throw FileError(.missing, source, "is no store: it has no cells/")
      }
      guard Folder.real(source) != Folder.real(target) else {
        throw StudyError(.usage, "\(source) and \(target) are one store")
      }
    }
    let store = try CellStore(target)
    for source in try sources.map({ try CellStore($0, isReader: true) }) {
      for key in try Folder.names(in: source.cells) where key.wholeMatch(of: #/[0-9a-f]{64}/#) != nil {
        try StopSignal.check()
        switch try source.look(for: key) {
        case .absent: break
        case .damaged(let what): damaged.append("\(source.folder(of: key)): \(what)")
        case .whole(let cell): try take(cell, key, into: store)
        }
      }
    }
  }

  private mutating func take(_ cell: StoredCell, _ key: String, into store: CellStore) throws {
    if case .damaged = try store.look(for: key) { try store.setAside(key) }
    if let mine = try store.load(key) {
      present += 1
      if try !cell.hasNumbers(of: mine) { conflicts.append("\(cell.folder): other numbers than \(mine.folder)") }
      return
    }
    let temporary = store.temporary(for: key)
    for file in try Folder.files(below: cell.folder) {
      let copy = "\(temporary)/\(file)"
      try Folder.make(Folder.parent(of: copy) ?? temporary)
      let output = try AtomicFile(copy)
      try output.write(Folder.bytes(of: "\(cell.folder)/\(file)"))
      try output.commit()
    }
    _ = try StoredCell(temporary, key: key)  // what arrived is what was sent
    try store.publish(temporary, as: key)
    taken += 1
  }

  public var text: String {
    (damaged.map { "damaged, left out: \(printable($0))\n" } + conflicts.map { "conflict: \(printable($0))\n" })
      .joined()
      + "\(taken) cells taken, \(present) were there, \(damaged.count) damaged, \(conflicts.count) conflicts\n"
  }
}

extension StoredCell {
  /// Whether two runs of one cell found the same, to the bit; how long they took and what they logged may differ.
  func hasNumbers(of other: StoredCell) throws -> Bool {
    func bits(_ record: CellRecord) -> [String: UInt64?] { record.metrics.mapValues { $0?.bitPattern } }
    guard bits(record) == bits(other.record), record.values == other.record.values,
      record.series == other.record.series, record.arrays == other.record.arrays
    else { return false }
    let files = record.series.keys.map { "series/\($0).csv" } + record.arrays.map { "arrays/\($0).npy" }
    return files.allSatisfy { digest(of: $0) == other.digest(of: $0) }
  }
}
