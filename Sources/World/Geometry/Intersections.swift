/// The nearest crossing of four rays with a solid: parameters (infinite without one) and which face was met.
struct Crossing {
  var t: Lanes
  var face: SIMD4<Int32>
}

/// A solid as one camera meets it: the camera's position in the solid's frame is the same for all rays.
struct Target {
  /// Rows of the map from world directions to the unit shape's frame.
  var rowX: Vec3
  var rowY: Vec3
  var rowZ: Vec3
  /// The camera's position in the unit shape's frame.
  var origin: Vec3

  init(_ solid: Solid, from camera: Vec3) {
    rowX = solid.axisX * (1 / solid.half.x)
    rowY = solid.axisY * (1 / solid.half.y)
    rowZ = solid.axisZ * (1 / solid.half.z)
    let q = camera - solid.centre
    origin = Vec3(dot(q, rowX), dot(q, rowY), dot(q, rowZ))
  }
}

/// Directions of four rays.
struct Rays {
  var x: Lanes
  var y: Lanes
  var z: Lanes

  @inline(__always) func along(_ row: Vec3) -> Lanes { x * row.x + y * row.y + z * row.z }
}

private let infinite = Lanes(repeating: .infinity)

@inline(__always) private func lower(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .< a) }
@inline(__always) private func upper(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }

/// 1 / d, finite: a ray along a face counts as barely tilted, so that no infinity times zero arises.
@inline(__always) private func reciprocal(_ d: Lanes) -> Lanes {
  let near = (d .< 1e-7) .& (d .> -1e-7)
  return 1 / d.replacing(with: Lanes(repeating: 1e-7), where: near)
}

/// |x|, |y|, |z| <= 1 by slabs; the face is the axis whose slab was entered last.
@inline(__always) func crossBox(_ s: Target, _ rays: Rays) -> Crossing {
  let (ix, iy, iz) = (
    reciprocal(rays.along(s.rowX)), reciprocal(rays.along(s.rowY)), reciprocal(rays.along(s.rowZ))
  )
  let (ax, bx) = (ix * (-1 - s.origin.x), ix * (1 - s.origin.x))
  let (ay, by) = (iy * (-1 - s.origin.y), iy * (1 - s.origin.y))
  let (az, bz) = (iz * (-1 - s.origin.z), iz * (1 - s.origin.z))
  let (nx, ny, nz) = (lower(ax, bx), lower(ay, by), lower(az, bz))
  let enter = upper(upper(nx, ny), nz)
  let leave = lower(lower(upper(ax, bx), upper(ay, by)), upper(az, bz))
  let hit = (enter .<= leave) .& (enter .> 0)
  var face = SIMD4<Int32>(repeating: 0)
  face.replace(with: 1, where: ny .>= nx)
  face.replace(with: 2, where: (nz .>= nx) .& (nz .>= ny))
  return Crossing(t: infinite.replacing(with: enter, where: hit), face: face)
}

/// The unit sphere's near side.
@inline(__always) func crossEllipsoid(_ s: Target, _ rays: Rays) -> (t: Lanes, rim: Lanes) {
  let (dx, dy, dz) = (rays.along(s.rowX), rays.along(s.rowY), rays.along(s.rowZ))
  let a = dx * dx + dy * dy + dz * dz
  let b = dx * s.origin.x + dy * s.origin.y + dz * s.origin.z
  let c = dot(s.origin, s.origin) - 1
  let discriminant = b * b - a * c
  let inside = discriminant .> 0
  let root = Lanes(repeating: 0).replacing(with: discriminant, where: inside).squareRoot()
  let t = (-b - root) / a
  return (infinite.replacing(with: t, where: inside .& (t .> 0)), 1 - discriminant / a)
}

