import NN
import Numerics
import Pictures

/// A camera as an any-view model guesses it from its camera token.
public struct PredictedCamera: Sendable {
  /// Translation (3), rotation as a quaternion x y z w (4), vertical and horizontal field of view in radians (2).
  public let encoding: [Float]
  public let intrinsics: Intrinsics
  /// World to camera, 3 x 4 row by row.
  public let extrinsics: [Double]
}

/// Source: Depth Anything 3 `CameraDec`, whose names it keeps.
struct CameraDecoder: Sendable {
  let backbone0, backbone2, fcT, fcQvec, fcFov: Linear

  init(_ p: Parameters, width: Int) {
    backbone0 = Linear(p / "backbone" / 0, in: width, out: width)
    backbone2 = Linear(p / "backbone" / 2, in: width, out: width)
    fcT = Linear(p / "fc_t", in: width, out: 3)
    fcQvec = Linear(p / "fc_qvec", in: width, out: 4)
    fcFov = Linear(p / "fc_fov" / 0, in: width, out: 2)
  }

  /// The camera token [1, 1, width], for a picture of height x width.
  func callAsFunction(_ token: Tensor, height: Int, width: Int) -> PredictedCamera {
    let x = relu(backbone2(relu(backbone0(token))))
    let encoding = fcT(x).scalars + fcQvec(x).scalars + relu(fcFov(x)).scalars
    let e = encoding.map { Double($0) }
    func focal(_ side: Int, _ angle: Double) -> Double { Double(side) / 2 / max(Portable.tan(angle / 2), 1e-6) }
    let R = CameraDecoder.rotation(e[3], e[4], e[5], e[6])
    // The encoding is camera to world: its inverse is Rᵀ and -Rᵀ t.
    let extrinsics = (0..<3).flatMap { i -> [Double] in
      let row = (0..<3).map { R[$0 * 3 + i] }
      return row + [-(row[0] * e[0] + row[1] * e[1] + row[2] * e[2])]
    }
    return PredictedCamera(
      encoding: encoding,
      intrinsics: Intrinsics(
        fx: focal(width, e[8]), fy: focal(height, e[7]), cx: Double(width) / 2, cy: Double(height) / 2),
      extrinsics: extrinsics)
  }

  /// The rotation matrix of a quaternion of any length.
  private static func rotation(_ x: Double, _ y: Double, _ z: Double, _ w: Double) -> [Double] {
    let s = 2 / (x * x + y * y + z * z + w * w)
    return [
      1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w),
      s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w),
      s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y),
    ]
  }
}
