import Pictures

/// The light that leaves a surface towards the camera, the sun's part apart: it is the part that shadows take away.
struct Shaded {
  var steady: Colour
  var sun: Colour
  /// The share of the sun's disc that the point sees.
  var sunlit: Float
}

/// Shades points of one scene for one camera.
struct Shader {
  let scene: SceneBuffers
  let ground: Ground
  let light: Light
  let grid: SunGrid
  let camera: Viewpoint
  let look: WorldLook

  /// Where a fragment lies and how large a pixel is on it.
  func point(_ fragment: SurfaceSamples.Fragment) -> SurfacePoint {
    let ray = camera.direction(fragment.u, fragment.v)
    let position = camera.position + ray * fragment.depth
    var point = SurfacePoint(
      position: position, normal: Vec3(0, 1, 0), view: normalized(ray), stepU: .zero, stepV: .zero)
    if fragment.surface >= 0 {
      let solid = scene.solids[Int(fragment.surface >> 4)]
      point.face = Int(fragment.surface & 15)
      point.local = solid.local(position)
      (point.half, point.axisX, point.axisY, point.axisZ) = (solid.half, solid.axisX, solid.axisY, solid.axisZ)
      point.normal = normal(of: solid, point)
    }
    // One pixel aside, the ray meets the tangent plane at p + depth (step - ray (n step) / (n ray)).
    let n = point.normal
    let facing = dot(n, ray)
    let steep = abs(facing) < 0.004 ? (facing < 0 ? -0.004 : 0.004) : facing
    let stepU = camera.right * (1 / Float(camera.intrinsics.fx))
    let stepV = camera.down * (1 / Float(camera.intrinsics.fy))
    point.stepU = (stepU - ray * (dot(n, stepU) / steep)) * fragment.depth
    point.stepV = (stepV - ray * (dot(n, stepV) / steep)) * fragment.depth
    return point
  }

  private func normal(of solid: Solid, _ p: SurfacePoint) -> Vec3 {
    switch solid.shape {
    case .box:
      let axis = p.face == 0 ? solid.axisX : (p.face == 1 ? solid.axisY : solid.axisZ)
      return p.local[p.face] < 0 ? -axis : axis
    case .ellipsoid:
      let n = p.local / (solid.half * solid.half)
      return normalized(solid.axisX * n.x + solid.axisY * n.y + solid.axisZ * n.z)
    case .frustum:
      if p.face == 1 { return solid.axisY }
      if p.face == 2 { return -solid.axisY }
      let q = p.local / solid.half
      let r = solid.r0 + solid.r1 * q.y
      let n = Vec3(q.x, -r * solid.r1, q.z) / solid.half
      return normalized(solid.axisX * n.x + solid.axisY * n.y + solid.axisZ * n.z)
    case .polytope:
      return scene.planes[Int(solid.firstPlane) + p.face].n
    }
  }

  /// The light of one fragment.
  func shade(_ fragment: SurfaceSamples.Fragment) -> Shaded {
    if fragment.surface == SurfaceSamples.sky {
      return Shaded(
        steady: light.sky(normalized(camera.direction(fragment.u, fragment.v))), sun: .zero, sunlit: 0)
    }
    let p = point(fragment)
    let seen: Appearance
    if fragment.surface == SurfaceSamples.ground {
      seen = ground.appearance(p, wetness: light.wetness)
    } else {
      let solid = scene.solids[Int(fragment.surface >> 4)]
      seen = appearance(solid, scene.materials[Int(solid.material)], p)
    }
    return lit(p, look.appearance(seen, at: p), own: fragment.surface >> 4)
  }

