import DriveData
import Numerics

/// Frames to learn from or to be scored on: clear and hazy picture, depth, camera. Safe to read from several threads.
public protocol FrameSource: Sendable {
  /// How many frames.
  var count: Int { get }
  /// How many fogs each frame is seen in.
  var draws: Int { get }
  /// Text that differs where the frames differ: part of every cache's key.
  var identity: String { get }
  /// Frame `i` in its fog number `draw`. Throws for what cannot be read.
  func frame(_ i: Int, draw: Int) throws -> Frame
}

extension FrameSource {
  /// Throws unless a training step can draw `batch` different frames: asked before anything is read or encoded. `name` is
  /// what the message calls the source.
  public func admit(batch: Int, name: String) throws(FileError) {
    guard count < batch else { return }
    throw FileError(
      .missing, name,
      "\(count) frames to learn from, a training step draws \(batch) different ones: add frames, or take a smaller batch "
        + "(hazydepth train --batch)")
  }
}

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

  public var identity: String {
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

/// The frames of a data set that have all three of clear picture, hazy picture and depth.
public struct DatasetFrames: FrameSource {
  public let dataset: Dataset
  public let draws = 1

  /// Frames of `dataset` that lack one of the three are left out.
  public init(_ dataset: Dataset) {
    let whole = dataset.entries.filter { $0.clear != nil && $0.hazy != nil && $0.depth != nil }
    self.dataset = Dataset(name: dataset.name, entries: whole, gaps: dataset.gaps)
  }

  public var count: Int { dataset.count }

  /// The frames' names and their files' names: the files are taken to stay as they are.
  public var identity: String {
    "data set \(dataset.name) "
      + dataset.entries.map { entry in "\(entry.id) \(entry.files.map(\.description).joined(separator: " "))" }
      .joined(separator: "; ")
  }

  public func frame(_ i: Int, draw: Int) throws -> Frame { try dataset.frame(i) }
}
