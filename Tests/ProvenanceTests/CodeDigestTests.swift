import Files
import Processes
import TestSupport
import Testing

@testable import Provenance

@Suite struct CodeDigestTests {
  private func package() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("let package = Package()\n", to: "Package.swift")
    try folder.write("let a = 1\n", to: "Sources/NN/A.swift")
    try folder.write("let w = 1\n", to: "Sources/World/W.swift")
    try folder.write("import NN\nlet s = 1\n", to: "Sources/Engine/S.swift")
    try folder.write("import Engine\nimport NN\nstudy.run()\n", to: "studies/x/src/main.swift")
    try folder.write("import World\nstudy.draw()\n", to: "studies/x/src/Look.swift")
    return folder
  }

  private func digest(_ folder: TemporaryFolder) throws -> CodeDigest {
    try CodeDigest.of(
      root: folder.path, study: folder.path + "/studies/x/src", engine: ["Engine"],
      house: folder.path + "/Package.swift")
  }

  @Test func `what a study imports is in its digest, the engine and what only looks are not`() throws {
    let folder = try package()
    let first = try digest(folder)
    #expect(Set(first.files.keys) == ["Sources/NN/A.swift", "studies/x/src/main.swift"], "the manifest has no flags")
    for (name, text) in [
      ("Sources/Engine/S.swift", "let s = 2\n"), ("Sources/World/W.swift", "let w = 2\n"),
      ("studies/x/src/Look.swift", "study.draw(2)\n"), ("Sources/NN/A.swift", "// why\n\nlet a = 1\n"),
    ] {
      try folder.write(text, to: name)
      #expect(try digest(folder) == first, "\(name)")
    }
    for (name, text) in [
      ("Sources/NN/A.swift", "let a = 2\n"), ("Sources/NN/B.swift", "let b = 1\n"),
      ("studies/x/src/main.swift", "import NN\nimport World\nstudy.run()\n"),
      ("studies/x/src/Other.swift", "let o = 1\n"),
    ] {
      let before = try digest(folder)
      try folder.write(text, to: name)
      #expect(try digest(folder) != before, "\(name)")
    }
  }

  @Test func `a flag of the compiler is code, another target is not`() throws {
    let folder = try package()
    func digest(_ manifest: String) throws -> CodeDigest {
      try folder.write(manifest, to: "Package.swift")
      return try self.digest(folder)
    }
    let first = try digest("let c = [.unsafeFlags([\"-O3\", \"-ffp-contract=off\"])]\n")
    #expect(try digest("let c = [.unsafeFlags([\"-O3\", \"-ffp-contract=fast\"])]\n") != first)
    #expect(try digest("let c = [.unsafeFlags([\"-O3\", \"-ffp-contract=off\"])]  // why\nstudy(\"new\")\n") == first)
  }

  @Test func `a comment has no meaning, whatever it says`() throws {
    let folder = try package()
    try folder.write("import NN\nstudy.run()\n// Look\nlet a = 1\n", to: "studies/x/src/main.swift")
    let first = try digest(folder)
    try folder.write("import NN\nstudy.run()\n// Look\nlet a = 2\n", to: "studies/x/src/main.swift")
    #expect(try digest(folder) != first)
  }

  @Test(arguments: [
    "let r = study.run { f($0) }", "let a = study.axis(\"a\", quick: [1])", "study.input(\"weights/x\")",
  ])
  func `a run or a declaration in Look is refused`(line: String) throws {
    let folder = try package()
    try folder.write("// # Figures\n\(line)\n", to: "studies/x/src/Look.swift")
    #expect { try digest(folder) } throws: {
      ($0 as? StudyError)?.exitCode == 78 && "\($0)".contains("belongs in main.swift")
    }
  }

  @Test(arguments: [
    ("main.swift", "let r = study.run { cell in\n  helped(cell)\n}\n", true),
    ("main.swift", "let r = study.run(\n  \"a\", over: [x]\n) { cell in\n  if a {\n    Shape.make()\n  }\n}\n", true),
    ("main.swift", "let r = study.run { cell in f(cell) }\nhelped(r)\nlet s = Shape()\n", false),
    ("main.swift", "let r = study.run { cell in  // helped\n  f(\"helped \\\" {\", cell)\n}\nhelped(r)\n", false),
    ("Measured.swift", "func f() { helped() }\n", true), ("Measured.swift", "func f() { help() }\n", false),
  ])
  func `what Look declares may be called after a run, not in its cells`(file: String, text: String, isRefused: Bool)
    throws
  {
    let folder = try package()
    try folder.write(
      "func helped(_ r: Int) {\n  let inner = 1\n}\nstruct Shape {}\nextension Int { var f: Int { 1 } }\n",
      to: "studies/x/src/Look.swift")
    try folder.write(text, to: "studies/x/src/\(file)")
    var fault: String?
    do { _ = try digest(folder) } catch { fault = "\(error)" }
    #expect((fault != nil) == isRefused && fault?.contains("cells must not use it") ?? true)
  }

  @Test func `a folder of sources that cannot be listed is no empty one`() throws {
    let folder = try package()
    #expect(throws: FileError.self) { try Folder.names(in: folder.path + "/Package.swift") }
    // A link that leads back up never ends.
    try folder.link("Sources/NN/loop", to: ".")
    #expect(throws: FileError.self) { try digest(folder) }
  }

  @Test func `a study whose sources have gone is refused`() throws {
    let folder = try package()
    try Folder.remove(folder.path + "/studies/x/src")
    #expect { try digest(folder) } throws: { ($0 as? StudyError)?.exitCode == 66 }
  }
}
