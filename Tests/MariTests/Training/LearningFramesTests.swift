import Driving
import Files
import Foundation
import HazyDepth
import Numerics
import Pictures
import TestSupport
import Testing

@Suite struct LearningFramesTests {
  /// Frames as a data set of clear, hazy, depth: the last in a scene of its own, which is held out, or all in one scene.
  private func write(_ frames: Int, oneScene: Bool = false, to folder: String) throws {
    let grey = try Image(width: 8, height: 8, bytes: [UInt8](repeating: 90, count: 192)).png()
    let depth = DepthMap(width: 8, height: 8, metres: [Float](repeating: 10, count: 64)).npy
    for (part, bytes) in [("clear", grey), ("hazy", grey), ("depth", depth)] {
      for i in 0..<frames {
        let place = "\(folder)/\(part)/\(i < frames - 1 || oneScene ? "a" : "b")"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(place)/\(i).\(part == "depth" ? "npy" : "png")"))
      }
    }
  }

  @Test func `of one scene every fifth frame is held out, and nothing else`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try write(10, oneScene: true, to: folder.path)
    let frames = try LearningFrames(data: folder.path, scenes: (0, 0), width: 8, height: 8)
    #expect(try (0..<frames.test.count).map { try frames.test.frame($0, draw: 0).id } == ["a/4", "a/9"])
    #expect(frames.training.count == 8)
  }

  /// One frame per scene.
  private func scenes(_ count: Int, to folder: String) throws {
    for i in 0..<count {
      try write(1, oneScene: true, to: folder + "/tmp")
      for part in ["clear", "hazy", "depth"] {
        let name = part == "depth" ? "0.npy" : "0.png"
        let place = "\(folder)/data/\(part)/s\(i + 10)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: "\(folder)/tmp/\(part)/a/\(name)", toPath: "\(place)/\(name)")
      }
    }
  }

  private func ids(_ source: (any FrameSource)?) throws -> [String] {
    let source = try #require(source)
    return try (0..<source.count).map { try source.frame($0, draw: 0).id }
  }

  @Test func `with a validation part, three scenes of five teach, one chooses and one is reported, and none is in two`()
    throws
  {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try scenes(11, to: folder.path)
    let frames = try LearningFrames(validatedBy: folder.path + "/data", width: 8, height: 8, batch: 1)
    #expect(try ids(frames.validation) == ["s13/0", "s18/0"])
    #expect(try ids(frames.test) == ["s14/0", "s19/0"])
    #expect(try ids(frames.training) == ["s10/0", "s11/0", "s12/0", "s15/0", "s16/0", "s17/0", "s20/0"])
    #expect(!frames.isPartedByFrame)
  }

  @Test func `three scenes are enough; with two, frames are parted in blocks, and that is told`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try scenes(3, to: folder.path)
    let three = try LearningFrames(validatedBy: folder.path + "/data", width: 8, height: 8, batch: 1)
    #expect(try ids(three.training) == ["s10/0"] && ids(three.validation) == ["s11/0"] && ids(three.test) == ["s12/0"])
    #expect(!three.isPartedByFrame)
    let one = TemporaryFolder()
    defer { one.remove() }
    try write(10, oneScene: true, to: one.path)
    let frames = try LearningFrames(validatedBy: one.path, width: 8, height: 8, batch: 1)
    #expect(frames.isPartedByFrame)
    #expect(try ids(frames.validation) == ["a/6", "a/7"] && ids(frames.test) == ["a/8", "a/9"])
  }

  @Test func `too few frames for three parts are refused instead of used twice`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try write(2, oneScene: true, to: folder.path)
    let error = #expect(throws: FileError.self) {
      try LearningFrames(validatedBy: folder.path, width: 8, height: 8, batch: 1)
    }
    #expect(error?.exitCode == 66 && error?.reason.contains("2 whole frames") == true)
  }

  @Test func `fewer frames than a step draws are refused with both numbers, in one line`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try write(9, to: folder.path)
    #expect(try LearningFrames(data: folder.path, scenes: (0, 0), width: 8, height: 8).training.count == 8)
    func fault(batch: Int) -> FileError? {
      do {
        _ = try LearningFrames(data: folder.path, scenes: (0, 0), width: 8, height: 8, batch: batch)
        return nil
      } catch { return error as? FileError }
    }
    let error = try #require(fault(batch: 9))
    #expect(error.kind == .missing && error.path == folder.path)
    #expect(error.reason.hasPrefix("8 frames to learn from, a training step draws 9 different ones"))
    #expect(error.reason.contains("--batch") && !error.description.contains("\n"))
    #expect(throws: FileError.self) { try LearningFrames(scenes: (7, 1), width: 8, height: 8) }
  }
}
