/// Signs, signals, foliage and the like.
enum SmallShading {
  private static let white = gray(0.72)
  private static let red = Colour(0.52, 0.018, 0.022)
  private static let blue = Colour(0.015, 0.08, 0.36)

  /// A sign's plate: x to the right as one reads it, y up, both in [-1, 1] across the plate; w a pixel in that measure.
  static func sign(_ style: SignStyle, _ x: Float, _ y: Float, _ w: Float) -> Appearance {
    let r = (x * x + y * y).squareRoot()
    var albedo: Colour
    switch style.kind {
    case .limit, .ban:
      albedo = mix(white, red, Filtered.step(0.74, r, w))
      let digit = max(
        figure(x + 0.27, y, w, style.seed & 3), figure(x - 0.27, y, w, 3))
      albedo = mix(albedo, gray(0.02), style.kind == .limit ? digit : 0)
    case .order:
      albedo = mix(blue, white, Filtered.step(0.88, r, w))
      let arrow = max(
        Filtered.band(x, -0.12, 0.12, w) * Filtered.band(y, -0.6, 0.4, w),
        Filtered.band(y, 0.05, 0.62, w) * Filtered.step(abs(x) * 1.1, 0.64 - y, w))
      albedo = mix(albedo, white, saturate(arrow))
    case .warning:
      // A triangle on its base: inside where all three edges are below.
      let edge = min(y + 0.86, min(1.0 - y - 1.73 * x, 1.0 - y + 1.73 * x) * 0.5)
      albedo = mix(white, red, 1 - Filtered.step(0.2, edge, w))
      let mark = Filtered.band(x, -0.07, 0.07, w) * (Filtered.band(y, -0.25, 0.4, w) + Filtered.band(y, -0.55, -0.4, w))
      albedo = mix(albedo, gray(0.02), mark)
    case .priority:
      let d = abs(x) + abs(y)
      albedo = mix(Colour(0.7, 0.45, 0.02), white, Filtered.step(0.68, d, w))
    case .information:
      albedo = mix(blue, white, Filtered.step(0.9, max(abs(x), abs(y)), w))
      let letter =
        Filtered.band(x, -0.35, -0.12, w) * Filtered.band(y, -0.6, 0.6, w)
        + Filtered.band(x, -0.12, 0.4, w) * (Filtered.band(y, 0.42, 0.6, w) + Filtered.band(y, -0.05, 0.14, w))
        + Filtered.band(x, 0.22, 0.4, w) * Filtered.band(y, 0.1, 0.5, w)
      albedo = mix(albedo, white, saturate(letter))
    case .direction:
      let tint = style.seed & 1 == 0 ? Colour(0.02, 0.10, 0.38) : Colour(0.02, 0.20, 0.09)
      albedo = mix(tint, white, Filtered.step(0.93, max(abs(x) * 0.99, abs(y) * 0.97), w))
      let text =
        Filtered.step(0.46, Noise.value(x * 9, (y * 2).rounded(.down), style.seed), w * 9)
        * Filtered.pulses(y + 4, period: 0.5, 0.14, 0.36, w) * Filtered.band(x, -0.8, 0.45, w)
      albedo = mix(albedo, white, text)
    case .plate:
      let text = Filtered.pulses(x + 4, period: 0.2, 0.03, 0.15, w) * Filtered.band(y, -0.4, 0.4, w)
      albedo = mix(white, gray(0.05), text * Filtered.band(x, -0.8, 0.8, w))
    case .chevron:
      let v = x + abs(y) * 0.8
      albedo = mix(white, red, Filtered.pulses(v + 4, period: 0.5, 0, 0.25, w))
    }
    return Appearance(albedo: albedo, gloss: 0.02)
  }

  /// A digit's rough shape.
  private static func figure(_ x: Float, _ y: Float, _ w: Float, _ kind: UInt32) -> Float {
    let frame = Filtered.band(x, -0.2, 0.2, w) * Filtered.band(y, -0.42, 0.42, w)
    let hole = Filtered.band(x, -0.08, 0.08, w) * Filtered.band(y, -0.3, 0.3, w)
    switch kind {
    case 0: return frame * Filtered.band(x, -0.08, 0.06, w)
    case 1:
      return saturate(frame - hole) * (y > 0 ? 1 : Filtered.band(y, -0.42, -0.3, w) + Filtered.band(x, -0.2, 0, w))
    default: return saturate(frame - hole)
    }
  }

  /// Three lenses on a dark case; `lit` counts from the top. x, y in [-1, 1].
  static func signal(lit: Int, _ x: Float, _ y: Float, _ halfWidth: Float, _ halfHeight: Float, _ w: Float)
    -> Appearance
  {
    var result = Appearance(albedo: gray(0.02), gloss: 0.02)
    let lenses: [Colour] = [Colour(1, 0.05, 0.02), Colour(1, 0.55, 0.03), Colour(0.05, 1, 0.45)]
    for (k, lens) in lenses.enumerated() {
      let (dx, dy) = (x * halfWidth, y * halfHeight - (1 - Float(k)) * halfHeight * 0.62)
      let inside = 1 - Filtered.step(halfHeight * 0.25, (dx * dx + dy * dy).squareRoot(), w * halfWidth)
      result.albedo = mix(result.albedo, lens * 0.08, inside)
      if k == lit { result.emission += lens * (inside * 2.2) }
    }
    return result
  }

  /// Foliage: clumps of light and dark leaves.
  static func leaves(_ colour: Colour, _ seed: UInt32, _ p: SurfacePoint) -> Appearance {
    let q = p.position
    let w = p.footprint
    func octave(_ scale: Float, _ s: UInt32) -> Float {
      let seen = saturate(1.8 - 2 * w * scale)
      return seen <= 0 ? 0.5 : 0.5 + seen * (Noise.value(q * scale, seed &+ s) - 0.5)
    }
    let (clump, twig, leaf) = (octave(1.3, 0), octave(3.7, 1), octave(11, 2))
    let light = 0.45 * clump + 0.3 * twig + 0.25 * leaf
    let tone = 0.35 + 1.3 * smoothstep(0.22, 0.8, light)
    let hue = mix(Colour(0.85, 0.95, 1.1), Colour(1.2, 1.04, 0.75), clump)
    return Appearance(
      albedo: colour * hue * tone, gloss: 0, openness: 0.35 + 0.65 * smoothstep(0.2, 0.75, light), translucency: 0.35)
  }
}
