import Numerics

/// How a camera is mounted beside what every scene draws for it (1.3 to 1.75 m above the road, -0.5 to 3.7 degrees
/// upwards, level but for the car's nodding): what is added to that.
public struct CameraMount: Sendable, Hashable {
  /// Metres, upwards.
  public let height: Double
  /// Degrees, upwards.
  public let pitch: Double
  /// Degrees, clockwise.
  public let roll: Double

  public static let heights = -1.0...5.0
  public static let pitches = -20.0...20.0
  public static let rolls = -45.0...45.0

  /// As every scene draws it.
  public static let usual = CameraMount()

  /// Traps outside `heights`, `pitches` and `rolls`.
  public init(height: Double = 0, pitch: Double = 0, roll: Double = 0) {
    require(
      CameraMount.heights.contains(height) && CameraMount.pitches.contains(pitch) && CameraMount.rolls.contains(roll),
      "CameraMount: \(height) m, pitch \(pitch)°, roll \(roll)°, expected \(CameraMount.heights) m, "
        + "\(CameraMount.pitches)°, \(CameraMount.rolls)°")
    (self.height, self.pitch, self.roll) = (height, pitch, roll)
  }
}
