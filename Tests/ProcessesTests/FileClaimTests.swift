import Files
import Foundation
import TestSupport
import Testing

@testable import Processes

@Suite struct ClaimTests {
  @Test func `a claim is held once, and free again with its holder`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/cell"
    var first = try FileClaim(path)
    #expect(first != nil)
    #expect(try FileClaim(path) == nil)
    first = nil
    #expect(try FileClaim(path) != nil)
    #expect(try Folder.names(in: folder.path) == [])
  }

  @Test func `the claim of a process that has ended here is taken over at once`() throws {
    let folder = try TemporaryFolder()
    try folder.write("\(hostPlace) 999999999 1 000000000\n", to: "cell.claim")
    #expect(try FileClaim(folder.path + "/cell") != nil)
  }

  @Test(arguments: ["other~12345678~1 1 1 000000003\n", ""])
  func `a claim that does not beat is taken over when patience ends, and not before`(text: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/cell"
    try folder.write(text, to: "cell.claim")
    #expect(try FileClaim(path, patience: 0.5) == nil)
    usleep(200_000)
    #expect(try FileClaim(path, patience: 0.5) == nil)
    usleep(400_000)
    let taken = try FileClaim(path, patience: 0.5)
    #expect(taken != nil)
    #expect(String(decoding: try Folder.bytes(of: path + ".claim"), as: UTF8.self).hasPrefix(hostPlace))
  }

  @Test func `a claim that beats is never taken over`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/cell"
    for beat in 0..<4 {
      try folder.write("other~12345678~1 1 1 00000000\(beat)\n", to: "cell.claim")
      #expect(try FileClaim(path, patience: 0.3) == nil)
      usleep(200_000)
    }
  }

  @Test func `of many that wait for one claim one gets it`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/cell"
    try folder.write("\(hostPlace) 999999999 1 000000000\n", to: "cell.claim")
    let held = await withTaskGroup(of: FileClaim?.self) { group in
      for _ in 0..<16 { group.addTask { try? FileClaim(path) } }
      var held: [FileClaim] = []
      for await claim in group { if let claim { held.append(claim) } }
      return held
    }
    #expect(held.count <= 1)
    if held.isEmpty { #expect(try FileClaim(path) != nil, "whoever took the dead one away may come last") }
  }
}
