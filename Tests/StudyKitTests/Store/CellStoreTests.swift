import Files
import Foundation
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
    result.arrays["picture"] = NumericArray(shape: [1, 1, 3], bytes: [0, 127, 255])
    result.series["stamps"] = Series(perID: "frame", "mae")
    for id in ["1305031102.175304", "=1+1", "'quoted"] { result.series["stamps"]?.append(id, 1) }
    result.values["basis"] = ["frames": UInt64.max]
    return result
  }

  private func store(_ cell: PlannedCell, in folder: TemporaryFolder) throws -> CellStore {
    let store = try CellStore(folder.path)
    let temporary = store.temporary(for: cell.key)
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
    let back = FinishedCell(cell, try #require(try store.load(cell.key)))
    #expect(back["mae"] == 1.0 / 3)
    #expect(back.metrics.keys.contains("spearman") && back["spearman"] == nil)
    #expect(back.series("loss")?["L"].first == 2 && back.series("loss")?["L"].last?.isNaN == true)
    #expect(back.array("v") == result().arrays["v"])
    #expect(back.series("other") == nil)
    #expect(back.array("picture")?.bytes == [0, 127, 255])
    #expect(
      back.series("stamps")?.ids == ["1305031102.175304", "=1+1", "'quoted"], "ids are no numbers by their looks")
    let basis: [String: UInt64]? = back.values["basis"]
    #expect(basis == ["frames": .max])
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
    guard case .damaged(let reason) = try store.look(for: cell.key) else {
      Issue.record("not found damaged")
      return
    }
    #expect(!reason.isEmpty)
    #expect(try store.load(cell.key) == nil && store.contains(cell.key), "looking changes nothing")
    try store.setAside(cell.key)
    #expect(!store.contains(cell.key) && Folder.exists("\(folder.path)/damaged/\(cell.key)"))
  }

  @Test func `two cells that were exchanged are not believed`() throws {
    let folder = try TemporaryFolder()
    let cells = [PlannedCell.test(a: 1), .test(a: 2)]
    let stores = try cells.map { try store($0, in: folder) }
    let places = cells.map { stores[0].folder(of: $0.key) }
    #expect(rename(places[0], folder.path + "/x") == 0 && rename(places[1], places[0]) == 0)
    #expect(rename(folder.path + "/x", places[1]) == 0)
    for cell in cells { #expect(try stores[0].load(cell.key) == nil) }
  }

  @Test func `a file that changes after the cell was found whole is not read`() throws {
    let folder = try TemporaryFolder()
    let cell = PlannedCell.test(a: 1)
    let stored = try #require(try store(cell, in: folder).load(cell.key))
    #expect(try stored.series("loss") != nil)
    try folder.write("step,L\n0.0,3.0\n", to: "cells/\(cell.key)/series/loss.csv")
    #expect(throws: FileError.self) { try stored.series("loss") }
  }

  @Test func `of two runs that finish a cell the first one's stays`() throws {
    let folder = try TemporaryFolder()
    let cell = PlannedCell.test(a: 1)
    let store = try store(cell, in: folder)
    let second = store.temporary(for: cell.key)
    try Folder.make(second)
    try CellFiles.write(CellResult(), cell.identity, seconds: 2, to: second)
    try store.publish(second, as: cell.key)
    #expect(try store.load(cell.key)?.record.seconds == 1)
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
    let key = String(repeating: "a", count: 64)
    let place = hostPlace.replacing("~", with: "-")
    let dead = ["cell", key].map { "\(folder.path)/cells/.\($0).\(place)-999999999-1.tmp" }
    let other = "\(folder.path)/cells/.\(key).other-12345678-999999999-1.tmp"
    for path in [living, other] + dead { try Folder.make(path) }
    _ = try CellStore(folder.path)
    #expect(Folder.exists(living) && !dead.contains(where: Folder.exists))
    #expect(Folder.exists(other), "the processes of another container are not known here")
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
