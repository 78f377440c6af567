import Driving
import Files
import Numerics

/// Frames of the driving world, rendered when asked for, in fogs of the note's kind: a mean visibility near 100 m.
///
///     let frames = WorldFrames(.train, scenes: 800, width: 96, height: 32, draws: 2)
public struct WorldFrames: FrameSource {
  public let world: DrivingWorld
  public let split: DrivingWorld.Split
  public let scenes: Int
  public let width: Int
  public let height: Int
  public let draws: Int
  public let fog: FogDistribution
  private let indices: [Int]

  /// The first frames of the first `scenes` scenes of a split; `seed` makes the world, and the fogs over it.
  /// `clearShare`: the share of frames in almost clear air (V = 2000 m).
  public init(
    _ split: DrivingWorld.Split, scenes: Int, width: Int, height: Int, seed: UInt64 = 7, draws: Int = 1,
    clearShare: Double = 0
  ) {
    require(scenes > 0 && draws > 0, "WorldFrames: \(scenes) scenes in \(draws) fogs, expected at least 1")
    world = DrivingWorld(seed: seed, framesPerScene: 1)
    (self.split, self.scenes, self.width, self.height, self.draws) = (split, scenes, width, height, draws)
    var fog = FogDistribution()
    fog.visibility = WorldFrames.visibility
    fog.clearShare = clearShare
    self.fog = fog
    indices = world.frames(of: split, scenes: scenes)
  }

  /// V = clip(90 exp(0.45 n), 25, 400) m.
  public static let visibility = VisibilityDistribution(median: 90, spread: 0.45, range: 25...400)

  public var count: Int { indices.count }

  public func identity(_ digests: FileDigests) -> String {
    "world \(world.seed) \(split.rawValue) \(scenes) scenes \(width)x\(height) \(draws) fogs clear \(fog.clearShare) "
      + "fov \(world.fieldOfView)"
  }

  /// Never throws.
  public func frame(_ i: Int, draw: Int) -> Frame {
    require(indices.indices.contains(i) && (0..<draws).contains(draw), "WorldFrames: frame \(i), fog \(draw)")
    let index = indices[i]
    let air = fog.fog(Generator(seed: world.seed).stream("fog", index, draw))
    return world.frame(index, width: width, height: height, fog: air, sensor: Sensor())
  }
}
