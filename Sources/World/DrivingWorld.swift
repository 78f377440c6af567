import Numerics
import Pictures

/// Streets without end, made from a seed: clear picture, planar depth, classes and camera of any frame.
///
/// A frame is a pure function of (seed, index, size): the same bits on every machine, in any order, on any thread.
/// Consecutive frames belong to one scene, a drive of `framesPerScene` moments along one street; a scene is the unit of
/// splits and of clustered statistics.
public struct DrivingWorld: Sendable {
  /// Which part of the world's scenes is for what. Scenes are dealt out by number, ten at a time.
  public enum Split: String, CaseIterable, Sendable {
    /// Scenes 0 to 7 of every ten.
    case train
    /// Scene 8 of every ten.
    case validation
    /// Scene 9 of every ten.
    case test

    /// The split that a scene belongs to, whatever the seed.
    public init(ofScene scene: Int) {
      switch scene % 10 {
      case 0...7: self = .train
      case 8: self = .validation
      default: self = .test
      }
    }
  }

  public let seed: UInt64
  public let framesPerScene: Int
  /// Seconds between the frames of a scene.
  public let interval: Float
  /// The horizontal field of view in degrees.
  public let fieldOfView: Double
  public let mount: CameraMount
  public let look: WorldLook
  /// Metres beyond which a surface counts as having no depth.
  public static let farthest: Float = 300

  /// A world. A field of view outside 20 to 120 degrees, or no frames per scene, traps.
  public init(
    seed: UInt64, framesPerScene: Int = 4, interval: Float = 0.5, fieldOfView: Double = 78, mount: CameraMount = .usual,
    look: WorldLook = .first
  ) {
    require(framesPerScene > 0, "DrivingWorld: \(framesPerScene) frames per scene, expected at least 1")
    require(
      fieldOfView >= 20 && fieldOfView <= 120, "DrivingWorld: a field of view of \(fieldOfView)°, expected 20 to 120")
    self.seed = seed
    self.framesPerScene = framesPerScene
    self.interval = interval
    self.fieldOfView = fieldOfView
    (self.mount, self.look) = (mount, look)
  }

  /// The number of the scene that a frame belongs to.
  public func scene(ofFrame index: Int) -> Int { index / framesPerScene }

  /// The frames of the first `count` scenes of a split, in order.
  public func frames(of split: Split, scenes count: Int) -> [Int] {
    var frames: [Int] = []
    var (scene, found) = (0, 0)
    while found < count {
      if Split(ofScene: scene) == split {
        frames += scene * framesPerScene..<(scene + 1) * framesPerScene
        found += 1
      }
      scene += 1
    }
    return frames
  }

  /// What kind of street a scene is.
  public func kind(ofScene scene: Int) -> StreetKind {
    var draw = Draws(Generator(seed: seed).stream("kind", scene))
    return [.street, .street, .street, .crossing, .crossing, .suburb, .suburb, .tunnel, .openRoad, .openRoad][
      draw.integer(0, 9)]
  }

  /// A scene's weather.
  public func weather(ofScene scene: Int) -> Weather {
    var draw = Draws(Generator(seed: seed).stream("weather", scene))
    return [.sunny, .sunny, .sunny, .cloudy, .cloudy, .overcast, .overcast, .rainy, .lowSun][draw.integer(0, 8)]
  }

  /// The camera's matrix for a picture of this size: square pixels, the axis through the middle.
  public func intrinsics(width: Int, height: Int) -> Intrinsics {
    let f = 0.5 * Double(width) / Portable.tan(fieldOfView * .pi / 360)
    return Intrinsics(fx: f, fy: f, cx: 0.5 * Double(width - 1), cy: 0.5 * Double(height - 1))
  }

  /// Renders a frame without fog; a negative index or an empty size traps.
  func rendering(_ index: Int, width: Int, height: Int) -> Rendering {
    let (scene, camera) = scene(index, width: width, height: height)
    return Rendering(scene, from: camera, width: width, height: height)
  }

  /// The street at a frame's moment, and the camera that sees it.
  func scene(_ index: Int, width: Int, height: Int) -> (StreetScene, Viewpoint) {
    require(index >= 0 && width > 0 && height > 0, "DrivingWorld: frame \(index), \(width) x \(height)")
    let number = scene(ofFrame: index)
    let time = Float(index % framesPerScene) * interval
    let random = Generator(seed: seed)
    let weather = weather(ofScene: number)
    var layout = StreetLayout(draw: Draws(random.stream("layout", number)), time: time, weather: weather)
    layout.lay(kind(ofScene: number))
    var draw = Draws(random.stream("light", number))
    let light = look.light(Light(weather, skyline: layout.skyline, &draw))
    let scene = StreetScene(
      solids: layout.builder.solids, planes: layout.builder.planes, materials: layout.builder.materials,
      ground: layout.ground, light: light, look: look)
    return (scene, viewpoint(random, number, index, layout, time, width, height))
  }

  private func viewpoint(
    _ random: Generator, _ number: Int, _ index: Int, _ layout: StreetLayout, _ time: Float, _ width: Int, _ height: Int
  ) -> Viewpoint {
    // Drawn per scene: how the camera is mounted. Drawn per frame: the car's nodding.
    var drawn = Draws(random.stream("mount", number))
    var nod = Draws(random.stream("nod", index))
    let z = layout.startsAt + layout.speed * time
    let above = drawn(1.3, 1.75)
    let lateral = layout.lane + drawn(-0.3, 0.3)
    let slope = layout.road.bend * z
    let yaw = Portable.atan2(Double(slope), 1) + Double(drawn(-0.05, 0.05) + nod(-0.006, 0.006))
    let standing = above + nod(-0.015, 0.015) + Float(mount.height)
    return Viewpoint(
      position: layout.road.place(lateral, z, standing), yaw: yaw,
      pitch: Double(drawn(-0.008, 0.064) + nod(-0.006, 0.006)) + mount.pitch * .pi / 180,
      roll: Double(nod(-0.006, 0.006)) + mount.roll * .pi / 180,
      intrinsics: intrinsics(width: width, height: height))
  }
}
