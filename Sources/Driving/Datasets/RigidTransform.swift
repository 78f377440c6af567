/// A rotation and a translation: p -> R p + t, in metres.
struct RigidTransform: Sendable {
  /// R row by row.
  let r: [Double]
  let t: [Double]

  /// From a quaternion of any length but zero; nil otherwise.
  init?(qw: Double, qx: Double, qy: Double, qz: Double, translation: [Double]) {
    let n = (qw * qw + qx * qx + qy * qy + qz * qz).squareRoot()
    guard n > 1e-6, n.isFinite, translation.count == 3, translation.allSatisfy(\.isFinite) else { return nil }
    let (w, x, y, z) = (qw / n, qx / n, qy / n, qz / n)
    r = [
      1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), 2 * (x * y + z * w),
      1 - 2 * (x * x + z * z), 2 * (y * z - x * w), 2 * (x * z - y * w), 2 * (y * z + x * w),
      1 - 2 * (x * x + y * y),
    ]
    t = translation
  }

  private init(r: [Double], t: [Double]) {
    self.r = r
    self.t = t
  }

  var inverse: RigidTransform {
    let s = [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]]
    return RigidTransform(r: s, t: (0..<3).map { -(s[3 * $0] * t[0] + s[3 * $0 + 1] * t[1] + s[3 * $0 + 2] * t[2]) })
  }

  /// a * b: first b, then a.
  static func * (a: RigidTransform, b: RigidTransform) -> RigidTransform {
    var r = [Double](repeating: 0, count: 9)
    var t = a.t
    for i in 0..<3 {
      for k in 0..<3 {
        for j in 0..<3 { r[3 * i + j] += a.r[3 * i + k] * b.r[3 * k + j] }
        t[i] += a.r[3 * i + k] * b.t[k]
      }
    }
    return RigidTransform(r: r, t: t)
  }
}
