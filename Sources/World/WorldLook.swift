import Pictures

/// How the world is painted and lit. Streets, cars and people stand in the same places in either look, so depth, classes
/// and cameras are the same numbers.
public enum WorldLook: String, CaseIterable, Sendable {
  /// The look that models are trained on.
  case first
  /// Other colours, a coarser grain on every surface and another light: a stand-in for a second simulator.
  case second
}

extension WorldLook {
  /// What a surface of the first look is like in this one.
  func appearance(_ seen: Appearance, at p: SurfacePoint) -> Appearance {
    guard self == .second else { return seen }
    let c = seen.albedo
    let tinted = Colour(
      0.60 * c.x + 0.40 * c.z, 0.30 * c.x + 0.55 * c.y + 0.15 * c.z, 0.45 * c.y + 0.55 * c.z)
    // The grain follows the place in the street, a quarter of a metre a bump at its finest.
    let (x, y) = (p.position.x * 0.8 + p.position.z * 0.6, p.position.y * 0.9 + p.position.z * 0.35)
    let grain = Noise.fractal(x, y, 0x2d5e, octaves: 3, footprint: p.footprint)
    var out = seen
    out.albedo = mix(tinted, gray(0.22), 0.15) * (0.62 + 0.76 * grain)
    out.gloss = 0.7 * seen.gloss
    return out
  }

  /// What the light of the first look is like in this one: lower and warmer sun, flatter sky, brighter shadows.
  func light(_ light: Light) -> Light {
    guard self == .second else { return light }
    var out = light
    out.sunColour *= Colour(0.86, 0.74, 0.62)
    out.zenith = mix(light.zenith, light.horizon, 0.45) * Colour(1.02, 1.0, 0.92)
    out.horizon *= Colour(1.04, 0.98, 0.88)
    out.ambient *= Colour(1.22, 1.14, 1.02)
    out.bounce *= Colour(1.1, 1.0, 0.9)
    return out
  }
}
