import Foundation
import Testing

@testable import Files

@Suite struct WholeFolderTests {
  let scratch: ScratchFolder
  let place: String

  init() throws {
    scratch = try ScratchFolder()
    place = scratch.path("place")
  }

  private func make(_ text: String, maker: String = "a test") throws {
    try WholeFolder.write(place, maker: maker) { try AtomicFile.write(text, to: $0 + "/a") }
  }

  @Test func `what its maker wrote before is replaced whole, and nothing is left over`() throws {
    try WholeFolder.write(place, maker: "a test") { folder in
      try makeFolders(folder + "/deep/er")
      try AtomicFile.write("old", to: folder + "/deep/er/b")
    }
    try make("new")
    #expect(scratch.text("place/a") == "new")
    #expect(scratch.text("place/deep/er/b") == nil)
    #expect(scratch.names == ["place"])
  }

  @Test func `an empty folder is filled`() throws {
    try makeFolders(place)
    try make("new")
    #expect(scratch.text("place/a") == "new")
  }

  @Test(arguments: [
    ("notes.txt", "notes.txt"), ("sub/deeper/notes.txt", "'sub'"), ("a\nb", "a\nb"), ("A", "A"),
    (".hidden", ".hidden"),
  ])
  func `a folder that holds a file of the user's is refused, with the file's name, and stays as it is`(
    file: String, named: String
  ) throws {
    // Made by nobody.
    try scratch.write("precious", "place/" + file)
    let first = fault { try make("new") }
    #expect(first?.exitCode == 73)
    #expect(first?.reason.contains(named) == true)
    #expect(scratch.text("place/" + file) == "precious")
    #expect(scratch.text("place/a") == nil)
    #expect(scratch.names == ["place"])
  }

  @Test(arguments: ["notes.txt", "deep/notes.txt", "a\nb", "e\u{301}"])
  func `a user's file in a folder that its maker wrote is never removed`(file: String) throws {
    // "é" in one scalar is the maker's; in two scalars it is another file, though Swift finds the texts equal.
    try WholeFolder.write(place, maker: "a test") { try AtomicFile.write("ours", to: $0 + "/\u{e9}") }
    try scratch.write("precious", "place/" + file)
    let refusal = fault { try make("new") }
    #expect(refusal?.exitCode == 73)
    #expect(scratch.text("place/" + file) == "precious")
    #expect(scratch.text("place/\u{e9}") == "ours")
  }

  @Test func `a file that comes in the moment of the exchange comes back with its folder`() throws {
    try make("old")
    let refusal = fault {
      try WholeFolder.write(
        place, maker: "a test", inputs: [],
        exchange: { a, b in
          try? scratch.write("precious", "place/late.txt")
          return hdExchange(a, b)
        }
      ) { try AtomicFile.write("new", to: $0 + "/a") }
    }
    #expect(refusal?.exitCode == 73)
    #expect(scratch.text("place/late.txt") == "precious")
    #expect(scratch.text("place/a") == "old")
    #expect(scratch.names == ["place"])
  }

  @Test func `what another maker wrote is refused`() throws {
    try make("old", maker: "another")
    let refusal = fault { try make("new") }
    #expect(refusal?.exitCode == 73)
    #expect(refusal?.reason.contains("another") == true)
    #expect(scratch.text("place/a") == "old")
  }

  @Test func `a file, a link to nowhere and a pipe are refused; a link to a folder is kept and its folder written`()
    throws
  {
    try scratch.write("precious", "file")
    symlink("nowhere", scratch.path("dangling"))
    mkfifo(scratch.path("pipe"), 0o600)
    for name in ["file", "dangling", "pipe"] {
      let refusal = fault { try WholeFolder.write(scratch.path(name)) { _ in } }
      #expect(refusal?.exitCode == 73, "\(name)")
    }
    #expect(scratch.text("file") == "precious")
    #expect(scratch.names == ["dangling", "file", "pipe"])
    try makeFolders(place)
    symlink("place", scratch.path("link"))
    try WholeFolder.write(scratch.path("link")) { try AtomicFile.write("new", to: $0 + "/a") }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "place")
    #expect(scratch.text("place/a") == "new")
  }

  @Test func `links inside are removed, not followed`() throws {
    try scratch.write("precious", "user/x")
    try WholeFolder.write(place, maker: "a test") { symlink("../user", $0 + "/link") }
    try make("new")
    #expect(scratch.text("user/x") == "precious")
    #expect(scratch.text("place/a") == "new")
  }

  @Test func `of a cache, what is there first stays`() throws {
    try WholeFolder.writeOnce(place) { temporary in
      try AtomicFile.write("ours", to: temporary + "/a")
      try scratch.write("theirs", "place/a")
    }
    #expect(scratch.text("place/a") == "theirs")
    #expect(scratch.names == ["place"])
  }

  @Test func `a fault while it is filled leaves the old folder and nothing else`() throws {
    try make("old")
    let thrown = fault {
      try WholeFolder.write(place, maker: "a test") { folder in
        try AtomicFile.write("half", to: folder + "/a")
        throw FileError(.damaged, "x", "stop")
      }
    }
    #expect(thrown?.exitCode == 65)
    #expect(scratch.text("place/a") == "old")
    #expect(scratch.names == ["place"])
  }

  // MARK: Where a file system cannot exchange

  private func makeWithoutExchange(_ text: String) throws {
    try WholeFolder.write(
      place, maker: "a test", inputs: [],
      exchange: { _, _ in
        errno = EINVAL
        return -1
      }
    ) { try AtomicFile.write(text, to: $0 + "/a") }
  }

  @Test func `without an exchange, the same in two steps`() throws {
    try make("old")
    try makeWithoutExchange("new")
    #expect(scratch.text("place/a") == "new")
    try makeWithoutExchange("newer")
    #expect(scratch.text("place/a") == "newer")
    #expect(scratch.names == ["place"])
  }

  @Test func `a kill between the two steps is put right by the next reader`() throws {
    try make("old")
    // The state after the first of the two renames.
    rename(place, WholeFolder.aside(place))
    WholeFolder.recover(place)
    #expect(scratch.text("place/a") == "old")
    // And after the second: the old one is what is left over.
    rename(place, WholeFolder.aside(place))
    try make("new")
    rename(place, scratch.path("new"))
    WholeFolder.recover(place)
    rename(place, WholeFolder.aside(place))
    rename(scratch.path("new"), place)
    try makeWithoutExchange("newer")
    #expect(scratch.text("place/a") == "newer")
    #expect(scratch.names == ["place"])
  }

  @Test func `readers see a whole folder at every moment`() async throws {
    try make("0")
    let place = place
    await withTaskGroup(of: Int.self) { group in
      group.addTask {
        for i in 1...60 {
          try? WholeFolder.write(place, maker: "a test") { try AtomicFile.write("\(i)", to: $0 + "/a") }
        }
        return 0
      }
      for _ in 0..<2 {
        group.addTask {
          var missing = 0
          for _ in 0..<3000 where access(place, F_OK) != 0 { missing += 1 }
          return missing
        }
      }
      for await missing in group { #expect(missing == 0) }
    }
    #expect(scratch.text("place/a") == "60")
  }
}

private func hdExchange(_ a: UnsafePointer<CChar>, _ b: UnsafePointer<CChar>) -> Int32 {
  let spare = String(cString: a) + ".spare"
  return rename(a, spare) == 0 && rename(b, a) == 0 && rename(spare, b) == 0 ? 0 : -1
}
