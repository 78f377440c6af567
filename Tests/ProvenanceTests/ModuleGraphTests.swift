import Files
import Foundation
import Numerics
import Processes
import TestSupport
import Testing

@testable import Provenance

@Suite struct ModuleGraphTests {
  /// A package of a few small modules.
  private func package() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let manifest = """
      let package = Package(
        name: "P",
        targets: [
          // .target(name: "Commented", dependencies: ["Ground"])
          .target(name: "CGround", dependencies: ["CFast"], cSettings: [.unsafeFlags(["-O3"])]),
          .target(name: "Upper", dependencies: [.target(name: "Ground", condition: .when(platforms: [.linux]))]),
          .executableTarget(name: "tool", dependencies: ["Upper"], path: "Sources/tool-command"),
        ])
      """
    let files = [
      "Package.swift": manifest, "Sources/CFast/fast.c": "#include \"../CGround/impl/x.h\"\n",
      "Sources/CGround/ground.c": "int a;\n", "Sources/CGround/impl/x.h": "int x;\n",
      "Sources/CGround/include/ground/g.h": "int g(void);\n", "Sources/COther/o.c": "#include <ground/g.h>\n",
      "Sources/Ground/A.swift": "import CGround\nlet a = 1\n", "Sources/Upper/B.swift": "import Ground\nlet b = 1\n",
      "Sources/Upper/Notes.md": "no source\n", "Sources/All/All.swift": "@_exported import Upper\n",
      "Sources/tool-command/main.swift": "import Upper\n", "studies/x/src/main.swift": "import All\nstudy.run()\n",
    ]
    for (name, text) in files { try folder.write(text, to: name) }
    return folder
  }

  @Test func `modules use what they import, include or depend on`() throws {
    let folder = try package()
    defer { withExtendedLifetime(folder) {} }
    let graph = try ModuleGraph(root: folder.path)
    func imports(_ name: String) -> Set<String>? { graph.modules[name]?.imports }
    #expect(imports("Ground") == ["CGround"] && imports("Upper") == ["Ground"])
    #expect(imports("CGround") == ["CFast"], "through a symbol alone, so that only the manifest knows")
    #expect(imports("COther") == ["CGround"])
    #expect(graph.modules["CFast"]?.sharesTextWith == ["CGround"] && imports("CFast") == [])
    #expect(graph.modules["tool"]?.isProgram == true && graph.modules["tool-command"] == nil)
    #expect(graph.modules["All"]?.isUmbrella == true && graph.modules["Upper"]?.isUmbrella == false)
    #expect(graph.modules["Upper"]?.files.map(\.label) == ["Sources/Upper/B.swift"])
    #expect(graph.modules["study-x"]?.lines == 2)
  }

  @Test func `the code of a study is what it imports, over as many steps as there are`() throws {
    let folder = try package()
    func files() throws -> Set<String> {
      let study = folder.path + "/studies/x/src"
      let code = try CodeDigest.of(root: folder.path, study: study, house: folder.path + "/Package.swift")
      return Set(code.files.keys).subtracting(["Package.swift, flags"])
    }
    let all = try files()
    #expect(
      all == [
        "Sources/CFast/fast.c", "Sources/CGround/ground.c", "Sources/CGround/impl/x.h",
        "Sources/CGround/include/ground/g.h", "Sources/Ground/A.swift", "Sources/Upper/B.swift",
        "studies/x/src/main.swift",
      ], "not the umbrella, not COther, which nothing imports")
    try folder.write("import Ground\nstudy.run()\n", to: "studies/x/src/main.swift")
    #expect(try files() == all.subtracting(["Sources/Upper/B.swift"]))
  }

  @Test func `an import upwards, a full room and a study's file in a library are faults`() throws {
    let folder = try package()
    defer { withExtendedLifetime(folder) {} }
    let order = ["CFast", "CGround", "COther", "Ground", "Upper", "All", "tool"]
    func faults(mostFiles: Int = 60) throws -> [String] {
      try ModuleGraph(root: folder.path).faults(order: order, mostFiles: mostFiles)
    }
    #expect(try faults() == [])
    #expect(try faults(mostFiles: 2) == ["CGround: 3 files, at most 2"])
    try folder.write("import Upper\nlet a = 1\n", to: "Sources/Ground/A.swift")
    #expect(try faults() == ["Ground: imports Upper, which stands above it"])
    try folder.write("let a = 1\n", to: "Sources/Ground/A.swift")
    try folder.write("let f = 1\n", to: "Sources/Upper/X/fog.swift")
    try folder.write("study.run()\n", to: "studies/fog/src/main.swift")
    try folder.write("let n = 1\n", to: "Sources/New/N.swift")
    #expect(
      try faults() == [
        "New: has no room in the order of rooms",
        "Sources/Upper/X/fog.swift: is study fog's by its name, and lies in Upper",
      ])
  }

  @Test func `this house is in order`() throws {
    let graph = try ModuleGraph.ofThisPackage()
    #expect(graph.faults == [])
    #expect(graph.modules["StudyKit"]?.imports.contains("Numerics") == true)
    #expect(graph.text.contains("CKernels "))
  }

  /// What SwiftPM itself says, so that reading the text cannot go wrong unseen.
  @Test func `the manifest's own list of targets has every dependency that was found`() throws {
    let root = try packageRoot(above: Folder.parent(of: #filePath) ?? ".")
    let scratch = try TemporaryFolder()
    let child = try ChildProcess(
      ["swift", "package", "--package-path", root, "--scratch-path", scratch.path, "dump-package"], errors: .dropped)
    let data = Data(child.readToEnd().utf8)
    #expect(child.wait() == 0)
    let dump = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    var declared: [String: String] = [:]
    for target in try #require(dump["targets"] as? [[String: Any]]) {
      let list = try JSONSerialization.data(withJSONObject: try #require(target["dependencies"]))
      declared[try #require(target["name"] as? String)] = String(decoding: list, as: UTF8.self)
    }
    let graph = try ModuleGraph.ofThisPackage()
    for module in graph.modules.values {
      let list = try #require(declared[module.name], "\(module.name) is no target")
      for used in module.imports { #expect(list.contains("\"\(used)\""), "\(module.name) imports \(used)") }
    }
    #expect(graph.modules["CKernels"]?.imports.contains("CKernelsPlain") == true)
  }
}
