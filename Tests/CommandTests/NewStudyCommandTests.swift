import Foundation
import TestSupport
import Testing

@Suite struct NewStudyCommandTests {
  private static let package = URL(fileURLWithPath: Material.goldens).deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A folder with the package's own manifest and no study.
  private func scratch() throws -> Command {
    let command = Command()
    try FileManager.default.copyItem(atPath: Self.package + "/Package.swift", toPath: command.path("Package.swift"))
    try FileManager.default.createDirectory(atPath: command.path("studies"), withIntermediateDirectories: true)
    return command
  }

  @Test func `a new study is the one that is built and run in the tests, and a line in Package.swift`() throws {
    let command = try scratch()
    defer { command.remove() }
    let before = try String(contentsOfFile: command.path("Package.swift"), encoding: .utf8)
    let run = try command("new-study", "second", "--package", command.folder)
    #expect(run.code == 0 && run.output.contains("swift run study-second --preset smoke"), "\(run.errors)")
    let files = try command.files("studies/second")
    #expect(files.keys.sorted() == ["README.md", "src/Look.swift", "src/main.swift"])
    for (name, data) in files {
      let model = try String(contentsOfFile: Self.package + "/Tests/NewStudy/first/" + name, encoding: .utf8)
      #expect(String(decoding: data, as: UTF8.self) == model.replacing("first", with: "second"), "\(name)")
    }
    let after = try String(contentsOfFile: command.path("Package.swift"), encoding: .utf8)
    #expect(after.replacing("    study(\"second\"),\n", with: "") == before && after != before)
  }

  @Test func `a name that is taken, a name that is none and a folder that is no package are refused`() throws {
    let command = try scratch()
    defer { command.remove() }
    func code(_ arguments: String...) throws -> Int32 { try command.run(["new-study"] + arguments).code }
    #expect(try code("fog-oddity", "--package", command.folder) == 73)
    try command.write(Array("mine".utf8), "studies/mine/notes.txt")
    #expect(try code("mine", "--package", command.folder) == 73)
    #expect(try command.files("studies/mine").keys.sorted() == ["notes.txt"])
    for name in ["", "Fog", "a b", "../x", "a--b", "-a", "a/b"] {
      #expect(try code("--package", command.folder, "--", name) == 64, "\(name)")
    }
    #expect(try code("second", "--package", command.path("studies")) == 66)
    try command.write(Array("let package = 1\n".utf8), "other/Package.swift")
    #expect(try code("second", "--package", command.path("other")) == 65)
    let manifest = try String(contentsOfFile: command.path("Package.swift"), encoding: .utf8)
    #expect(try manifest == String(contentsOfFile: Self.package + "/Package.swift", encoding: .utf8))
  }
}
