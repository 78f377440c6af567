import Driving
import Numerics
import World

/// Which pictures of the driving world a direct baseline learns from: their cameras, and how much fog is among them. One
/// picture of each training scene; its camera and its fog are drawn from streams of the scene's name.
public struct DirectScenes: Sendable, Equatable {
  /// Makes the world, its cameras and its fogs.
  public var seed: UInt64 = 7
  /// Training scenes.
  public var count = 6000
  /// The horizontal field of view in degrees, drawn uniformly: one number twice is one camera.
  public var fieldOfView: ClosedRange<Double> = 78...78
  /// The share of pictures in fog, 0 to 1.
  public var fogShare = 0.0
  /// Metres: the visibility of those, drawn log-uniformly.
  public var visibility: ClosedRange<Double> = 25...2000
  /// The gray level of the airlight, sRGB-coded, and how far each channel may be off it.
  public var airlight: ClosedRange<Float> = 0.72...0.94
  public var tint: Float = 0.03

  public init() {}

  /// The training frames' numbers in the world.
  public var indices: [Int] { DrivingWorld(seed: seed, framesPerScene: 1).frames(of: .train, scenes: count) }

  /// Frame `index`, with the hazy picture if it is one of those in fog.
  public func frame(_ index: Int, width: Int, height: Int) -> Frame {
    let random = Generator(seed: seed)
    var view = random.stream("training field of view", index)
    let (low, high) = (fieldOfView.lowerBound, fieldOfView.upperBound)
    let world = DrivingWorld(
      seed: seed, framesPerScene: 1, fieldOfView: low == high ? low : low + (high - low) * view.uniform64())
    return world.frame(index, width: width, height: height, fog: fog(index, random))
  }

  private func fog(_ index: Int, _ random: Generator) -> Fog? {
    var draw = random.stream("training fog", index)
    guard draw.uniform64() < fogShare else { return nil }
    let (near, far) = (Portable.log(visibility.lowerBound), Portable.log(visibility.upperBound))
    let V = Portable.exp(near + (far - near) * draw.uniform64())
    var law = FogDistribution()
    law.light = .gray(airlight, tint: tint)
    var fog = law.fog(random.stream("training airlight", index))
    fog.visibility = Visibility(metres: V)
    return fog
  }
}