  private func lit(_ p: SurfacePoint, _ look: Appearance, own: Int32) -> Shaded {
    var open = look.openness
    if p.position.y < 2.5 {
      let near = grid.openness(p.position + p.normal * 0.02, except: own, scene)
      open *= mix(near, 1, smoothstep(1.2, 2.5, p.position.y))
    }
    var lamps = Colour.zero
    if let tunnel = ground.tunnel {
      let daylight = tunnel.daylight(p.position)
      open *= 0.04 + 0.96 * daylight
      lamps = Colour(0.30, 0.25, 0.17) * (1 - daylight)
    }
    let facing = dot(p.normal, light.sun)
    let mirror = p.view - p.normal * (2 * dot(p.view, p.normal))
    var steady = look.albedo * (light.diffuse(p.normal) * open + lamps) + look.emission
    var sun = Colour.zero
    let wrapped = look.translucency > 0 ? (facing + look.translucency) / (1 + look.translucency) : facing
    if wrapped > 0 { sun = look.albedo * light.sunColour * (wrapped * (look.translucency > 0 ? open : 1)) }
    if look.gloss > 0 {
      // Schlick's approximation; dull surfaces stay dull at grazing angles too.
      let grazing = 1 - saturate(-dot(p.view, p.normal))
      let g2 = grazing * grazing
      let share = look.gloss + (1 - look.gloss) * g2 * g2 * grazing * min(look.gloss * 12, 1)
      steady = steady * (1 - share) + light.mirrored(mirror) * (share * open)
      let glint = saturate(dot(mirror, light.sun))
      let s2 = glint * glint
      let s8 = s2 * s2 * s2 * s2
      let s32 = s8 * s8 * s8 * s8
      let highlight = s32 * s32 * 6 + s8 * s2 * 0.25
      sun += light.sunColour * (share * highlight)
    }
    var sunlit: Float = 0
    if sun.x + sun.y + sun.z > 0.004 {
      sunlit = isShaded(p.position + p.normal * 0.03) ? 0 : 1
    }
    return Shaded(steady: steady, sun: sun, sunlit: sunlit)
  }

  /// Whether a point cannot see the sun.
  func isShaded(_ position: Vec3) -> Bool { grid.isShaded(position, sun: light.sun, scene) }

  /// The sun's share of a pixel at a shadow's edge: four rays instead of one.
  func softened(_ fragment: SurfaceSamples.Fragment) -> Float {
    let p = point(fragment)
    var open: Float = 0
    for k in 0..<4 {
      let q = p.position + p.stepU * SurfaceSamples.offsetsU[k] + p.stepV * SurfaceSamples.offsetsV[k] + p.normal * 0.03
      if !isShaded(q) { open += 0.25 }
    }
    return open
  }

