import Driving
import Mari
import Metrics
import NN
import Numerics
import Pictures
import Processes
import World

/// Frames of the world on which a direct baseline is tried: which camera, which fog.
public struct DirectTrial: Sendable {
  public var world: DrivingWorld
  public var frames: [Int]
  public var width: Int
  public var height: Int
  /// Metres; nil: clear air. Airlight as `FogDistribution` draws it, one per scene and the same for every visibility.
  public var visibility: Double?

  /// `frames`: their numbers in the world; sizes in pixels.
  public init(_ world: DrivingWorld, frames: [Int], width: Int, height: Int, visibility: Double? = nil) {
    (self.world, self.frames, self.width, self.height) = (world, frames, width, height)
    self.visibility = visibility
  }

  /// One frame, with fog if there is any.
  public func frame(_ index: Int) -> Frame {
    let scene = world.scene(ofFrame: index)
    let fog = visibility.map { metres in
      var fog = FogDistribution().fog(Generator(seed: world.seed).stream("trial fog", scene))
      fog.visibility = Visibility(metres: metres)
      return fog
    }
    return world.frame(index, width: width, height: height, fog: fog)
  }

  /// The errors of a model under each of these protocols, one row per frame, numbered by frame; `jobs` frames are
  /// rendered at a time, and each is predicted once.
  public func errors(
    of model: DirectBaseline, under protocols: [EvaluationProtocol] = [.recommended], batchSize: Int = 16, jobs: Int = 1
  ) throws -> [DepthErrors] {
    var scorers = protocols.map { Scorer($0) }
    for start in stride(from: 0, to: frames.count, by: batchSize) {
      let indices = Array(frames[start..<min(start + batchSize, frames.count)])
      let rendered = try concurrently(indices.count, jobs: jobs) { frame(indices[$0]) }
      let predicted = model.metres(of: rendered.map { ($0.hazy ?? $0.clear)! }, through: rendered[0].intrinsics)
      for (i, index) in indices.enumerated() {
        for k in scorers.indices {
          scorers[k].add(index, truth: rendered[i].depth!.metres, prediction: predicted[i], width: width)
        }
      }
    }
    return scorers.map(\.errors)
  }
}
