/// Coachwork, glass and lamps, drawn onto the plain bodies of vehicles. p.local is metres from the body's centre, which
/// lies `floor` metres above the street.
enum VehicleShading {
  /// Which way a part of the coachwork looks.
  private enum Side {
    case flank
    case front
    case rear
    case top
  }

  private static func side(_ p: SurfacePoint) -> Side {
    if abs(dot(p.normal, p.axisX)) > 0.7 { return .flank }
    let ahead = dot(p.normal, p.axisZ)
    return ahead > 0.4 ? .front : (ahead < -0.4 ? .rear : .top)
  }

  private static let glass = Appearance(albedo: Colour(0.022, 0.026, 0.03), gloss: 0.085)

  /// The lower body: paint, wheel arches, doors, lamps, bumpers, plates.
  static func body(_ style: VehicleStyle, _ p: SurfacePoint, height y: Float, light: Light) -> Appearance {
    var result = Appearance(albedo: style.paint, gloss: 0.05)
    let (x, z) = (p.local.x, p.local.z)
    let (wx, wy, wz) = (p.width(p.axisX), p.width(p.axisY), p.width(p.axisZ))
    let sill = Filtered.step(0.33, y, wy)
    result.albedo = mix(gray(0.025), result.albedo, sill)
    switch side(p) {
    case .flank:
      for axle in [style.frontAxle, style.rearAxle] {
        let (dz, dy) = (z - axle, y - style.wheelRadius)
        let r = (dz * dz + dy * dy).squareRoot()
        let arch = Filtered.step(-(style.wheelRadius + 0.07), -r, max(wy, wz))
        result.albedo = mix(result.albedo, gray(0.012), arch)
      }
      let seam = max(
        Filtered.band(z, 0.02, 0.045, wz), max(Filtered.band(z, -1.05, -1.025, wz), Filtered.band(z, 1.0, 1.025, wz)))
      result.albedo *= 1 - 0.6 * seam * sill
      let crease = Filtered.band(y, 0.62, 0.65, wy)
      result.albedo *= 1 - 0.18 * crease
      let handles =
        Filtered.band(y, 0.76, 0.80, wy) * (Filtered.band(z, -0.15, 0.0, wz) + Filtered.band(z, -1.2, -1.06, wz))
      result.albedo = mix(result.albedo, gray(0.3), saturate(handles))
      let strip = Filtered.band(y, style.belt - 0.05, style.belt, wy)
      result.albedo = mix(result.albedo, gray(0.02), strip * 0.7)
    case .rear:
      rearEnd(style, &result, x, y, wx, wy)
    case .front:
      frontEnd(style, &result, x, y, wx, wy)
    case .top:
      let edge = Filtered.band(abs(x), style.width * 0.36, style.width * 0.36 + 0.02, wx)
      result.albedo *= 1 - 0.25 * edge
    }
    return result
  }

  private static func rearEnd(
    _ style: VehicleStyle, _ result: inout Appearance, _ x: Float, _ y: Float, _ wx: Float, _ wy: Float
  ) {
    let side = abs(x)
    let bumper = Filtered.band(y, 0.3, 0.52, wy)
    result.albedo = mix(result.albedo, mix(style.paint, gray(0.03), 0.75), bumper * 0.8)
    let lamp =
      Filtered.band(side, style.width * 0.5 - 0.38, style.width * 0.5 - 0.03, wx) * Filtered.band(y, 0.68, 0.86, wy)
    result.albedo = mix(result.albedo, Colour(0.42, 0.012, 0.012), lamp)
    let glow: Float = style.braking ? 2.4 : (style.lampsLit ? 0.7 : 0.06)
    result.emission = Colour(1, 0.04, 0.03) * (lamp * glow)
    let plate = Filtered.within(side, 0.26, wx) * Filtered.band(y, 0.55, 0.67, wy)
    let letters = Filtered.pulses(x + 9, period: 0.085, 0.015, 0.065, wx) * Filtered.band(y, 0.575, 0.645, wy)
    result.albedo = mix(result.albedo, mix(gray(0.66), gray(0.05), letters * 0.8), plate)
    let lid = Filtered.band(y, 0.885, 0.9, wy) + Filtered.band(y, 0.52, 0.535, wy)
    result.albedo *= 1 - 0.5 * saturate(lid)
  }