  private func appearance(_ solid: Solid, _ material: Material, _ p: SurfacePoint) -> Appearance {
    let position = p.position
    switch material {
    case .plain(let colour, let gloss):
      return Appearance(albedo: colour, gloss: gloss)
    case .concrete(let colour):
      let (x, y) = (position.x + position.z, position.y)
      let w = p.footprint
      let stain = Noise.fractal(x * 0.5, y * 0.22, 0xc0c, octaves: 4, footprint: w * 0.5)
      let joint = Filtered.pulses(x, period: 4, 0, 0.05, w)
      return Appearance(albedo: colour * (0.7 + 0.5 * stain) * (1 - 0.35 * joint))
    case .slabs(let colour):
      guard p.face == 1 else { return Appearance(albedo: colour * 1.15) }
      let (wx, wz) = (p.width(Vec3(1, 0, 0)), p.width(Vec3(0, 0, 1)))
      let slab = Ground.slabs(position.x, position.z, wx, wz, colour, 0x51ab)
      // The kerb stone along the edge.
      let kerb = 1 - Filtered.band(p.local.x, -p.half.x + 0.2, p.half.x - 0.2, p.width(p.axisX))
      return Appearance(
        albedo: mix(slab, colour * 1.25, kerb) * (1 - 0.25 * light.wetness), gloss: 0.06 * light.wetness)
    case .facade(let facade):
      if p.face == 1 { return Appearance(albedo: gray(0.16)) }
      let isSide = p.face == 0
      let (half, axis) = isSide ? (p.half.z, p.axisZ) : (p.half.x, p.axisX)
      let along = (isSide ? p.local.z : p.local.x) + half
      return facade.appearance(
        along: along, height: p.local.y + p.half.y, width: 2 * half, top: 2 * p.half.y, p.width(axis),
        p.width(p.axisY), light: light)
    case .roof(let colour):
      let down = p.local.y
      let w = p.footprint
      let row = Filtered.pulses(down, period: 0.17, 0, 0.045, p.width(p.axisY))
      let tile = Noise.fractal(p.local.z * 2.2, down * 3, 0x700f, octaves: 3, footprint: w * 2)
      return Appearance(albedo: colour * (0.7 + 0.6 * tile) * (1 - 0.4 * row))
    case .planks(let colour):
      let along = p.local.x + p.local.z
      let gap = Filtered.pulses(along, period: 0.14, 0, 0.018, p.footprint)
      let plank = Noise.cell(Int32((along / 0.14).rounded(.down)), 7, 0xf3)
      return Appearance(albedo: colour * (0.75 + 0.4 * plank * saturate(2 - p.footprint * 10)) * (1 - 0.6 * gap))
    case .leaves(let colour, let seed):
      return SmallShading.leaves(colour, seed, p)
    case .hedge(let colour):
      var look = SmallShading.leaves(colour, 0x4ed6, p)
      look.openness *= 0.55 + 0.45 * smoothstep(-p.half.y, p.half.y * 0.6, p.local.y)
      return look
    case .grass(let colour):
      let w = p.footprint
      let large = Noise.fractal(
        position.x * 0.12, position.z * 0.12 + position.y * 0.2, 0x64a, octaves: 5, footprint: w * 0.12)
      let fine = Noise.fractal(position.x * 3, position.z * 3 + position.y * 3, 0x64b, octaves: 3, footprint: w * 3)
      return Appearance(
        albedo: mix(colour * 0.6, colour * Colour(1.4, 1.25, 1), large) * (0.6 + 0.8 * fine), translucency: 0.15)
    case .bark:
      let y = position.y * 2.5
      let streak = Noise.fractal((p.local.x + p.local.z) * 30, y, 0xba4c, octaves: 2, footprint: p.footprint * 30)
      return Appearance(albedo: Colour(0.14, 0.105, 0.075) * (0.55 + 0.9 * streak))
    case .body(let style):
      return VehicleShading.body(style, p, height: p.local.y + solid.centre.y, light: light)
    case .cabin(let style):
      return VehicleShading.cabin(style, p, height: p.local.y + solid.centre.y, light: light)
    case .cargo(let style):
      return VehicleShading.cargo(style, p, height: p.local.y + solid.centre.y, light: light)
    case .coach(let style):
      return VehicleShading.coach(style, p, height: p.local.y + solid.centre.y, light: light)
    case .wheel:
      return VehicleShading.wheel(p)
    case .sign(let style):
      return sign(style, solid, p)
    case .signal(let lit):
      guard p.face == 2, p.local.z < 0 else { return Appearance(albedo: gray(0.025)) }
      return SmallShading.signal(
        lit: lit, p.local.x / p.half.x, p.local.y / p.half.y, p.half.x, p.half.y, p.width(p.axisX) / p.half.x)
    case .tunnel(let colour):
      return tunnel(colour, p)
    case .lamp(let colour):
      return Appearance(albedo: gray(0.5), emission: light.isDim ? colour * 2.2 : colour * 0.1)
    }
  }

  private func sign(_ style: SignStyle, _ solid: Solid, _ p: SurfacePoint) -> Appearance {
    // Round plates are flat cylinders whose axis y points at the traffic; others are boxes facing -z.
    if solid.shape == .frustum {
      guard p.face == 1 else { return Appearance(albedo: gray(0.25)) }
      return SmallShading.sign(
        style, p.local.x / p.half.x, p.local.z / p.half.z, p.width(p.axisX) / p.half.x)
    }
    if solid.shape == .polytope {
      guard p.face == 0 else { return Appearance(albedo: gray(0.25)) }
    } else {
      guard p.face == 2, p.local.z < 0 else { return Appearance(albedo: gray(0.25)) }
    }
    return SmallShading.sign(style, p.local.x / p.half.x, p.local.y / p.half.y, p.width(p.axisX) / p.half.x)
  }

  /// Tiled walls with lamps under the ceiling.
  private func tunnel(_ colour: Colour, _ p: SurfacePoint) -> Appearance {
    let along = p.position.z
    let y = p.position.y
    let w = p.footprint
    let tiles = max(Filtered.pulses(along, period: 1.2, 0, 0.03, w), Filtered.pulses(y, period: 0.6, 0, 0.03, w))
    let dirt = Noise.fractal(along * 0.3, y * 0.4, 0x7e1, octaves: 3, footprint: w * 0.3)
    let bright = mix(colour * 0.55, colour, Filtered.step(2.6, -y + 5.2, w)) * (0.6 + 0.5 * dirt)
    return Appearance(albedo: bright * (1 - 0.3 * tiles))
  }
}
