import Files
import Glibc
import Numerics
import Processes
import TestSupport
import Testing

@testable import StudyKit

@Suite struct CellStoreTests {
  private func result() -> CellResult {
    var result = CellResult()
    result["mae"] = 1.0 / 3
    result["spearman"] = nil
    result.series["loss"] = Series(columns: ["step", "L"], rows: [[0, 2], [1, .nan]])
    result.arrays["v"] = NumericArray(shape: [2, 1], values: [0.1, .infinity])
    return result
  }

  private func store(_ cell: PlannedCell, in folder: TemporaryFolder) throws -> CellStore {
    let store = try CellStore(folder.path)
    let temporary = store.temporary()
    try Folder.make(temporary)
    try CellFiles.write(result(), cell.identity, seconds: 1, to: temporary)
    #expect(try store.load(cell.key) == nil)
    try store.publish(temporary, as: cell.key)
    return store
  }

  @Test func `a finished cell comes back bit by bit`() throws {
    let folder = try TemporaryFolder()
    let cell = PlannedCell.test(a: 1)
    let store = try store(cell, in: folder)
    let record = try #require(try store.load(cell.key))
    let back = FinishedCell(cell, record, folder: store.folder(of: cell.key))
    #expect(back["mae"] == 1.0 / 3)
    #expect(back.metrics.keys.contains("spearman") && back["spearman"] == nil)
    #expect(back.series("loss")?["L"].first == 2 && back.series("loss")?["L"].last?.isNaN == true)
    #expect(back.array("v") == result().arrays["v"])
    #expect(back.series("other") == nil)
  }

  @Test(arguments: ["cell.json", "series/loss.csv", "arrays/v.npy", "SHA256SUMS"])
  func `a damaged cell is put aside with its reason`(file: String) throws {
    let folder = try TemporaryFolder()
    let cell = PlannedCell.test(a: 1)
    let store = try store(cell, in: folder)
    let path = "\(store.folder(of: cell.key))/\(file)"
    var bytes = try Folder.bytes(of: path)
    bytes[bytes.count / 2] ^= 1
    let damaged = try AtomicFile(path)
    try damaged.write(bytes)
    try damaged.commit()
    var reason = ""
    #expect(try store.load(cell.key) { reason = $0 } == nil)
    #expect(!reason.isEmpty)
    #expect(!store.contains(cell.key))
  }

  @Test func `of two runs that finish a cell the first one's stays`() throws {
    let folder = try TemporaryFolder()
    let cell = PlannedCell.test(a: 1)
    let store = try store(cell, in: folder)
    let second = store.temporary()
    try Folder.make(second)
    try CellFiles.write(CellResult(), cell.identity, seconds: 2, to: second)
    try store.publish(second, as: cell.key)
    #expect(try store.load(cell.key)?.seconds == 1)
    #expect(!Folder.exists(second))
  }

  @Test func `a lock is held once, and free again with its holder`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/.lock"
    var first = try Lock(path)
    #expect(first != nil)
    #expect(try Lock(path) == nil)
    first = nil
    #expect(try Lock(path) != nil)
    #expect(!Folder.exists(path))
  }

  @Test func `what a killed run left goes away, what a living one builds stays`() throws {
    let folder = try TemporaryFolder()
    let living = try CellStore(folder.path).temporary()
    let dead = living.replacing("-\(getpid())-", with: "-99999999-")
    for path in [living, dead] { try Folder.make(path) }
    _ = try CellStore(folder.path)
    #expect(Folder.exists(living) && !Folder.exists(dead))
  }

  @Test func `a name that is no file name is refused`() throws {
    let folder = try TemporaryFolder()
    var result = CellResult()
    result.series["../x"] = Series("a")
    #expect(throws: StudyError.self) {
      try CellFiles.write(result, PlannedCell.test(a: 1).identity, seconds: 0, to: folder.path)
    }
  }
}
