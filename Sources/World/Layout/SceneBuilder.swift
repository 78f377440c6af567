import Numerics

/// A place and a direction on the ground: where something stands and where it faces.
struct Pose {
  var position: Vec3
  /// Unit vectors: to its right, and ahead.
  var right: Vec3
  var ahead: Vec3

  init(_ position: Vec3, facing ahead: Vec3) {
    self.position = position
    self.ahead = ahead
    right = Vec3(ahead.z, 0, -ahead.x)
  }

  init(_ position: Vec3, heading: Float) {
    self.init(
      position, facing: Vec3(Float(Portable.sin(Double(heading))), 0, Float(Portable.cos(Double(heading)))))
  }

  /// The point this far to the right, up and ahead.
  func at(_ x: Float, _ y: Float, _ z: Float) -> Vec3 { position + right * x + Vec3(0, y, 0) + ahead * z }

  /// The same place, looking back.
  var reversed: Pose { Pose(position, facing: -ahead) }
}

/// Collects the solids of a scene.
struct SceneBuilder {
  private(set) var solids: [Solid] = []
  private(set) var planes: [Plane] = []
  private(set) var materials: [Material] = []

  mutating func add(_ material: Material) -> Int32 {
    materials.append(material)
    return Int32(materials.count - 1)
  }

  /// A box whose middle is at (x, y, z) in the pose's frame.
  mutating func box(
    _ pose: Pose, _ x: Float, _ y: Float, _ z: Float, half: Vec3, _ material: Int32, _ semantic: SemanticClass,
    castsShadow: Bool = true
  ) {
    solids.append(
      Solid(
        shape: .box, semantic: semantic, castsShadow: castsShadow, material: material, centre: pose.at(x, y, z),
        half: half, axisX: pose.right, axisY: Vec3(0, 1, 0), axisZ: pose.ahead))
  }

  mutating func ellipsoid(
    _ centre: Vec3, half: Vec3, _ material: Int32, _ semantic: SemanticClass, isLeafy: Bool = false,
    castsShadow: Bool = true
  ) {
    solids.append(
      Solid(
        shape: .ellipsoid, semantic: semantic, castsShadow: castsShadow, isLeafy: isLeafy, material: material,
        centre: centre, half: half, axisX: Vec3(1, 0, 0), axisY: Vec3(0, 1, 0), axisZ: Vec3(0, 0, 1)))
  }

  /// A round bar from a to b, of radius `ra` at a and `rb` at b.
  mutating func bar(
    _ a: Vec3, _ b: Vec3, _ ra: Float, _ rb: Float, _ material: Int32, _ semantic: SemanticClass,
    isLeafy: Bool = false, castsShadow: Bool = true
  ) {
    let axis = normalized(b - a)
    let aside = abs(axis.y) > 0.9 ? Vec3(1, 0, 0) : Vec3(0, 1, 0)
    let x = normalized(cross(aside, axis))
    let wide = max(ra, rb)
    solids.append(
      Solid(
        shape: .frustum, semantic: semantic, castsShadow: castsShadow, isLeafy: isLeafy, material: material,
        centre: (a + b) * 0.5,
        half: Vec3(wide, 0.5 * length(b - a), wide), axisX: x, axisY: axis, axisZ: cross(x, axis),
        r0: 0.5 * (ra + rb) / wide, r1: 0.5 * (rb - ra) / wide))
  }

  /// A flat round plate facing back along the pose (towards who comes along it), `y` above the ground.
  mutating func disc(
    _ pose: Pose, _ x: Float, _ y: Float, _ z: Float, radius: Float, thickness: Float, _ material: Int32,
    _ semantic: SemanticClass
  ) {
    // As one reads the plate: x to the right, z up, the axis y out of it.
    solids.append(
      Solid(
        shape: .frustum, semantic: semantic, castsShadow: true, material: material, centre: pose.at(x, y, z),
        half: Vec3(radius, 0.5 * thickness, radius), axisX: pose.right, axisY: -pose.ahead, axisZ: Vec3(0, 1, 0)))
  }

  /// The part of a box that lies behind all planes. Box and planes are given in the pose's frame, around its middle.
  mutating func polytope(
    _ pose: Pose, middle: Vec3, half: Vec3, _ cuts: [Plane], _ material: Int32, _ semantic: SemanticClass
  ) {
    let first = Int32(planes.count)
    let centre = pose.at(middle.x, middle.y, middle.z)
    for cut in cuts {
      let n = normalized(cut.n)
      let world = pose.right * n.x + Vec3(0, n.y, 0) + pose.ahead * n.z
      planes.append(Plane(n: world, d: cut.d / length(cut.n) + dot(world, centre)))
    }
    solids.append(
      Solid(
        shape: .polytope, semantic: semantic, material: material, centre: centre, half: half, axisX: pose.right,
        axisY: Vec3(0, 1, 0), axisZ: pose.ahead, firstPlane: first, planeCount: Int32(cuts.count)))
  }
}
