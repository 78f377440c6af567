import Files
import Foundation
import TestSupport
import Testing

@testable import StudyKit

@Suite(.serialized) struct CheckpointsTests {
  private func sealed(_ body: (TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    Seal.keep(below: folder.path)
    defer { Seal.keep(below: nil) }
    try body(folder)
  }

  @Test func `what was written is whole, however often it was replaced`() throws {
    try sealed { folder in
      for k in 0..<3 {
        try folder.write("state \(k)", to: "walk.json")
        try folder.write("weights \(k)", to: "checkpoint/model.bin")
        #expect(try Checkpoints.damage(in: folder.path) == nil)
      }
      #expect(try !Checkpoints.isEmpty(folder.path))
    }
  }

  @Test(arguments: ["statf 1", "", "state 1\n"])
  func `a file that has changed since is damaged`(text: String) throws {
    try sealed { folder in
      try folder.write("state 0", to: "walk.json")
      try folder.write("state 1", to: "walk.json")
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/walk.json"))
      #expect(try Checkpoints.damage(in: folder.path) == "walk.json: is not as it was written")
    }
  }

  @Test func `a process killed between seal and file leaves the old file whole`() throws {
    try sealed { folder in
      try folder.write("state 0", to: "walk.json")
      let old = try Folder.bytes(of: folder.path + "/walk.json")
      try folder.write("state 1", to: "walk.json")
      try Data(old).write(to: URL(fileURLWithPath: folder.path + "/walk.json"))
      #expect(try Checkpoints.damage(in: folder.path) == nil)
    }
  }

  @Test func `a file that nobody sealed is damaged, and a folder without files is empty`() throws {
    try sealed { folder in
      #expect(try Checkpoints.isEmpty(folder.path))
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/other"))
      #expect(try Checkpoints.damage(in: folder.path) == "other: has no seal")
    }
  }
}
