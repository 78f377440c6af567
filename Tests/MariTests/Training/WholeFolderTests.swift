import Foundation
import HazyDepth
import Testing

@Suite struct WholeFolderTests {
  private func write(_ text: String, to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: folder + "/a", atomically: false, encoding: .utf8)
  }

  @Test(arguments: [false, true])
  func `a folder that another process puts there meanwhile is replaced, or stays, and nothing is left over`(
    ifAbsent: Bool
  ) throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let place = folder.path + "/place"
    try WholeFolder.write(place, ifAbsent: ifAbsent) { temporary in
      try write("ours", to: temporary)
      try write("theirs", to: place)
    }
    #expect(try String(contentsOfFile: place + "/a", encoding: .utf8) == (ifAbsent ? "theirs" : "ours"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["place"])
  }

  @Test func `what stood there is replaced whole`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try write("old", to: folder.path + "/place")
    try WholeFolder.write(folder.path + "/place") { try write("new", to: $0) }
    #expect(try String(contentsOfFile: folder.path + "/place/a", encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["place"])
  }
}
