import Numerics
import Pictures

/// Projects a LiDAR scan into a camera's picture.
public struct PointProjection: Sendable {
  /// 3 x 4, row by row: (x, y, z, 1) of a point -> (u w, v w, w), w the depth in metres.
  let matrix: [Double]
  let width: Int
  let height: Int

  /// A 3 x 4 matrix, row by row; another count traps.
  public init(matrix: [Double], width: Int, height: Int) {
    require(
      matrix.count == 12 && width > 0 && height > 0,
      "PointProjection: \(matrix.count) numbers for \(width) x \(height) pixels, expected 3 x 4")
    self.matrix = matrix
    self.width = width
    self.height = height
  }

  /// K [R | t].
  init(_ k: Intrinsics, _ pose: RigidTransform, width: Int, height: Int) {
    let (r, t) = (pose.r, pose.t)
    var matrix: [Double] = []
    for row in [[k.fx, k.skew, k.cx], [0, k.fy, k.cy], [0, 0, 1]] {
      for column in 0..<3 { matrix.append(row[0] * r[column] + row[1] * r[3 + column] + row[2] * r[6 + column]) }
      matrix.append(row[0] * t[0] + row[1] * t[1] + row[2] * t[2])
    }
    self.init(matrix: matrix, width: width, height: height)
  }

  /// The depth map of `points` (x, y, z and `stride` - 3 other numbers each).
  ///
  /// Points behind the camera are left out, the pixel is floor(u + 0.5), and of several points in a pixel the nearest
  /// is kept.
  public func depth(of points: [Double], stride: Int) -> DepthMap {
    require(
      stride >= 3 && points.count % stride == 0, "PointProjection: \(points.count) numbers, \(stride) per point")
    var metres = [Float](repeating: .infinity, count: width * height)
    let p = matrix
    for at in Swift.stride(from: 0, to: points.count, by: stride) {
      let (x, y, z) = (points[at], points[at + 1], points[at + 2])
      let w = p[8] * x + p[9] * y + p[10] * z + p[11]
      guard w > 0 else { continue }
      let u = ((p[0] * x + p[1] * y + p[2] * z + p[3]) / w + 0.5).rounded(.down)
      let v = ((p[4] * x + p[5] * y + p[6] * z + p[7]) / w + 0.5).rounded(.down)
      guard u >= 0, v >= 0, u < Double(width), v < Double(height) else { continue }
      let i = Int(v) * width + Int(u)
      metres[i] = min(metres[i], Float(w))
    }
    return DepthMap(width: width, height: height, metres: metres)
  }
}
