/// A convex shape in its own frame: a unit shape, stretched by `half` along three orthonormal axes around `centre`.
struct Solid {
  enum Shape: UInt8 {
    /// |x|, |y|, |z| <= 1.
    case box
    /// x² + y² + z² <= 1.
    case ellipsoid
    /// |y| <= 1 and x² + z² <= (r0 + r1 y)²: a cylinder, a tapering trunk or, with r0 = -r1 = 1/2, a cone.
    case frustum
    /// The points behind all of its planes, each given in world coordinates.
    case polytope
  }

  var shape: Shape
  var semantic: SemanticClass
  /// Whether the sun's rays are stopped. Thin details are not worth a shadow ray.
  var castsShadow = true
  /// Whether the silhouette is frayed by leaves.
  var isLeafy = false
  var material: Int32
  var centre: Vec3
  /// Half extents in metres along the three axes.
  var half: Vec3
  var axisX: Vec3
  var axisY: Vec3
  var axisZ: Vec3
  var r0: Float = 1
  var r1: Float = 0
  var firstPlane: Int32 = 0
  var planeCount: Int32 = 0

  /// The world's axis-aligned bounds.
  var reach: Vec3 { abs3(axisX) * half.x + abs3(axisY) * half.y + abs3(axisZ) * half.z }

  /// A point of the world in the solid's frame, where the unit shape lies.
  @inline(__always) func unit(_ p: Vec3) -> Vec3 {
    let q = p - centre
    return Vec3(dot(q, axisX) / half.x, dot(q, axisY) / half.y, dot(q, axisZ) / half.z)
  }

  /// A point of the world in metres along the solid's axes, from its centre.
  @inline(__always) func local(_ p: Vec3) -> Vec3 {
    let q = p - centre
    return Vec3(dot(q, axisX), dot(q, axisY), dot(q, axisZ))
  }

  @inline(__always) func world(_ local: Vec3) -> Vec3 { centre + axisX * local.x + axisY * local.y + axisZ * local.z }
}

/// The half space n · p <= d.
struct Plane {
  var n: Vec3
  var d: Float
}

@inline(__always) func abs3(_ a: Vec3) -> Vec3 { Vec3(abs(a.x), abs(a.y), abs(a.z)) }
