import Exhibits
import Files
import TestSupport
import Testing

@testable import StudyKit

@Suite struct VersionsTests {
  private func build(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try folder.write("{\"run_key\": \"\(name)\"}", to: ".tmp-x-\(name)/manifest.json")
    try folder.write("", to: ".tmp-x-\(name)/SHA256SUMS")
    return folder.path + "/.tmp-x-\(name)"
  }

  @Test func `versions are numbered on, and latest follows`() throws {
    let folder = try TemporaryFolder()
    let first = try Versions.publish(try build(folder, "a"), key: "a", in: folder.path)
    let second = try Versions.publish(try build(folder, "b"), key: "b", in: folder.path)
    #expect(first.path == folder.path + "/v1" && first.isNew)
    #expect(second.path == folder.path + "/v2")
    #expect(try Versions.numbers(in: folder.path) == [1, 2])
    #expect(
      try Folder.bytes(of: folder.path + "/latest/manifest.json") == Folder.bytes(of: second.path + "/manifest.json"))
    #expect(try Folder.names(in: folder.path) == ["latest", "v1", "v2"])
  }

  @Test func `a number that is taken is passed over, by a file too`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "v1/something")
    try folder.write("", to: "v2")
    #expect(try Versions.publish(try build(folder, "a"), key: "a", in: folder.path).path == folder.path + "/v3")
    #expect(try Versions.numbers(in: folder.path) == [3])
  }

  @Test func `checksums name what changed, came and went`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b/c", "d"] { try folder.write(name, to: name) }
    try AtomicFile.write(try Checksums.list(of: folder.path, without: ["d"]), to: folder.path + "/SHA256SUMS")
    #expect(try Checksums.differences(in: folder.path, without: ["d"]).isEmpty)
    try folder.write("x", to: "a")
    try folder.write("x", to: "new")
    try Folder.remove(folder.path + "/b/c")
    #expect(
      try Checksums.differences(in: folder.path, without: ["d"]) == ["a: changed", "new: not listed", "b/c: missing"])
  }

  @Test(arguments: [-1, -2, -70])
  func `sums that were cut short are damaged, be it by their last line end`(cut: Int) throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try folder.write(name, to: name) }
    let sums = try Checksums.list(of: folder.path)
    try folder.write(String(sums.dropLast(-cut)), to: "SHA256SUMS")
    #expect(try Checksums.differences(in: folder.path) == ["SHA256SUMS: damaged"])
    for text in [sums + sums, "\n" + sums, sums + "\n"] {
      try folder.write(text, to: "SHA256SUMS")
      #expect(try Checksums.differences(in: folder.path) == ["SHA256SUMS: damaged"], "\(text)")
    }
  }

  @Test func `redrawing touches derived files only, and nothing if nothing changed`() throws {
    let folder = try TemporaryFolder()
    for name in ["v1/cells.csv", "v1/plots/a.svg", "v1/plots/old.svg"] { try folder.write("1", to: name) }
    try folder.write(try Checksums.list(of: folder.path + "/v1"), to: "v1/SHA256SUMS")
    func draw(_ text: String) throws -> Int {
      try folder.write(text, to: "new/plots/a.svg")
      return try Redraw.replace(folder.path + "/v1", with: folder.path + "/new")
    }
    #expect(try draw("2") == 2)
    #expect(try Folder.files(below: folder.path + "/v1") == ["SHA256SUMS", "cells.csv", "plots/a.svg"])
    #expect(try Checksums.differences(in: folder.path + "/v1").isEmpty)
    #expect(try draw("2") == 0)
  }

  @Test func `file names of cells are plain and never equal`() {
    let plain = PlannedCell.test(a: 0.5, seed: 2)
    #expect(plain.slug == "a-0.5_seed-2")
    let names = ["a b", "a/b", "a,b"].map { text in
      PlannedCell(
        study: "t", part: "", point: Point(names: ["x"], values: [.string(text)]), seed: 0, settings: [:],
        surroundings: Surroundings()
      ).slug
    }
    #expect(Set(names).count == 3 && names.allSatisfy(Folder.isFileName))
  }
}
