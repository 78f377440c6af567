import Foundation
import Testing

@testable import Files

@Suite struct UnfinishedTests {
  let scratch: ScratchFolder
  init() throws { scratch = try ScratchFolder() }

  /// The name of one of ours, made by a process that cannot be.
  private func dead(_ name: String) -> String {
    Unfinished.name(for: name).replacing("-\(getpid())-", with: "-99999999-")
  }

  @Test func `what the dead left goes, files and folders; what lives and what is not ours stays`() throws {
    let (file, folder) = (dead("x"), dead("y"))
    try scratch.write("", file)
    try scratch.write("", folder + "/deep/a")
    let stays = [
      Unfinished.name(for: "x"), "x", ".x.tmp", ".x.another_host-00000000-99999999-1.tmp",
      ".x.\(Unfinished.host)-99999999-1.tmp", file + "~", "a" + file, file.replacing(".tmp", with: "\n.tmp"),
      file.replacing("-99999999-", with: "-0-"), file.replacing("-99999999-", with: "--"),
    ]
    for name in stays { try scratch.write("kept", name) }
    #expect(Unfinished.sweep(scratch.path) == [file, folder].sorted())
    #expect(scratch.names == stays.sorted())
  }

  @Test(arguments: ["a\nb", "\n", " ", "a\u{301}", "-", "x.y-1-2", "`id`", "<&'\"", String(repeating: "長", count: 200)])
  func `an odd name is swept exactly, and its neighbours are not`(name: String) throws {
    let mine = dead(name)
    #expect(mine.utf8.count < 200)
    let neighbours = [dead("a"), dead(name.prefix(20) + "?"), "." + name.prefix(20), dead("b\nb")]
    for each in neighbours { try scratch.write("kept", each) }
    try scratch.write("", mine)
    #expect(Unfinished.sweep(scratch.path, of: name) == [mine])
    #expect(scratch.names == neighbours.sorted())
  }

  @Test func `a name that is no text is left alone`() throws {
    // 0xff is repaired to U+FFFD where bytes become text: the file of that name must not go in its stead.
    let bytes: [UInt8] = Array(".x\u{ff}".unicodeScalars.map { UInt8($0.value) })
    let tail = dead("x").dropFirst(2)
    let odd = bytes + Array(tail.utf8)
    let path = scratch.path + "/"
    let descriptor = withCName(Array(path.utf8) + odd) { open($0, O_CREAT | O_WRONLY, 0o600) }
    #expect(descriptor >= 0)
    close(descriptor)
    try scratch.write("kept", ".x\u{fffd}" + tail.replacing("99999999", with: "\(getpid())"))
    #expect(Unfinished.sweep(scratch.path).count == 1)
    #expect(scratch.names == [".x\u{fffd}" + tail.replacing("99999999", with: "\(getpid())")])
  }

  @Test func `another container's or boot's is left for a day`() throws {
    let other = dead("x").replacing(Unfinished.place, with: "00000000")
    try scratch.write("", other)
    #expect(Unfinished.sweep(scratch.path).isEmpty)
    var times = [
      timeval(tv_sec: time(nil) - 25 * 3600, tv_usec: 0), timeval(tv_sec: time(nil) - 25 * 3600, tv_usec: 0),
    ]
    utimes(scratch.path(other), &times)
    #expect(Unfinished.sweep(scratch.path) == [other])
  }
}
