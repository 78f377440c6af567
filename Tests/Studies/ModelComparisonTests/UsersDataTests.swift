import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Pictures
import TestSupport
import Testing

@testable import study_model_comparison

/// The way of `studies/model-comparison/README.md`, on made-up folders of the same layout: weights, RealDriveSim, scores.
@Suite struct UsersDataTests {
  @Test func `published layouts of weights and of RealDriveSim give the note's table`() throws {
    let (unidepth, anything, data) = (try SmallFolder(), try SmallFolder(), try SmallFolder())
    defer { for folder in [unidepth, anything, data] { folder.remove() } }
    try unidepth.write(
      config: tinyUniDepth.json, parameters: unidepth.plan { UniDepthV2($0, tinyUniDepth) }, half: true)
    try anything.write(
      config: SmallFolder.depthAnything, parameters: anything.plan { DepthAnything3($0 / "model", tinyDepthAnything) })
    try MadeUpData.realDriveSim(data.path, scenes: 2, frames: 2, height: 32, width: 64)

    let frames = try ComparedFrames(data.path)
    #expect(frames.dataset.name == "RealDriveSim" && frames.count == 4 && frames.dataset.gaps.isEmpty)
    let contenders = try Contenders(
      standIns: [], weights: [(.uniDepthV2, unidepth.path), (.depthAnything3, anything.path), (.marigold, "")])
    #expect(contenders.names == ["unidepthv2", "depth-anything-3"])
    #expect(contenders.conditions(on: frames) == [.clear, .hazy])
    #expect(contenders.noteworthyPair(among: contenders.names) == ("unidepthv2", "depth-anything-3"))
    #expect(contenders.notes.contains("no commercial use"))
    var bases: [(String, ScoringBasis)] = []
    for contender in contenders.all {
      for air in Air.allCases {
        let scores = try ConditionScores(contender, air, on: frames)
        bases.append((contender.name, scores.basis))
        #expect(scores.imageScores.scenes == [0, 0, 1, 1])
        #expect(scores.imageScores[.mae].allSatisfy { $0.isFinite && $0 > 0 })
        #expect(scores.groups[.depth] != nil)
        #expect(scores.example?.picture.shape == [32, 64, 3])
      }
    }
    #expect(ScoringBasis.refusal(bases) == nil)
  }

  @Test func `depth predicted elsewhere is scored on the same basis as a model's`() throws {
    let (unidepth, data, mine) = (try SmallFolder(), try SmallFolder(), try SmallFolder())
    defer { for folder in [unidepth, data, mine] { folder.remove() } }
    try unidepth.write(config: tinyUniDepth.json, parameters: unidepth.plan { UniDepthV2($0, tinyUniDepth) })
    try MadeUpData.realDriveSim(data.path, scenes: 2, frames: 1, height: 32, width: 64)
    let frames = try ComparedFrames(data.path)
    let model = try UniDepthV2(folder: unidepth.path)
    for i in 0..<frames.count {
      let frame = try frames.frame(i, draw: 0)
      let depth = try model.predict(frame.clear!, intrinsics: frame.intrinsics, id: frame.id).depth
      try MadeUpData.write(depth.values, [32, 64], to: MadeUpData.place(mine.path, "clear/\(frame.id).npy"))
    }
    let contenders = try Contenders(
      standIns: [], weights: [(.uniDepthV2, unidepth.path)], predictions: [("elsewhere", mine.path)])
    #expect(contenders.conditions(on: frames) == [.clear])
    let scores = try contenders.all.map { try ConditionScores($0, .clear, on: frames) }
    for metric in [DepthMetric.mae, .rmse, .delta1] {
      #expect(scores[0].imageScores[metric] == scores[1].imageScores[metric])
    }
    #expect(scores[0].basis == scores[1].basis)
  }

  @Test func `a mono model is aligned and ranked apart, and data without pictures need predictions`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let mono = SmallFolder.depthAnything.replacing("da3metric-tiny", with: "da3mono-tiny")
    try folder.write(config: mono, parameters: folder.plan { DepthAnything3($0 / "model", tinyDepthAnything) })
    #expect(Contender(.depthAnything3, folder: folder.path).alignment == .scaleShift)
    #expect(throws: FileError.self) {
      try Contenders(standIns: [], weights: [(.depthAnything3, folder.path)], hasPictures: false)
    }
    #expect(throws: FileError.self) { try Contenders(standIns: [], hasPictures: false) }
    #expect(throws: FileError.self) {
      try Contenders(standIns: [], predictions: [("a", folder.path), ("a", folder.path)])
    }
  }

  @Test func `configurations are read back as they were written`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    for c in [UniDepthV2.Configuration.small, .base, .large] {
      try Data(c.json.utf8).write(to: URL(fileURLWithPath: folder.path + "/config.json"))
      let read = try UniDepthV2.Configuration(ConfigurationFile(folder.path + "/config.json"))
      #expect(read.json == c.json && read.encoder.taps == c.encoder.taps)
    }
  }
}
