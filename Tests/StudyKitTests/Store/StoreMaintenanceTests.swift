import Files
import Foundation
import Processes
import TestSupport
import Testing

@testable import StudyKit

@Suite struct StoreMaintenanceTests {
  /// Finishes a cell whose only metric is this.
  @discardableResult
  private func finish(_ cell: PlannedCell, _ mae: Double, in store: CellStore) throws -> String {
    var result = CellResult()
    result["mae"] = mae
    result.series["loss"] = Series(columns: ["step"], rows: [[mae]])
    let temporary = store.temporary(for: cell.key)
    try Folder.make(temporary)
    try CellFiles.write(result, cell.identity, seconds: mae, to: temporary)
    try store.publish(temporary, as: cell.key)
    return cell.key
  }

  private func age(_ path: String, days: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -days * 86400)], ofItemAtPath: path)
  }

  @Test func `cells of two disks come together, and what both have must agree`() throws {
    let folder = try TemporaryFolder()
    let (a, b) = (try CellStore(folder.path + "/a"), try CellStore(folder.path + "/b"))
    for x in 0..<3 { try finish(.test(a: Double(x)), 1, in: a) }
    for x in 2..<5 { try finish(.test(a: Double(x)), 1, in: b) }
    let first = try StoreMerging([b.root], into: a.root)
    #expect(first.taken == 2 && first.present == 1 && first.conflicts.isEmpty && first.damaged.isEmpty)
    #expect(try (0..<5).allSatisfy { try a.load(PlannedCell.test(a: Double($0)).key) != nil })
    let again = try StoreMerging([b.root], into: a.root)
    #expect(again.taken == 0 && again.present == 3)

    let c = try CellStore(folder.path + "/c")
    try finish(.test(a: 0), 2, in: c)
    let damaged = try finish(.test(a: 9), 2, in: c)
    try folder.write("{}", to: "c/cells/\(damaged)/cell.json")
    let last = try StoreMerging([c.root], into: a.root)
    #expect(last.conflicts.count == 1 && last.damaged.count == 1 && last.taken == 0)
    #expect(try a.load(PlannedCell.test(a: 0).key)?.record.metrics["mae"] == 1, "nothing is replaced")
  }

  @Test func `a store merged into itself or from nothing is refused`() throws {
    let folder = try TemporaryFolder()
    let store = try CellStore(folder.path + "/a")
    #expect(throws: StudyError.self) { try StoreMerging([store.root], into: folder.path + "/a/../a") }
    #expect(throws: FileError.self) { try StoreMerging([folder.path + "/none"], into: store.root) }
  }

  @Test func `cells that no version names go when they are old, unless a run is at work on them`() throws {
    let folder = try TemporaryFolder()
    let store = try CellStore(folder.path)
    let keys = try (0..<4).map { try finish(.test(a: Double($0)), 1, in: store) }
    for key in keys.dropLast() { try age(store.folder(of: key), days: 10) }
    let lock = try Lock(store.claim(of: keys[1]))
    let dry = try StoreCleaning(store: store.root, named: [String(keys[0].prefix(16))], days: 7, dryRun: true)
    #expect(dry.cells == 2 && keys.allSatisfy(store.contains))
    let done = try StoreCleaning(store: store.root, named: [String(keys[0].prefix(16))], days: 7, dryRun: false)
    #expect(done.cells == 1 && done.bytes > 0)
    #expect(keys.map(store.contains) == [true, true, false, true], "named, claimed, gone, young")
    withExtendedLifetime(lock) {}
  }

  @Test func `what killed runs of other hosts left goes, what they still build stays`() throws {
    let folder = try TemporaryFolder()
    let store = try CellStore(folder.path)
    let keys = ["a", "b"].map { String(repeating: $0, count: 64) }
    let left = keys.map { "\(store.cells)/.\($0).other-1-7-1.tmp" }
    for path in left {
      try Folder.make(path)
      try age(path, days: 10)
    }
    let lock = try Lock(store.claim(of: keys[1]))
    let done = try StoreCleaning(store: store.root, named: [], days: 7, dryRun: false)
    #expect(done.others == 1 && left.map(Folder.exists) == [false, true])
    withExtendedLifetime(lock) {}
  }
}
