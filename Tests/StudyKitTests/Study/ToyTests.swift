import Files
import Foundation
import Processes
import TestSupport
import Testing

@testable import StudyKit

/// The toy study's program, as a user runs it.
@Suite struct ToyTests {
  private let folder: TemporaryFolder
  private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("study-toy").path

  init() throws { folder = try TemporaryFolder() }

  private func toy(_ arguments: String..., out: String = "out") throws -> (code: Int32, output: String) {
    let places = ["--store", folder.path + "/store", "--out", "\(folder.path)/\(out)", "--preset", "smoke", "-q"]
    let child = try ChildProcess(
      [ToyTests.program] + places + arguments, environment: ["TOY_LOG": folder.path + "/cells"])
    let output = child.readToEnd()
    return (child.wait(), output)
  }

  private var cellsRun: Int {
    ((try? Folder.bytes(of: folder.path + "/cells")) ?? []).count { $0 == 0x0a }
  }

  @Test func `a run makes a version, and the same again is up to date`() throws {
    let first = try toy()
    #expect(first.code == 0 && first.output.contains("held: spread makes error"))
    #expect(first.output.hasSuffix("out/v1\n"))
    #expect(cellsRun == 8)
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1").isEmpty)
    let again = try toy()
    #expect(again.code == 0 && again.output.contains("up to date"))
    #expect(cellsRun == 8)
    #expect(Versions.numbers(in: folder.path + "/out") == [1])
  }

  @Test func `another grid runs only the cells that are new`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--sweep", "drift=0,1,2").code == 0)
    #expect(cellsRun == 12)
    #expect(try toy("--steps", "30").code == 0)
    #expect(cellsRun == 20)
    #expect(Versions.numbers(in: folder.path + "/out") == [1, 2, 3])
  }

  @Test func `a dry run says why each cell would run, and runs none`() throws {
    #expect(try toy().code == 0)
    let dry = try toy("--dry-run", "--sweep", "drift=0,2", "--json")
    #expect(dry.output.components(separatedBy: "\"reason\" : \"reused\"").count == 5)
    #expect(dry.output.components(separatedBy: "\"reason\" : \"new\"").count == 5)
    let steps = try toy("--dry-run", "--steps", "30")
    #expect(steps.output.contains("steps 20 -> 30"))
    #expect(cellsRun == 8)
  }

  @Test func `a version is redrawn to the same bytes and its cells give the same numbers`() throws {
    #expect(try toy().code == 0)
    let version = folder.path + "/out/v1"
    let files = Folder.files(below: version)
    let before = try files.map { try Digest.of(file: "\(version)/\($0)") }
    #expect(try toy("--redraw", version).output.contains("nothing changed"))
    #expect(try files.map { try Digest.of(file: "\(version)/\($0)") } == before)
    let verdict = try toy("--verify", version, "--sample", "0.5")
    #expect(verdict.code == 0 && verdict.output.contains("PASS: 6 of 12 cells"))
  }

  @Test func `a version whose numbers were changed fails`() throws {
    #expect(try toy().code == 0)
    let path = folder.path + "/out/v1/cells.csv"
    let text = String(decoding: try Folder.bytes(of: path), as: UTF8.self)
    try folder.write(text.replacing("0.0169", with: "0.0168"), to: "out/v1/cells.csv")
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1") == ["cells.csv: changed"])
    let verdict = try toy("--verify", folder.path + "/out/v1")
    #expect(verdict.code == 1 && verdict.output.contains("FAIL: 2 differences"))
  }

  @Test func `two versions are compared, settings first`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--seeds", "0..2").code == 0)
    #expect(try toy("--steps", "40").code == 0)
    let versions = folder.path + "/out/v"
    #expect(try !Comparison(versions + "1", versions + "1").isDifferent)
    let seeds = try Comparison(versions + "1", versions + "2")
    #expect(seeds.unpaired == ["6 cells only in \(versions)2"])
    #expect(seeds.rows.allSatisfy { $0.verdict.isEmpty && $0.n > 0 })
    let steps = try Comparison(versions + "1", versions + "3")
    #expect(steps.changes.map(\.what) == ["steps"])
    #expect(steps.isDifferent && steps.rows.contains { $0.delta != 0 })
    #expect(steps.text().contains("steps: 20 -> 40"))
    let figures = try Comparison.draw(versions + "1", versions + "3", into: folder.path + "/curves")
    #expect(figures == ["path-x"])
    #expect(Folder.exists(folder.path + "/curves/path-x.svg"))
  }

  @Test func `a shard that is done helps the others, and one makes the version`() throws {
    let first = try toy("--shard", "0/2", "--jobs", "1")
    #expect(first.code == 0 && first.output.hasSuffix("out/v1\n"))
    #expect(try toy("--shard", "1/2").output.contains("up to date"))
    #expect(cellsRun == 8)
  }

  @Test func `only some cells are run on request`() throws {
    #expect(
      try toy("--only", "walk drift=0 *").output.contains("4 of 8 cells are this run's and done; 4 are still missing"))
    #expect(cellsRun == 4)
  }

  @Test func `a fresh run computes all again and must agree`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--fresh").code == 0)
    #expect(cellsRun == 16)
    #expect(Versions.numbers(in: folder.path + "/out") == [1])
  }

  @Test func `what failed is not tried again unless asked, and no part of a grid becomes a version`() throws {
    #expect(try toy("--fault", "throw").code == 1)
    #expect(cellsRun == 8)
    #expect(try toy("--fault", "throw").code == 1)
    #expect(cellsRun == 8)
    #expect(try toy("--fault", "throw", "--retry-failed").code == 1)
    #expect(cellsRun == 10)
    #expect(Versions.numbers(in: folder.path + "/out").isEmpty)
  }
}
