import Numerics
import Pictures

/// Where a camera stands and looks: what fog that depends on height or place must know. y is up, metres.
public struct CameraPose: Sendable, Hashable {
  public var position: SIMD3<Double>
  /// Unit vectors of the camera frame in the world.
  public var right: SIMD3<Double>
  public var down: SIMD3<Double>
  public var forward: SIMD3<Double>

  public init(position: SIMD3<Double>, right: SIMD3<Double>, down: SIMD3<Double>, forward: SIMD3<Double>) {
    (self.position, self.right, self.down, self.forward) = (position, right, down, forward)
  }

  /// A camera `height` metres above the ground that looks along z, tilted upwards by `pitch` radians.
  public init(height: Double = 1.5, pitch: Double = 0) {
    let (s, c) = (Portable.sin(pitch), Portable.cos(pitch))
    self.init(
      position: SIMD3(0, height, 0), right: SIMD3(1, 0, 0), down: SIMD3(0, -c, s), forward: SIMD3(0, s, c))
  }

  /// The viewing ray through pixel (u, v): its direction (length 1) and its length up to the plane z = 1.
  func ray(_ u: Double, _ v: Double, _ camera: Intrinsics) -> (direction: SIMD3<Double>, length: Double) {
    let b = (v - camera.cy) / camera.fy
    let a = (u - camera.cx - camera.skew * b) / camera.fx
    let length = (a * a + b * b + 1).squareRoot()
    return ((forward + right * a + down * b) / length, length)
  }
}
