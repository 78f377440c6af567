import Files
import Foundation
import Numerics
import Processes
import TestSupport
import Testing

@testable import Provenance

/// A package in a repository of its own.
private struct Repository {
  let folder: TemporaryFolder
  var root: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in [
      "Package.swift": "let package = 1\n", "Sources/NN/A.swift": "let a = 1\n", "studies/x/src/main.swift": "run()\n",
      "weights/w/model.bin": "1", "weights/w/README.md": "notes", "README.md": "read me", ".gitignore": "ignored*\n",
    ] { try folder.write(text, to: name) }
    try git("init", "-q")
    try git("add", "-A")
    try git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first")
  }

  func git(_ arguments: String...) throws {
    let child = try ChildProcess(["git", "-C", root] + arguments, errors: .merged)
    let words = child.readToEnd()
    try #require(child.wait() == 0, "\(words)")
  }

  func state() throws -> GitState {
    try GitState(root: root, folders: ["Sources", "studies/x/src"], inputs: ["weights/w"])
  }
}

@Suite struct GitStateTests {
  @Test func `a committed package is clean, and notes beside it do not matter`() throws {
    let repository = try Repository()
    let first = try repository.state()
    #expect(first.isClean && first.commit?.count == 40 && first.diff.isEmpty)
    try repository.folder.write("other words", to: "README.md")
    try repository.folder.write("other notes", to: "weights/w/README.md")
    try repository.folder.write("x", to: "Sources/NN/A.o")
    #expect(try repository.state().isClean)
  }

  @Test(arguments: [
    ("Sources/NN/A.swift", "let a = 2\n"), ("Sources/NN/B.swift", "let b = 1\n"), ("weights/w/model.bin", "2"),
    ("Package.swift", "let package = 2\n"), ("studies/x/src/Look.swift", "draw()\n"),
  ])
  func `a file that is not as it was committed is a change`(name: String, text: String) throws {
    let repository = try Repository()
    try repository.folder.write(text, to: name)
    let state = try repository.state()
    #expect(!state.isClean && state.change == name && state.fault == nil)
    #expect(state.diff.contains(name))
  }

  @Test func `what git is told not to see counts, too`() throws {
    let repository = try Repository()
    try repository.folder.write("let u = 1\n", to: "Sources/NN/ignored.swift")
    #expect(try repository.state().change == "Sources/NN/ignored.swift")
    try Folder.remove(repository.root + "/Sources/NN/ignored.swift")
    try repository.git("update-index", "--assume-unchanged", "Sources/NN/A.swift")
    try repository.folder.write("let a = 2\n", to: "Sources/NN/A.swift")
    #expect(try repository.state().change == "Sources/NN/A.swift")
  }

  @Test func `a file that has gone is a change`() throws {
    let repository = try Repository()
    try Folder.remove(repository.root + "/Sources/NN/A.swift")
    #expect(try repository.state().change == "Sources/NN/A.swift")
  }

  @Test func `a git that fails is no clean tree, and says why`() throws {
    let repository = try Repository()
    try repository.folder.write("nonsense", to: ".git/HEAD")
    let broken = try repository.state()
    #expect(!broken.isClean && broken.commit == nil && broken.fault?.isEmpty == false)
    try Folder.remove(repository.root + "/.git")
    let none = try repository.state()
    #expect(!none.isClean && none.fault == nil && none.commit == nil)
  }

  @Test func `a repository without a commit is no clean tree`() throws {
    let folder = try TemporaryFolder()
    try folder.write("let package = 1\n", to: "Package.swift")
    let child = try ChildProcess(["git", "-C", folder.path, "init", "-q"])
    #expect(child.wait() == 0)
    let state = try GitState(root: folder.path, folders: [], inputs: [])
    #expect(!state.isClean && state.fault != nil)
  }

  @Test func `the caller's git variables reach no child`() throws {
    setenv("GIT_DIR", "/nowhere", 1)
    defer { unsetenv("GIT_DIR") }
    #expect(try Repository().state().isClean)
    let child = try ChildProcess(["env"])
    #expect(!child.readToEnd().contains("GIT_DIR"))
    // A child that nobody waits for keeps the tests' own monitor from seeing theirs.
    #expect(child.wait() == 0)
  }
}