/// x² + z² <= (r0 + r1 y)² between y = -1 and 1: face 0 is the mantle, 1 the lid, 2 the bottom.
@inline(__always) func crossFrustum(_ s: Target, _ r0: Float, _ r1: Float, _ rays: Rays) -> Crossing {
  let (dx, dy, dz) = (rays.along(s.rowX), rays.along(s.rowY), rays.along(s.rowZ))
  let o = s.origin
  let r = r0 + r1 * o.y
  let a = dx * dx + dz * dz - dy * dy * (r1 * r1)
  let b = dx * o.x + dz * o.z - dy * (r1 * r)
  let c = o.x * o.x + o.z * o.z - r * r
  let discriminant = b * b - a * c
  let real = (discriminant .> 0) .& (a .> 0)
  let root = Lanes(repeating: 0).replacing(with: discriminant, where: real).squareRoot()
  let mantle = (-b - root) / Lanes(repeating: 1).replacing(with: a, where: real)
  let y = dy * mantle + o.y
  let onMantle = real .& (mantle .> 0) .& (y .>= -1) .& (y .<= 1)
  var t = infinite.replacing(with: mantle, where: onMantle)
  var face = SIMD4<Int32>(repeating: 0)
  if o.y > 1 || o.y < -1 {
    let end: Float = o.y > 1 ? 1 : -1
    let cap = reciprocal(dy) * (end - o.y)
    let (x, z) = (dx * cap + o.x, dz * cap + o.z)
    let rim = r0 + r1 * end
    let onCap = (cap .> 0) .& (x * x + z * z .<= rim * rim) .& (cap .< t)
    t.replace(with: cap, where: onCap)
    face.replace(with: o.y > 1 ? 1 : 2, where: onCap)
  }
  return Crossing(t: t, face: face)
}

/// The half spaces' common part; the face is the plane entered last.
@inline(__always)
func crossPolytope(_ planes: UnsafePointer<Plane>, _ count: Int, from camera: Vec3, _ rays: Rays) -> Crossing {
  var enter = Lanes(repeating: 0)
  var leave = infinite
  var face = SIMD4<Int32>(repeating: 0)
  for i in 0..<count {
    let plane = planes[i]
    let slope = rays.along(plane.n)
    let t = reciprocal(slope) * (plane.d - dot(plane.n, camera))
    let entering = slope .< 0
    let later = entering .& (t .> enter)
    enter.replace(with: t, where: later)
    face.replace(with: Int32(i), where: later)
    leave.replace(with: t, where: .!entering .& (t .< leave))
  }
  return Crossing(t: infinite.replacing(with: enter, where: (enter .<= leave) .& (enter .> 0)), face: face)
}

// MARK: - One ray

/// Whether a ray, from `origin` along `direction` up to parameter `reach`, meets the solid. For shadows.
@inline(__always)
func blocks(_ s: Solid, _ planes: UnsafePointer<Plane>, _ origin: Vec3, _ direction: Vec3, reach: Float) -> Bool {
  if s.shape == .polytope {
    var (enter, leave) = (Float(0), reach)
    for i in Int(s.firstPlane)..<Int(s.firstPlane + s.planeCount) {
      let plane = planes[i]
      let slope = dot(plane.n, direction)
      let gap = plane.d - dot(plane.n, origin)
      if abs(slope) < 1e-7 {
        if gap < 0 { return false }
      } else if slope < 0 {
        enter = max(enter, gap / slope)
      } else {
        leave = min(leave, gap / slope)
      }
      if enter > leave { return false }
    }
    return true
  }
  let o = s.unit(origin)
  let d = Vec3(
    dot(direction, s.axisX) / s.half.x, dot(direction, s.axisY) / s.half.y, dot(direction, s.axisZ) / s.half.z)
  switch s.shape {
  case .box:
    var (enter, leave) = (Float(0), reach)
    for k in 0..<3 {
      if abs(d[k]) < 1e-7 {
        if abs(o[k]) > 1 { return false }
      } else {
        let inverse = 1 / d[k]
        let (a, b) = ((-1 - o[k]) * inverse, (1 - o[k]) * inverse)
        enter = max(enter, min(a, b))
        leave = min(leave, max(a, b))
      }
    }
    return enter <= leave
  case .ellipsoid:
    let (a, b, c) = (dot(d, d), dot(o, d), dot(o, o) - 1)
    let discriminant = b * b - a * c
    guard discriminant > 0 else { return false }
    let root = discriminant.squareRoot()
    return (-b + root) / a > 0 && (-b - root) / a < reach
  case .frustum:
    let r = s.r0 + s.r1 * o.y
    let a = d.x * d.x + d.z * d.z - s.r1 * s.r1 * d.y * d.y
    let b = d.x * o.x + d.z * o.z - s.r1 * r * d.y
    let c = o.x * o.x + o.z * o.z - r * r
    let discriminant = b * b - a * c
    guard discriminant > 0, a > 1e-9 else { return false }
    let t = (-b - discriminant.squareRoot()) / a
    return t > 0 && t < reach && abs(o.y + t * d.y) <= 1
  case .polytope: return false
  }
}
