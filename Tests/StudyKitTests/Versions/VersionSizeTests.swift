import Files
import TestSupport
import Testing

@testable import StudyKit

@Suite struct VersionSizeTests {
  private func size(_ files: [(String, Int)]) throws -> VersionSize {
    let scratch = Scratch()
    for (name, count) in files { try scratch.write([UInt8](repeating: 0, count: count), name) }
    return try VersionSize(of: scratch.path)
  }

  @Test func `a version of three megabytes with a report of two is as large as one may be`() throws {
    let size = try size([("report.html", 2_000_000), ("data/a.npy", 600_000), ("data/b.npy", 400_000)])
    #expect(size.total == 3_000_000 && size.report == 2_000_000 && size.excess == nil)
    #expect(size.parts.map(\.name) == ["report.html", "data"] && size.parts.map(\.bytes) == [2_000_000, 1_000_000])
  }

  @Test func `a byte more is told, with what takes the most`() throws {
    let large = try size([("data/a.npy", 2_500_001), ("plots/a.svg", 400_000), ("report.html", 100_000)]).excess
    #expect(large?.hasPrefix("takes 3.1 MB (data 2.6 MB, plots 0.4 MB, report.html 0.1 MB)") == true)
    let report = try size([("report.html", 2_000_001)]).excess
    #expect(report?.contains("its report 2.1 MB: a published version takes at most 3.0 MB, its report 2.0 MB") == true)
    #expect(report?.contains("\n") == false)
  }
}
