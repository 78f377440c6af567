import Foundation
import Golden
import TestSupport
import Testing

@Suite struct MetricsGoldenTests {
  static let folders = ["align_disparity", "boundary", "depth", "fog", "misc", "paired", "resize", "rgb", "stats"]

  @Test(arguments: folders.map { Material.goldens + "/metrics/" + $0 })
  func `reference values of metrics are met`(folder: String) throws { try check(folder) }

  @Test(.needsShared, arguments: folders + ["real"])
  func `reference values of the whole set are met`(folder: String) throws {
    try check(try #require(Material.shared) + "/golden/metrics/" + folder)
  }

  private func check(_ folder: String) throws {
    let result = try Golden.run(folder)
    #expect(result.kind == "metrics")
    #expect(!result.checks.isEmpty)
    for check in result.failures {
      Issue.record("\(folder)/\(check.name): \(check.absolute) > \(check.tolerance) \(check.fault ?? "")")
    }
  }

  @Test func `a changed digit, a missing array and an unknown folder are told`() throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("metrics-golden-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.copyItem(atPath: Material.goldens + "/metrics/align_disparity", toPath: copy)
    let file = copy + "/expected.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("1.1647063713337327"))
    try FileManager.default.removeItem(atPath: file)
    try text.replacingOccurrences(of: "1.1647063713337327", with: "1.1647063723337327")
      .write(toFile: file, atomically: false, encoding: .utf8)
    #expect(try Golden.run(copy).failures.count == 1)  // the ninth digit
    try FileManager.default.removeItem(atPath: copy + "/gt.npy")
    #expect(throws: (any Error).self) { try Golden.run(copy) }
    try FileManager.default.removeItem(atPath: copy + "/pred_disparity.npy")
    guard case .notRun = try Golden.run(copy).outcome else {
      Issue.record("an unknown folder must not count as run")
      return
    }
  }
}
