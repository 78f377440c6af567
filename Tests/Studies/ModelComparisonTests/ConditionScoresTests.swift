import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Numerics
import Pictures
import TestSupport
import Testing
import World

@testable import study_model_comparison

/// Depth that is a known multiple of the truth it was given.
private struct Oracle: DepthPredictor {
  let name = "oracle"
  let factor: Float
  let frames: WorldFrames

  func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    let frame = (0..<frames.count).lazy.map { frames.frame($0, draw: 0) }.first { $0.id == id }
    let truth = frame?.depth?.metres ?? []
    return DepthPrediction(
      depth: Grid(width: image.width, height: image.height, values: truth.map { $0 > 0 ? $0 * factor : 1 }))
  }
}

@Suite struct ConditionScoresTests {
  static let frames = WorldFrames(.test, scenes: 3, width: 32, height: 16)

  private func contender(_ factor: Float, alignment: Alignment = .none) -> Contender {
    Contender(name: "oracle \(factor)", alignment: alignment) { Oracle(factor: factor, frames: Self.frames) }
  }

  @Test func `a depth that is ten percent too far has an AbsRel of a tenth everywhere`() throws {
    let scores = try ConditionScores(contender(1.1), .hazy, on: Self.frames)
    let images = scores.imageScores
    #expect(images.scenes == [0, 1, 2])
    for value in images[.absRel] { #expect(abs(value - 0.1) < 1e-6) }
    #expect(images.visibility.allSatisfy { $0 > 20 && $0 < 500 })
    let random = Generator(seed: 1)
    for (grouping, errors) in scores.groups {
      #expect(!errors.groups.isEmpty, "\(grouping)")
      for group in errors.groups {
        let value = errors.bootstrap(.absRel, of: group, draws: 5, random: random)?.observed ?? 0
        #expect(abs(value - 0.1) < 1e-6)
      }
    }
    #expect(Set(scores.groups.keys) == Set(ConditionScores.Grouping.allCases))
  }

  @Test func `both conditions rest on the same basis, an alignment does not`() throws {
    let hazy = try ConditionScores(contender(1.1), .hazy, on: Self.frames)
    let clear = try ConditionScores(contender(0.9), .clear, on: Self.frames)
    let aligned = try ConditionScores(contender(3, alignment: .scaleShift), .clear, on: Self.frames)
    #expect(ScoringBasis.refusal([("hazy", hazy.basis), ("clear", clear.basis)]) == nil)
    #expect(ScoringBasis.refusal([("a", hazy.basis), ("b", aligned.basis)])?.contains("alignments") == true)
    #expect(aligned.errors.scores()[.mae]! < 1e-3)
  }

  @Test func `predictions kept by an interrupted run are used again`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let first = try ConditionScores(contender(1.1), .hazy, on: Self.frames, checkpoints: folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    let second = try ConditionScores(contender(2), .hazy, on: Self.frames, checkpoints: folder.path)
    #expect(second.imageScores == first.imageScores)
  }

  @Test func `imported predictions are found by the frames' names, at the truth's size, per condition`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    try MadeUpData.plain(folder.path, frames: 2, height: 8, width: 12)
    let frames = ComparedFrames(try Dataset.open(folder.path + "/data"))
    #expect(frames.count == 2 && frames.has(.clear) && frames.has(.hazy))
    let imported = Contender(predictions: folder.path + "/mine", name: "mine")
    let clear = try ConditionScores(imported, .clear, on: frames)
    let hazy = try ConditionScores(imported, .hazy, on: frames)
    #expect(clear.errors.scores()[.absRel]! < 1e-6)
    #expect(abs(hazy.errors.scores()[.absRel]! - 0.5) < 1e-6)
    try MadeUpData.write([1, 2], [1, 2], to: folder.path + "/mine/clear/1.npy")
    let small = #expect(throws: FileError.self) { try ConditionScores(imported, .clear, on: frames) }
    #expect(small?.description.contains("is 2 x 1, the truth 12 x 8") == true)
    let missing = Contender(predictions: folder.path + "/mine/clear", name: "half")
    let error = #expect(throws: FileError.self) { try ConditionScores(missing, .hazy, on: frames) }
    #expect(error?.description.contains("hazy") == true)
  }

  @Test func `bins are closed at their last end and open before`() {
    let edges = ConditionScores.visibilityEdges
    #expect([0, 59.9, 60, 100, 160, 1e9].map { ConditionScores.bin($0, edges) } == [0, 0, 1, 2, 3, 3])
    #expect(ConditionScores.bin(1, ConditionScores.transmissionEdges) == 4)
    #expect(ConditionScores.bin(-1, edges) == -1)
  }
}
