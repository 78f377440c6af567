import Numerics
import Pictures

/// The camera in the world. A ray's parameter is its planar depth: directions have length 1 along the optical axis.
struct Viewpoint {
  var position: Vec3
  var right: Vec3
  var down: Vec3
  var forward: Vec3
  var intrinsics: Intrinsics

  /// A camera turned by `yaw` (to the right), `pitch` (upwards) and `roll` (clockwise), in radians.
  init(position: Vec3, yaw: Double, pitch: Double, roll: Double, intrinsics: Intrinsics) {
    let (sy, cy) = (Float(Portable.sin(yaw)), Float(Portable.cos(yaw)))
    let (sp, cp) = (Float(Portable.sin(pitch)), Float(Portable.cos(pitch)))
    let (sr, cr) = (Float(Portable.sin(roll)), Float(Portable.cos(roll)))
    let forward = Vec3(sy * cp, sp, cy * cp)
    let level = Vec3(cy, 0, -sy)
    let below = cross(level, forward)
    self.position = position
    self.forward = forward
    right = level * cr + below * sr
    down = below * cr - level * sr
    self.intrinsics = intrinsics
  }

  /// The ray through pixel (u, v).
  @inline(__always) func direction(_ u: Float, _ v: Float) -> Vec3 {
    let a = (u - Float(intrinsics.cx)) / Float(intrinsics.fx)
    let b = (v - Float(intrinsics.cy)) / Float(intrinsics.fy)
    return forward + right * a + down * b
  }

  /// A point in the camera frame: x right, y down, z forward.
  @inline(__always) func camera(_ p: Vec3) -> Vec3 {
    let q = p - position
    return Vec3(dot(q, right), dot(q, down), dot(q, forward))
  }
}
