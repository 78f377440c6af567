import Driving
import Files
import Foundation
import HazyDepth
import Numerics
import Pictures
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