  private static func frontEnd(
    _ style: VehicleStyle, _ result: inout Appearance, _ x: Float, _ y: Float, _ wx: Float, _ wy: Float
  ) {
    let side = abs(x)
    let lower = Filtered.band(y, 0.24, 0.42, wy) * Filtered.within(side, style.width * 0.42, wx)
    result.albedo = mix(result.albedo, gray(0.02), lower)
    let grille = Filtered.within(side, style.width * 0.26, wx) * Filtered.band(y, 0.52, 0.68, wy)
    let bars = Filtered.pulses(y, period: 0.045, 0, 0.018, wy)
    result.albedo = mix(result.albedo, mix(gray(0.015), gray(0.25), bars * 0.6), grille)
    let lamp =
      Filtered.band(side, style.width * 0.5 - 0.42, style.width * 0.5 - 0.06, wx) * Filtered.band(y, 0.58, 0.74, wy)
    result.albedo = mix(result.albedo, gray(0.55), lamp)
    result.emission = Colour(1, 0.95, 0.82) * (lamp * (style.lampsLit ? 3 : 0.12))
    let plate = Filtered.within(side, 0.26, wx) * Filtered.band(y, 0.40, 0.51, wy)
    result.albedo = mix(result.albedo, gray(0.62), plate)
  }

  /// The greenhouse: glass between pillars under a painted roof. y counts from the street.
  static func cabin(_ style: VehicleStyle, _ p: SurfacePoint, height y: Float, light: Light) -> Appearance {
    let paint = Appearance(albedo: style.paint, gloss: 0.05)
    let (wx, wy, wz) = (p.width(p.axisX), p.width(p.axisY), p.width(p.axisZ))
    let share: Float
    let side = side(p)
    switch side {
    case .top: return paint
    case .flank:
      let pillars = max(Filtered.band(p.local.z, -0.03, 0.06, wz), Filtered.band(p.local.z, -1.0, -0.86, wz))
      // Slanted posts at both ends follow from the distance to the neighbouring faces.
      let rise = saturate((y - style.belt) / (style.height - style.belt))
      let ends = Filtered.band(
        p.local.z, -p.half.z + 0.14 + rise * p.half.z * 0.26, p.half.z - 0.12 - rise * p.half.z * 0.52, wz)
      share = Filtered.band(y, style.belt + 0.05, style.height - 0.11, wy) * (1 - pillars) * ends
    case .front:
      share =
        Filtered.within(p.local.x, p.half.x - 0.17, wx) * Filtered.band(y, style.belt, style.height - 0.09, wy)
    case .rear:
      share =
        Filtered.within(p.local.x, p.half.x - 0.2, wx)
        * Filtered.band(y, style.belt + 0.08, style.height - 0.12, wy)
    }
    var pane = glass
    // Seats and heads behind the glass.
    let seats =
      Filtered.pulses(p.local.x + 9, period: 0.74, 0.12, 0.62, wx) * Filtered.step(-(style.belt + 0.26), -y, wy)
    if side != .flank { pane.albedo += gray(0.03) * seats }
    return blended(paint, pane, share)
  }

  /// A box on wheels: a stripe, a firm's name, doors and lamps behind.
  static func cargo(_ style: VehicleStyle, _ p: SurfacePoint, height y: Float, light: Light) -> Appearance {
    var result = Appearance(albedo: style.trim, gloss: 0.02)
    let (x, z) = (p.local.x, p.local.z)
    let (wx, wy, wz) = (p.width(p.axisX), p.width(p.axisY), p.width(p.axisZ))
    let dirt = Noise.fractal(z * 0.8 + x, y * 0.5, style.seed, octaves: 3, footprint: wy)
    result.albedo *= 0.75 + 0.25 * dirt
    result.albedo *= 0.7 + 0.3 * smoothstep(0.9, 1.8, y)
    if p.face == 0 {
      let band =
        Filtered.band(p.local.y, -0.25 * p.half.y, 0.3 * p.half.y, wy) * Filtered.within(z, p.half.z * 0.75, wz)
      let name = Filtered.step(0.5, Noise.value(z * 2.2, p.local.y * 0.9, style.seed), wz * 3)
      result.albedo = mix(result.albedo, style.paint, band * (style.seed & 1 == 0 ? 1 : name))
      result.albedo *= 1 - 0.12 * Filtered.pulses(z, period: 0.6, 0, 0.03, wz)
    } else if p.face == 2 {
      let doors = max(Filtered.within(x, 0.02, wx), Filtered.pulses(y, period: 0.9, 0, 0.03, wy) * 0.5)
      result.albedo *= 1 - 0.55 * doors
      let bars = Filtered.band(abs(x), p.half.x * 0.4, p.half.x * 0.4 + 0.035, wx)
      result.albedo = mix(result.albedo, gray(0.3), bars)
      let lamps =
        Filtered.band(abs(x), p.half.x - 0.42, p.half.x - 0.08, wx)
        * Filtered.band(p.local.y, -p.half.y, -p.half.y + 0.16, wy)
      result.albedo = mix(result.albedo, Colour(0.4, 0.02, 0.02), lamps)
      result.emission = Colour(1, 0.05, 0.03) * (lamps * (style.braking ? 2 : 0.15))
      let stripes =
        Filtered.band(p.local.y, -p.half.y + 0.18, -p.half.y + 0.32, wy)
        * Filtered.pulses(x + p.local.y, period: 0.3, 0, 0.15, wx)
      result.albedo = mix(result.albedo, Colour(0.6, 0.05, 0.03), stripes)
    }
    return result
  }

