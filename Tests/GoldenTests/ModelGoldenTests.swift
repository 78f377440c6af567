import Foundation
import Golden
import Testing

@Suite struct ModelGoldenTests {
  static let root = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("shared/golden").path
  }()

  @Test(.enabled(if: FileManager.default.fileExists(atPath: root)), arguments: ["unidepthv2", "depthanything3"])
  func `every stage of every case is met`(name: String) throws {
    let result = try Golden.run(Self.root + "/" + name)
    #expect(result.kind == name)
    #expect(result.checks.count > 130)
    #expect(result.failures.map(\.name) == [])
  }
}
