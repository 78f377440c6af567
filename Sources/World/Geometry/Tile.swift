import Pictures

/// The samples of one tile of the picture, in groups of four.
///
/// Group p holds the four outer samples of the tile's pixel p; group `pixels` + p/4 holds the centres of the pixels
/// p ..< p + 4, neighbours in a row.
struct Tile {
  let width: Int
  let height: Int
  let pixels: Int
  private(set) var x = 0
  private(set) var y = 0
  let depth: UnsafeMutablePointer<Lanes>
  let surface: UnsafeMutablePointer<SIMD4<Int32>>
  private let rays: UnsafeMutablePointer<Rays>
  /// The depth behind which nothing can show any more, metres.
  private(set) var farthest: Float = .infinity

  init(_ width: Int, _ height: Int) {
    (self.width, self.height, pixels) = (width, height, width * height)
    let groups = pixels + pixels / 4
    depth = .allocate(capacity: groups)
    surface = .allocate(capacity: groups)
    rays = .allocate(capacity: groups)
  }

  func free() {
    depth.deallocate()
    surface.deallocate()
    rays.deallocate()
  }

  /// Starts over at a place of the picture, with the ground (the plane y = 0) and the sky.
  mutating func aim(_ camera: Viewpoint, x: Int, y: Int) {
    (self.x, self.y, farthest) = (x, y, .infinity)
    let (fx, fy) = (1 / Float(camera.intrinsics.fx), 1 / Float(camera.intrinsics.fy))
    let (cx, cy) = (Float(camera.intrinsics.cx), Float(camera.intrinsics.cy))
    for j in 0..<height {
      for i in 0..<width {
        let p = j * width + i
        let (u, v) = (Float(x + i) - cx, Float(y + j) - cy)
        start(p, camera, (u + SurfaceSamples.offsetsU) * fx, (v + SurfaceSamples.offsetsV) * fy)
        if p & 3 == 0 { start(pixels + p / 4, camera, (u + Lanes(0, 1, 2, 3)) * fx, Lanes(repeating: v * fy)) }
      }
    }
  }

  @inline(__always) private func start(_ group: Int, _ camera: Viewpoint, _ a: Lanes, _ b: Lanes) {
    let (f, r, d) = (camera.forward, camera.right, camera.down)
    let ray = Rays(x: a * r.x + b * d.x + f.x, y: a * r.y + b * d.y + f.y, z: a * r.z + b * d.z + f.z)
    rays[group] = ray
    let falls = ray.y .< -1e-6
    let t = -camera.position.y / ray.y.replacing(with: Lanes(repeating: -1), where: .!falls)
    depth[group] = Lanes(repeating: .infinity).replacing(with: t, where: falls)
    surface[group] = SIMD4(repeating: SurfaceSamples.sky)
      .replacing(with: SIMD4(repeating: SurfaceSamples.ground), where: falls)
  }

  /// Lets a solid be seen by the samples of its rectangle.
  mutating func meet(
    _ solid: Solid, _ target: Target, _ planes: UnsafePointer<Plane>, _ entry: SurfaceSamples.Entry, _ camera: Vec3
  ) {
    let (x0, x1) = (max(Int(entry.x0) - x, 0), min(Int(entry.x1) - x, width - 1))
    let (y0, y1) = (max(Int(entry.y0) - y, 0), min(Int(entry.y1) - y, height - 1))
    let surface = entry.solid << 4
    switch solid.shape {
    case .box:
      sweep(x0, x1, y0, y1, surface) { rays, _ in crossBox(target, rays) }
    case .ellipsoid:
      let isLeafy = solid.isLeafy
      sweep(x0, x1, y0, y1, surface) { rays, depth in
        let (t, rim) = crossEllipsoid(target, rays)
        guard isLeafy, any(t .< depth) else { return Crossing(t: t, face: .zero) }
        return Crossing(t: frayed(t, rim, rays, camera), face: .zero)
      }
    case .frustum:
      let (r0, r1) = (solid.r0, solid.r1)
      let isLeafy = solid.isLeafy
      sweep(x0, x1, y0, y1, surface) { rays, depth in
        let crossing = crossFrustum(target, r0, r1, rays)
        guard isLeafy, any(crossing.t .< depth) else { return crossing }
        // Twigs hang loose at the foot of each tier.
        let y = rays.along(target.rowY) * crossing.t + target.origin.y
        return Crossing(t: frayed(crossing.t, 0.75 - 0.6 * y, rays, camera), face: crossing.face)
      }
    case .polytope:
      let (first, count) = (planes + Int(solid.firstPlane), Int(solid.planeCount))
      sweep(x0, x1, y0, y1, surface) { rays, _ in crossPolytope(first, count, from: camera, rays) }
    }
    if 2 * (x1 - x0 + 1) * (y1 - y0 + 1) >= pixels { updateFarthest() }
  }

  @inline(__always)
  private func sweep(
    _ x0: Int, _ x1: Int, _ y0: Int, _ y1: Int, _ base: Int32, _ cross: (Rays, Lanes) -> Crossing
  ) {
    for j in y0...y1 {
      let row = j * width
      for group in row + x0...row + x1 { take(group, base, cross) }
      for group in pixels + (row + x0) / 4...pixels + (row + x1) / 4 { take(group, base, cross) }
    }
  }

  @inline(__always)
  private func take(_ group: Int, _ base: Int32, _ cross: (Rays, Lanes) -> Crossing) {
    let before = depth[group]
    let crossing = cross(rays[group], before)
    let nearer = crossing.t .< before
    depth[group] = before.replacing(with: crossing.t, where: nearer)
    surface[group] = surface[group].replacing(with: crossing.face &+ base, where: nearer)
  }

  private mutating func updateFarthest() {
    var far = Lanes(repeating: 0)
    for group in 0..<pixels + pixels / 4 { far.replace(with: depth[group], where: depth[group] .> far) }
    farthest = max(max(far.x, far.y), max(far.z, far.w))
  }
}

/// Cuts leaves out of a crown: near the silhouette (`rim` 1) more and more of it is air.
@inline(never)
private func frayed(_ t: Lanes, _ rim: Lanes, _ rays: Rays, _ camera: Vec3) -> Lanes {
  var result = t
  for k in 0..<4 where t[k] < .infinity && rim[k] > 0.3 {
    let p = camera + Vec3(rays.x[k], rays.y[k], rays.z[k]) * t[k]
    let clump = 0.6 * Noise.value(p * 2.3, 0x1eaf) + 0.4 * Noise.value(p * 7.1, 0x7a6c)
    if rim[k] > 0.3 + 1.15 * clump { result[k] = .infinity }
  }
  return result
}