  /// A bus: a band of windows around a painted box.
  static func coach(_ style: VehicleStyle, _ p: SurfacePoint, height y: Float, light: Light) -> Appearance {
    var result = Appearance(albedo: style.paint, gloss: 0.045)
    let (wx, wy, wz) = (p.width(p.axisX), p.width(p.axisY), p.width(p.axisZ))
    result.albedo = mix(style.trim, result.albedo, Filtered.step(0.95, y, wy))
    result.albedo = mix(gray(0.02), result.albedo, Filtered.step(0.38, y, wy))
    var share: Float = 0
    if p.face == 0 {
      let posts = Filtered.pulses(p.local.z, period: 1.5, 0, 0.09, wz)
      share = Filtered.band(y, 1.25, 2.45, wy) * (1 - posts) * Filtered.within(p.local.z, p.half.z - 0.25, wz)
    } else if p.face == 2 {
      let isFront = p.local.z > 0
      share = Filtered.band(y, isFront ? 1.0 : 1.5, 2.5, wy) * Filtered.within(p.local.x, p.half.x - 0.15, wx)
      let board = Filtered.band(y, 2.6, 2.85, wy) * Filtered.within(p.local.x, p.half.x - 0.4, wx)
      let text = Filtered.step(0.5, Noise.value(p.local.x * 7, 1, style.seed), wx * 8) * Filtered.band(y, 2.65, 2.8, wy)
      result.albedo = mix(result.albedo, gray(0.015), board)
      result.emission = Colour(1, 0.6, 0.12) * (board * text * 0.9)
      let lamps = Filtered.band(abs(p.local.x), p.half.x - 0.4, p.half.x - 0.1, wx) * Filtered.band(y, 0.6, 0.8, wy)
      let tint = isFront ? Colour(1, 0.95, 0.85) : Colour(1, 0.05, 0.03)
      result.albedo = mix(result.albedo, tint * 0.5, lamps)
      result.emission += tint * (lamps * (isFront ? (style.lampsLit ? 3 : 0.1) : (style.braking ? 2 : 0.15)))
    }
    return blended(result, glass, share)
  }

  /// A wheel: the axis is y; tyre, rim and spokes on the outer lid.
  static func wheel(_ p: SurfacePoint) -> Appearance {
    guard p.face != 0 else { return Appearance(albedo: gray(0.018)) }
    let r = (p.local.x * p.local.x + p.local.z * p.local.z).squareRoot() / p.half.x
    let w = p.footprint / p.half.x
    let rim = 1 - Filtered.step(0.66, r, w)
    // Five spokes where cos 5φ = 16 c⁵ - 20 c³ + 5 c is high, c = cos φ.
    let c = p.local.x / max(r * p.half.x, 1e-4)
    let spoke = smoothstep(-0.1, 0.4, c * (16 * c * c * c * c - 20 * c * c + 5))
    let hub = 1 - Filtered.step(0.18, r, w)
    let metal = mix(gray(0.03), gray(0.42), max(max(spoke, hub), Filtered.band(r, 0.58, 0.66, w)))
    return Appearance(albedo: mix(gray(0.018), metal, rim), gloss: 0.03 * rim)
  }

  private static func blended(_ a: Appearance, _ b: Appearance, _ share: Float) -> Appearance {
    Appearance(
      albedo: mix(a.albedo, b.albedo, share), gloss: mix(a.gloss, b.gloss, share),
      emission: mix(a.emission, b.emission, share), openness: a.openness)
  }
}
