import Files
import Foundation
import Golden
import TestSupport
import Testing

struct GoldenTests {
  static let kinds = [
    "layers", "vae", "unet", "unet_dual", "clip_text", "ddim", "marigold_depth", "resample", "optim", "safetensors_io",
    "losses",
  ]

  @Test(arguments: Material.goldens("diffusion"), kinds)
  func `reference values are met`(set: String, kind: String) throws {
    let result = try Golden.run(set + "/" + kind)
    #expect(result.kind == kind)
    #expect(!result.checks.isEmpty)
    #expect(result.failures.map(\.name) == [])
  }

  @Test func `the weights of two losses are read, 1 and 1 unless given, and a wrong name or number is refused`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = Material.goldens + "/diffusion/"
    for part in ["unet", "unet_dual"] {
      try FileManager.default.copyItem(atPath: source + part, toPath: folder.path + "/" + part)
    }
    let manifest = folder.appendingPathComponent("unet_dual/manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    let start = try #require(text.range(of: #""loss_weights""#)).lowerBound
    func failures(_ weights: String) throws -> Set<String> {
      try Data((text[..<start] + weights + "}").utf8).write(to: manifest)
      return Set(try Golden.run(folder.path + "/unet_dual").failures.map { String($0.name.prefix { $0 != "." }) })
    }
    #expect(try failures(#""loss_weights": {"dehaze": 1, "depth": 0.7}"#) == [])
    #expect(try failures(#""loss_weights": {"depth": 0.7}"#) == [])
    // The terms themselves stay; their sum and its gradients are others.
    #expect(try failures(#""loss_weights": {}"#).contains("case"))
    #expect(try !failures(#""other": 0"#).isEmpty)
    for wrong in [#"{"dehase": 1}"#, #"{"depth": "much"}"#, #"{"depth": 1e39}"#, #"{"dehaze": 0, "depth": 0}"#] {
      #expect(throws: FileError.self) { try failures(#""loss_weights": "# + wrong) }
    }
  }

  @Test func `a wrong value, a NaN and a missing tensor fail`() throws {
    #expect(!GoldenCheck("a", absolute: 2, relative: 1, tolerance: 1).passed)
    #expect(!GoldenCheck("a", absolute: .nan, relative: .nan, tolerance: 1).passed)
    #expect(!GoldenCheck("a", fault: "not computed here").passed)
    #expect(GoldenCheck("a", absolute: 1, relative: 1, tolerance: 1).passed)
  }

  @Test func `a folder of another name is known by its title, and an unknown kind is not run`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let manifest = folder.appendingPathComponent("manifest.json")
    try Data(#"{"title": "tea leaves", "files": {}}"#.utf8).write(to: manifest)
    guard case .notRun = try Golden.run(folder.path).outcome else {
      Issue.record("tea leaves were run")
      return
    }
    try Data(#"{"title": "safetensors reading, again", "files": {}, "broken": {}}"#.utf8).write(to: manifest)
    #expect(try Golden.run(folder.path).kind == "safetensors_io")
  }

  @Test func `a folder whose manifest expects what the runner does not compute fails`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = #"{"more.safetensors": {"x": {"shape": [1], "dtype": "F32", "role": "expected"}}}"#
    let text = #"{"kind": "safetensors_io", "files": {}, "broken": {}}"#
    try Data(text.replacing(#""files": {}"#, with: #""files": \#(files)"#).utf8)
      .write(to: folder.appendingPathComponent("manifest.json"))
    #expect(throws: (any Error).self) { try Golden.run(folder.path) }
  }
}
