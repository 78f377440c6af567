import Driving
import Files
import HazyDepth
import Pictures
import Processes
import StudyKit

/// What the study learns from and what it is scored on, at one size, in the latents of one VAE.
struct Scenes {
  let test: any FrameSource
  let learning, held_out: LatentSet

  /// `data` and `reading` as `LearningFrames` takes them; `counts` of scenes to learn from and to score; width and height.
  init(_ data: String, _ reading: DataReading, _ counts: [Int], _ size: [Int], _ vae: VAE) throws {
    let frames = try LearningFrames(
      data: data, reading: reading, scenes: (counts[0], counts[1]), width: size[0], height: size[1])
    let encoder = LatentEncoder(vae, coding: DepthCoding(.log, nearest: 2))
    learning = try LatentSet(frames.training, encoder, cache: LatentSet.sharedCache)
    held_out = try LatentSet(frames.test, encoder, cache: LatentSet.sharedCache)
    test = frames.test
  }

  /// The first held-out scenes to look at: the hazy picture, the true transmission where it is known, the head's target.
  func sights(of count: Int, _ objective: Objective) throws -> CellResult {
    var out = CellResult()
    for k in 0..<min(count, test.count) {
      let batch = held_out.batch([(k, 0)])
      let shape = [held_out.height, held_out.width]
      if let hazy = try test.frame(k, draw: 0).hazy {
        out.arrays["hazy\(k)"] = NumericArray(shape: [hazy.height, hazy.width, 3], values: hazy.rgb.floats)
      }
      if let t = batch.transmission?.scalars, !t.contains(where: { $0 < 0 }) {
        out.arrays["t\(k)"] = NumericArray(shape: shape, values: t)
      }
      let haze = HazeMagnitude(batch.z_hazy, batch.z_clean, quantile: objective.quantile)
      let target = haze.visibilityTarget(gamma: objective.gamma)
      out.arrays["target\(k)"] = NumericArray(shape: shape, values: target.scalars)
    }
    return out
  }
}
