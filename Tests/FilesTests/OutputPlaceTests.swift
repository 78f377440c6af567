import Foundation
import Files
import Testing

@Suite struct OutputPlaceTests {
  let scratch: ScratchFolder
  init() throws { scratch = try ScratchFolder() }

  private func refusal(_ path: String, inputs: [String] = []) -> FileError? {
    fault { _ = try OutputFolder(path, maker: "a test", inputs: inputs, goesOn: true) }
  }

  @Test func `the root, the working folder and all above it are refused, however they are written`() throws {
    let here = FileManager.default.currentDirectoryPath
    for path in ["/", "//", "/.", ".", "./", "", "..", "../", here, here + "/", here + "/../..", here + "/x/.."] {
      let refusal = refusal(path)
      #expect(refusal?.exitCode == 73, "\(path)")
    }
  }

  @Test func `an input and what holds one are refused, by any name; a new folder inside is not`() throws {
    let input = try scratch.write("x", "data/clear/0.png")
    symlink("data", scratch.path("link"))
    for path in ["data", "data/clear", "link", "link/clear", "data/clear/../clear/"] {
      #expect(refusal(scratch.path(path), inputs: [input])?.exitCode == 73, "\(path)")
    }
    #expect(refusal(scratch.path("data"), inputs: [scratch.path("data")])?.reason.contains("is the input") == true)
    #expect(refusal(scratch.path, inputs: [scratch.path("data")])?.reason.contains("holds the input") == true)
    #expect(refusal(scratch.path("data-2"), inputs: [scratch.path("data")]) == nil)
    #expect(refusal(scratch.path("data/out"), inputs: [scratch.path("data")]) == nil)
  }

  @Test func `a folder is the maker's own by its mark, and takes further files only if it goes on`() throws {
    let folder = try OutputFolder(scratch.path("out/"), maker: "a test", goesOn: false)
    try folder.write([1, 2], to: "depth/s/0.npy")
    try scratch.write("mine", "out/depth/notes.txt")
    #expect(folder.path == scratch.path("out"))
    let again = fault { _ = try OutputFolder(scratch.path("out"), maker: "a test", goesOn: false) }
    #expect(again?.exitCode == 73)
    let other = fault { _ = try OutputFolder(scratch.path("out"), maker: "another", goesOn: true) }
    #expect(other?.reason.contains("'a test'") == true)
    let more = try OutputFolder(scratch.path("out"), maker: "a test", goesOn: true)
    try more.write([3], to: "depth/s/0.npy")
    #expect(scratch.text("out/depth/notes.txt") == "mine")
    #expect(FileManager.default.contents(atPath: scratch.path("out/depth/s/0.npy")) == Data([3]))
  }

  @Test(arguments: ["made by\n", "made by a test", "", "made by a test\u{0}\n", "Made by a test\n"])
  func `what only looks like a mark makes no folder one's own`(text: String) throws {
    try scratch.write(text, "out/.made-by-hazydepth")
    try scratch.write("mine", "out/x")
    #expect(refusal(scratch.path("out"))?.exitCode == 73)
    #expect(scratch.names == ["out"] && scratch.text("out/x") == "mine")
  }

  @Test func `no file is written through a link or out of the folder`() throws {
    try scratch.write("mine", "user/0.npy")
    let folder = try OutputFolder(scratch.path("out"), maker: "a test", goesOn: false)
    symlink("../user", scratch.path("out/depth"))
    for name in ["depth/0.npy", "../user/0.npy", "/x", "a//b", "a/./b", "", "a/", "x\u{0}y"] {
      #expect(fault { try folder.write([0], to: name) }?.exitCode == 73, "\(name)")
    }
    #expect(scratch.text("user/0.npy") == "mine")
  }

  @Test func `a single file is written over only if it is of this kind and no input`() throws {
    let own = try scratch.write("scores\n1", "own.csv")
    let other = try scratch.write("my notes", "other.csv")
    symlink("own.csv", scratch.path("link"))
    mkfifo(scratch.path("pipe"), 0o600)
    func refusal(_ path: String, inputs: [String] = []) -> FileError? {
      fault { try OutputFile.admit(path, inputs: inputs) { $0.starts(with: Array("scores\n".utf8)) } }
    }
    #expect(refusal(own) == nil)
    #expect(refusal(scratch.path("new.csv")) == nil)
    #expect(refusal(own, inputs: [scratch.path("link")])?.reason.contains("input") == true)
    for path in [other, scratch.path("link"), scratch.path("pipe"), scratch.path, scratch.path("no/x"), "", "/", "."] {
      #expect(refusal(path)?.exitCode == 73, "\(path)")
    }
  }
}
