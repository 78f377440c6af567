import Files
import Pictures

/// A DGP calibration file, which RealDriveSim uses too: parallel lists of sensor names, intrinsics and poses.
struct SensorCalibration: Decodable {
  struct Lens: Decodable {
    let fx: Double
    let fy: Double
    let cx: Double
    let cy: Double
    let skew: Double?
    /// Horizontal, in degrees.
    let fov: Double?
  }
  struct Pose: Decodable {
    struct Rotation: Decodable {
      let qw: Double
      let qx: Double
      let qy: Double
      let qz: Double
    }
    struct Translation: Decodable {
      let x: Double
      let y: Double
      let z: Double
    }
    let rotation: Rotation
    let translation: Translation

    /// The transform, or nil for a quaternion of no length.
    var transform: RigidTransform? {
      RigidTransform(
        qw: rotation.qw, qx: rotation.qx, qy: rotation.qy, qz: rotation.qz,
        translation: [translation.x, translation.y, translation.z])
    }
  }

  let names: [String]
  let intrinsics: [Lens]
  let extrinsics: [Pose]

  /// The camera called `sensor`, with the width of its pictures where the field of view tells it.
  func camera(_ sensor: String, file: FileReference) throws(FileError) -> FrameEntry.Camera {
    guard let i = names.firstIndex(of: sensor), i < intrinsics.count else {
      throw FileError(.damaged, file.description, "calibrates \(names.joined(separator: ", ")), expected \(sensor)")
    }
    let lens = intrinsics[i]
    let numbers = [lens.fx, lens.fy, lens.cx, lens.cy, lens.skew ?? 0]
    guard lens.fx > 0, lens.fy > 0, numbers.allSatisfy(\.isFinite) else {
      throw FileError(.damaged, file.description, "gives \(sensor) the focal length \(lens.fx): is it a LiDAR?")
    }
    let camera = Intrinsics(fx: lens.fx, fy: lens.fy, cx: lens.cx, cy: lens.cy, skew: lens.skew ?? 0)
    guard let fov = lens.fov, fov > 0, fov < 170 else { return FrameEntry.Camera(camera) }
    return FrameEntry.Camera(camera, width: Int((2 * lens.fx * tangent(fov / 2 * .pi / 180)).rounded()))
  }

  /// tan x for 0 < x < 1.49 by its continued fraction, far more exact than the whole pixels it ends in.
  private func tangent(_ x: Double) -> Double {
    x / stride(from: 39.0, through: 1, by: -2).reduce(41.0) { $1 - x * x / $0 }
  }
}
