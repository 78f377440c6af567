import Files
import Foundation
import Numerics
import Testing

struct AtomicFileTests {
  private func inTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hazydepth-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  @Test func `a file appears when it is committed, and replaces the one before`() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/a \"name\" é"
      try AtomicFile.write("old", to: path)
      let file = try AtomicFile(path)
      try file.write("new ")
      try file.write([0x21])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      try file.commit()
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new !")
      #expect(try names(folder).count == 1)
    }
  }

  @Test func `a file that is dropped leaves nothing and touches nothing`() throws {
    try inTemporaryFolder { folder in
      try AtomicFile.write("old", to: "\(folder)/x")
      do {
        let file = try AtomicFile("\(folder)/x")
        try file.write("half")
      }
      #expect(try names(folder) == ["x"])
      #expect(try String(contentsOfFile: "\(folder)/x", encoding: .utf8) == "old")
    }
  }

  @Test func `many writers at once leave one whole file`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hazydepth-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for i in 0..<16 {
        group.addTask { try AtomicFile.write(String(repeating: "\(i),", count: 10_000), to: "\(folder)/x") }
      }
      try await group.waitForAll()
    }
    let parts = Set(try String(contentsOfFile: "\(folder)/x", encoding: .utf8).split(separator: ","))
    #expect(parts.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x"])
  }

  @Test func `faults are typed and name the path`() throws {
    try inTemporaryFolder { folder in
      let absent = #expect(throws: FileError.self) { try AtomicFile.write("", to: "\(folder)/absent/x") }
      #expect(absent?.exitCode == 73)
      #expect(absent?.path == "\(folder)/absent/x")
      let isFolder = #expect(throws: FileError.self) { try AtomicFile.write("", to: folder) }
      #expect(isFolder?.exitCode == 74)
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func `what a killed process left is removed, what lives is not`() throws {
    try inTemporaryFolder { folder in
      let file = try AtomicFile("\(folder)/x")
      try file.write("half")
      let living = try #require(try names(folder).first)
      #expect(AtomicFile.removeLeftovers(in: folder).isEmpty)
      // The same name with the number of a process that cannot be.
      let dead = living.replacing("-\(getpid())-", with: "-99999999-")
      let foreign = ".x.another-host-99999999-1.tmp"
      for name in [dead, foreign, "a.tmp", ".b.tmp"] { try AtomicFile.write("", to: "\(folder)/\(name)") }
      #expect(AtomicFile.removeLeftovers(in: folder) == [dead])
      try file.commit()
      #expect(try names(folder).sorted() == [".b.tmp", foreign, "a.tmp", "x"].sorted())
    }
  }

  /// The limit stands for a full disk: a write that ends short and then fails.
  @Test func `a disk that fills up is an error that leaves the old file and nothing else`() async {
    await #expect(processExitsWith: .success) {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hazydepth-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try AtomicFile.write("old", to: "\(folder)/x")
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
      setrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
      var thrown: FileError?
      do throws(FileError) {
        try AtomicFile.write(String(repeating: "x", count: 50_000), to: "\(folder)/x")
      } catch { thrown = error }
      precondition(thrown?.exitCode == 74 && thrown?.path == "\(folder)/x")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      let text = try String(contentsOfFile: "\(folder)/x", encoding: .utf8)
      precondition(left == ["x"] && text == "old")
    }
  }

  @Test func `a hostile path stays on one line of its error`() {
    let error = FileError(.missing, "a\nb\u{1b}[31m", String(repeating: "x", count: 1000))
    #expect(error.description.hasPrefix("a?b?[31m: xxx"))
    #expect(error.description.count < 400)
  }
}
