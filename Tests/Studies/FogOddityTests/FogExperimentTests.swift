import Driving
import HazyDepth
import Metrics
import Numerics
import Pictures
import Testing
import World

@testable import study_fog_oddity

/// Knows the distance from the row alone, and reads brightness as distance: enough to see what an experiment does.
private struct BrightnessModel: DepthPredictor {
  let name = "brightness"
  func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    let pixels = image.floats
    let metres = (0..<image.width * image.height).map { 1 + 60 * pixels[3 * $0] }
    return DepthPrediction(depth: Grid(width: image.width, height: image.height, values: metres))
  }
}

@Suite struct FogExperimentTests {
  static func street(block: Int = 1, jobs: Int = 1) throws -> FogExperiment {
    try FogExperiment(
      DrivingWorld(seed: 3, framesPerScene: 1), scenes: 4, block: block, width: 48, height: 16, jobs: jobs)
  }

  @Test func `sums are those of the pictures, in blocks of scenes`() throws {
    let (one, two) = (try Self.street(), try Self.street(block: 2, jobs: 2))
    #expect(one.indices.allSatisfy { DrivingWorld.Split(ofScene: $0) == .test })
    let a = try one.compared(BrightnessModel(), .fog, visibility: 80, scale: 2)
    let b = try two.compared(BrightnessModel(), .fog, visibility: 80)
    #expect(a.frames.scenes.count == 4 && b.frames.scenes.count == 2 && a.images.count == 4)
    #expect(abs(a.frames.value(.mae()) - b.frames.value(.mae())) < 1e-9)
    // By the book, for one frame.
    let frame = one.frame(0)
    let picture = one.picture(0, .fog, visibility: 80, split: 40)
    let truth = frame.depth!.metres
    let predicted = try BrightnessModel().predict(picture, intrinsics: nil, id: "").depth.values
    let scored = truth.indices.filter { truth[$0] > 0 && truth[$0] <= 80 }
    let errors = scored.map {
      Double(abs(predicted[$0] - truth[$0]))
    }
    #expect(abs(a.images[0].mae.hazy - FixedOrder.mean(errors)) < 1e-6)
    #expect(a.images[0].id == frame.id && a.images[0].n == errors.count)
    // Fog is bright: this model takes it for distance.
    #expect(a.frames.value(.bias(of: .hazy)) > a.frames.value(.bias(of: .clear)))
    #expect(a.scaled.value(.bias(of: .hazy)) > a.frames.value(.bias(of: .hazy)))
  }

  @Test func `interventions see the same clear pictures, and a frame to look at is what was scored`() throws {
    let street = try Self.street()
    for intervention in Intervention.allCases {
      let found = try street.compared(BrightnessModel(), intervention, visibility: 80)
      #expect(
        found.frames.value(.mae(of: .clear))
          == (try street.compared(BrightnessModel(), .fog, visibility: 300))
          .frames.value(.mae(of: .clear)))
    }
    let shown = try street.exhibit(1, BrightnessModel(), .veil, visibility: 80)
    #expect(shown.hazy == street.picture(1, .veil, visibility: 80, split: 40))
    let again = OddFrame(stored: shown.stored[...], width: 48, height: 16)
    #expect(again.clear == shown.clear && again.hazy == shown.hazy)
    #expect(again.truth == shown.truth && again.predictedHazy == shown.predictedHazy)
    let i = shown.truth.firstIndex { $0 > 0 && $0 <= 80 }!
    let (before, after) = (abs(shown.predictedClear[i] - shown.truth[i]), abs(shown.predictedHazy[i] - shown.truth[i]))
    #expect(shown.worsening()[i] == after - before)
  }

  @Test func `the oddest frames come first`() throws {
    var frames = PairedFrames()
    func errors(_ id: String, _ hazy: [Float]) -> FrameErrors {
      FrameErrors(
        id: id, row: frames.add(FramePair(scene: id, truth: [30, 30, 30, 30], clear: [32, 32, 32, 32], hazy: hazy)))
    }
    let all = [
      errors("same", [32, 32, 32, 32]), errors("odd", [30, 30, 30, 37]), errors("better", [31, 31, 31, 31]),
    ]
    #expect(FrameErrors.oddest(all).map { all[$0].id } == ["odd", "same", "better"])
    #expect(all[1].oddness == 0.25 && all[1].rmse.hazy == 3.5)
  }
}
