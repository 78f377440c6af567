import Files
import Foundation
import Provenance
import TestSupport
import Testing

@testable import StudyKit

@Suite struct CellIdentityTests {
  @Test func `a key is the digest of all that a cell depends on`() {
    let key = PlannedCell.test(a: 1).key
    #expect(key == PlannedCell.test(a: 1).key)
    let others = [
      PlannedCell.test(a: 2), .test(a: 1, seed: 1), .test(a: 1, steps: 6), .test(a: 1, code: "d"),
      .test(a: 1, part: "p"),
    ]
    #expect(Set(others.map(\.key) + [key]).count == 6)
  }

  @Test func `the canonical text is sorted and its digest is sha256sum's`() {
    #expect(JSON.canonical(["b": Value.double(0.1), "a": .string("x/y")]) == #"{"a":"x/y","b":0.1}"#)
    #expect(Digest.of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digest.of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `the last axis is the fastest`() {
    let points = grid(over: [Axis(name: "a", steps: [1, 2]), Axis(name: "b", steps: ["x", "y"])])
    #expect(points.map(\.description) == ["a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y"])
    #expect(grid(over: []).count == 1)
  }

  @Test func `an input's digest follows its content, not its time, name or notes`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", to: "w/model.bin")
    func record() throws -> InputRecord {
      try InputDigests(memory: folder.path + "/digests.json", forgetting: false).record(folder.path + "/w", role: "w")
    }
    let first = try record()
    try folder.write("notes", to: "w/README.md")
    try folder.write("1", to: "w/model.bin")
    #expect(try record() == first)
    try folder.write("2", to: "w/model.bin")
    #expect(try record() != first)
  }
}
