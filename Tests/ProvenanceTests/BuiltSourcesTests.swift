import Files
import Foundation
import TestSupport
import Testing

@testable import Provenance

@Suite struct BuiltSourcesTests {
  /// A package with one source and a program that is a minute younger.
  private struct Package {
    let folder: TemporaryFolder
    let start = Date(timeIntervalSinceNow: -1000)

    init() throws {
      folder = try TemporaryFolder()
      try write("let package = 1\n", to: "Package.swift", after: 0)
      try write("let a = 1\n", to: "Sources/NN/A.swift", after: 0)
      try write("import NN\nstudy.run()\n", to: "studies/x/src/main.swift", after: 0)
      try write("study.draw()\n", to: "studies/x/src/Look.swift", after: 0)
      try write("1", to: "program", after: 60)
    }

    func write(_ text: String, to name: String, after seconds: Double) throws {
      usleep(20_000)  // the system's own clock of changes ticks slowly
      let path = try folder.write(text, to: name)
      let attributes: [FileAttributeKey: Any] = [.modificationDate: start.addingTimeInterval(seconds)]
      try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }

    var change: String? {
      get throws {
        try BuiltSources.change(
          since: folder.path + "/program", root: folder.path, study: folder.path + "/studies/x/src",
          memory: folder.path + "/memory")
      }
    }
  }

  @Test func `a source newer than a program that never ran is a change`() throws {
    let package = try Package()
    try package.write("let a = 1\n", to: "Sources/NN/A.swift", after: 61)
    #expect(try package.change == "Sources/NN/A.swift")
    try package.write("1", to: "program", after: 62)
    #expect(try package.change == nil)
  }

  @Test func `a source that is dated in the future is no change if the program was built after it`() throws {
    let package = try Package()
    try package.write("let a = 2\n", to: "Sources/NN/A.swift", after: 100_000)
    #expect(try package.change == "Sources/NN/A.swift")
    try package.write("2", to: "program", after: 70)
    #expect(try package.change == nil)
    try package.write("let a = 3\n", to: "Sources/NN/A.swift", after: 100_000)
    #expect(try package.change == "Sources/NN/A.swift", "from now on content decides")
  }

  @Test func `where nothing can be remembered time decides again`() throws {
    let package = try Package()
    try package.folder.write("a file", to: "memory")
    #expect(try package.change == nil)
    #expect(try package.change == nil)
  }

  @Test func `after the first run content decides, whatever the time`() throws {
    let package = try Package()
    #expect(try package.change == nil)
    try package.write("let a = 1\n", to: "Sources/NN/A.swift", after: 100)
    #expect(try package.change == nil, "as after a checkout there and back")
    try package.write("// why\nlet a = 1\n", to: "Sources/NN/A.swift", after: 100)
    #expect(try package.change == nil, "a comment is no code")
    try package.write("let a = 2\n", to: "Sources/NN/A.swift", after: 0)
    #expect(try package.change == "Sources/NN/A.swift", "though it is older than the program")
    try package.write("2", to: "program", after: 60)
    #expect(try package.change == nil, "built anew")
  }

  @Test func `figures, files that come and files that go are changes too`() throws {
    let package = try Package()
    #expect(try package.change == nil)
    try package.write("study.draw(1)\n", to: "studies/x/src/Look.swift", after: 0)
    #expect(try package.change == "studies/x/src/Look.swift")
    try package.write("study.draw()\n", to: "studies/x/src/Look.swift", after: 0)
    try package.write("let b = 1\n", to: "Sources/NN/B.swift", after: 0)
    #expect(try package.change == "Sources/NN/B.swift")
    try Folder.remove(package.folder.path + "/Sources/NN/B.swift")
    try Folder.remove(package.folder.path + "/Sources/NN/A.swift")
    #expect(try package.change == "Sources/NN/A.swift")
  }
}
