extension Facade {
  /// Walls with windows, doors and shops. `along` and `height` are metres from the face's left end and from the street;
  /// `width` is the face's, `top` the wall's height.
  func appearance(
    along: Float, height: Float, width: Float, top: Float, _ wu: Float, _ wv: Float, light: Light
  ) -> Appearance {
    var result = Appearance(albedo: wallColour(along, height, wu, wv))
    // Dirt gathers below sills and near the street.
    result.albedo *= 0.82 + 0.18 * Noise.fractal(along * 0.35, height * 0.15, seed, octaves: 3, footprint: wu * 0.35)
    result.albedo *= 0.8 + 0.2 * smoothstep(0, 0.9, height)
    let plinth = Filtered.step(0.55, height, wv)
    result.albedo = mix(result.albedo * 0.6, result.albedo, plinth)
    let upper = height - groundFloor
    let floors = ((top - groundFloor - 0.7) / floor).rounded(.down)
    if top > groundFloor {
      let cornice = Filtered.band(height, top - 0.55, top - 0.15, wv) + Filtered.band(upper, -0.28, -0.02, wv)
      result.albedo = mix(result.albedo, trim, saturate(cornice) * 0.85)
      let underneath = Filtered.band(height, top - 0.95, top - 0.55, wv) + Filtered.band(upper, -0.6, -0.28, wv)
      result.albedo *= 1 - 0.3 * saturate(underneath)
    }
    let bays = max(((width - 0.6) / bay).rounded(.down), 1)
    let pitch = width / bays
    if upper < 0 {
      groundFloorOpenings(&result, along, height, bays, pitch, wu, wv, light)
    } else if upper < floors * floor {
      windows(&result, along, upper, bays, pitch, wu, wv, light)
    }
    return result
  }

  private func wallColour(_ x: Float, _ y: Float, _ wu: Float, _ wv: Float) -> Colour {
    switch wall {
    case .render:
      return colour * (0.94 + 0.06 * Noise.fractal(x * 3, y * 3, seed, octaves: 2, footprint: wu * 3))
    case .brick:
      let course = (y / 0.075).rounded(.down)
      let shift: Float = Int32(course) & 1 == 0 ? 0 : 0.11
      let mortar = max(
        Filtered.pulses(y, period: 0.075, 0, 0.012, wv), Filtered.pulses(x + shift, period: 0.22, 0, 0.012, wu))
      let brick = Noise.cell(Int32(((x + shift) / 0.22).rounded(.down)), Int32(course), seed)
      let visible = saturate(1.6 - wv / 0.05)
      let tone = 0.92 + 0.16 * visible * (brick - 0.5)
      let patch = 0.85 + 0.3 * Noise.fractal(x * 0.9, y * 0.9, seed &+ 5, octaves: 3, footprint: wu)
      return mix(colour * tone * patch, Colour(0.42, 0.40, 0.37), mortar * 0.7)
    case .panels:
      let joint = max(
        Filtered.pulses(y, period: floor, 0, 0.05, wv), Filtered.pulses(x, period: 3.2, 0, 0.05, wu))
      let panel = Noise.cell(Int32((x / 3.2).rounded(.down)), Int32((y / floor).rounded(.down)), seed)
      return colour * (1 - 0.45 * joint) * (0.95 + 0.1 * panel)
    case .glass:
      return trim * (0.9 + 0.2 * Noise.cell(Int32((x / 1.5).rounded(.down)), Int32((y / floor).rounded(.down)), seed))
    }
  }

  private func windows(
    _ result: inout Appearance, _ along: Float, _ upper: Float, _ bays: Float, _ pitch: Float, _ wu: Float,
    _ wv: Float, _ light: Light
  ) {
    let (glassWidth, glassHeight, sill) =
      wall == .glass ? (pitch - 0.12, floor - 0.45, Float(0.3)) : (windowWidth, windowHeight, Float(0.85))
    let left = 0.5 * (pitch - glassWidth)
    func opening(_ grow: Float, _ dy: Float = 0) -> Float {
      Filtered.pulses(along, period: pitch, max(left - grow, 0), min(left + glassWidth + grow, pitch), wu)
        * Filtered.pulses(
          upper + dy, period: floor, max(sill - grow, 0), min(sill + glassHeight + grow, floor), wv)
    }
    let inside = opening(0)
    let frame = opening(0.12)
    if hasShutters {
      let boards =
        Filtered.pulses(
          along, period: pitch, max(left - 0.55 * glassWidth, 0), min(left + 1.55 * glassWidth, pitch), wu)
        * Filtered.pulses(upper, period: floor, sill, sill + glassHeight, wv)
      let slats = 0.85 + 0.15 * Filtered.pulses(upper, period: 0.09, 0, 0.05, wv)
      result.albedo = mix(result.albedo, shopColour * 0.8 * slats, saturate(boards - frame))
    }
    // A sill throws a narrow shadow.
    let shadow =
      Filtered.pulses(upper, period: floor, sill - 0.35, sill - 0.12, wv)
      * Filtered.pulses(along, period: pitch, max(left - 0.1, 0), min(left + glassWidth + 0.1, pitch), wu)
    result.albedo *= 1 - 0.25 * shadow
    result.albedo = mix(result.albedo, wall == .glass ? trim * 0.6 : trim, saturate(frame - inside))
    guard inside > 0 else { return }
    let column = Int32((along / pitch).rounded(.down))
    let row = Int32((upper / floor).rounded(.down))
    let x = along - Float(column) * pitch - left
    let y = upper - Float(row) * floor - sill
    glass(
      &result, inside, x, y, glassWidth, glassHeight, Noise.mixed(UInt32(bitPattern: column &* 131 &+ row) ^ seed), wu,
      wv, light)
  }

  /// A pane: dark behind, sometimes curtained or lit, divided by bars, shaded by its reveal.
  private func glass(
    _ result: inout Appearance, _ share: Float, _ x: Float, _ y: Float, _ w: Float, _ h: Float, _ word: UInt32,
    _ wu: Float, _ wv: Float, _ light: Light
  ) {
    let r = Float(word & 0xff) / 255
    let q = Float(word >> 8 & 0xff) / 255
    var pane = Colour(0.035, 0.04, 0.045)
    if r < 0.45 {  // curtains at both sides, or a blind let down
      let side = q < 0.6 ? 1 - Filtered.band(x, w * 0.22, w * 0.78, wu) : Filtered.step(h * (0.3 + 0.6 * q), y, wv)
      let folds = 0.8 + 0.2 * Filtered.pulses(x, period: 0.16, 0, 0.08, wu)
      pane = mix(pane, mix(Colour(0.42, 0.40, 0.36), trim, q) * folds * 0.75, side)
    }
    let reveal = Filtered.step(h - 0.16, y, wv)
    pane *= 1 - 0.6 * reveal
    let bars = max(
      Filtered.band(x, w * 0.5 - 0.035, w * 0.5 + 0.035, wu), Filtered.band(y, h * 0.68 - 0.03, h * 0.68 + 0.03, wv))
    if wall != .glass { pane = mix(pane, trim * 0.9, bars) }
    result.albedo = mix(result.albedo, pane, share)
    result.gloss = (wall == .glass ? 0.16 : 0.10) * share * (1 - (wall == .glass ? 0 : bars))
    if light.isDim && r > 0.62 {
      result.emission = Colour(0.85, 0.58, 0.28) * (share * (0.25 + 0.5 * q) * (1 - 0.8 * bars))
    }
  }

  private func groundFloorOpenings(
    _ result: inout Appearance, _ along: Float, _ height: Float, _ bays: Float, _ pitch: Float, _ wu: Float,
    _ wv: Float, _ light: Light
  ) {
    if hasShops {
      let front = 2 * pitch
      let shop = Int32((along / front).rounded(.down))
      let word = Noise.mixed(UInt32(bitPattern: shop) ^ seed &+ 77)
      let tone = Colour(
        0.15 + 0.6 * Float(word & 0xff) / 255, 0.12 + 0.45 * Float(word >> 8 & 0xff) / 255,
        0.12 + 0.5 * Float(word >> 16 & 0xff) / 255)
      let board = Filtered.band(height, 2.85, 3.4, wv) * Filtered.pulses(along, period: front, 0.25, front - 0.25, wu)
      let letters =
        Filtered.band(height, 3.0, 3.24, wv)
        * Filtered.pulses(along, period: front, 0.9, front - 1.4, wu)
        * Filtered.step(0.45, Noise.value(along * 4.5, 3, seed), wu * 6)
      result.albedo = mix(result.albedo, mix(tone * 0.8, gray(0.85), letters * 0.9), board)
      let pane = Filtered.band(height, 0.5, 2.75, wv) * Filtered.pulses(along, period: front, 0.3, front - 0.3, wu)
      let bars = Filtered.pulses(along, period: front / 3, 0, 0.08, wu)
      // Goods on three shelves, dimmer towards the back of the shop.
      let (column, shelf) = ((along / 0.36).rounded(.down), (height / 0.62).rounded(.down))
      let item = Noise.mixed(UInt32(bitPattern: Int32(column) &* 31 &+ Int32(shelf)) ^ seed &+ 9)
      let level = Float(item & 0xff) / 255
      let goods =
        Filtered.pulses(along, period: 0.36, 0.05, 0.14 + 0.2 * level, wu)
        * Filtered.pulses(height, period: 0.62, 0.04, 0.16 + 0.36 * level, wv) * Filtered.step(-1.86, -height, wv)
      let colour = mix(tone, Colour(0.5, 0.42, 0.33), Float(item >> 8 & 0xff) / 255)
      let inside = mix(Colour(0.03, 0.03, 0.035), colour * 0.45, goods * 0.8)
      result.albedo = mix(result.albedo, mix(inside, tone * 0.5, bars), pane)
      result.gloss = 0.07 * pane
      let lit = (light.isDim ? 0.2 : 0.03) * (0.55 + 0.3 * height / 2.75)
      let warm = mix(Colour(0.95, 0.80, 0.58), Colour(0.85, 0.9, 0.95), Float(word >> 24) / 255)
      result.emission = warm * mix(Colour(1, 1, 1), colour * 1.6, goods) * (pane * (1 - bars) * lit)
      return
    }
    let left = 0.5 * (pitch - windowWidth)
    let column = Int32((along / pitch).rounded(.down))
    let isDoor = Noise.mixed(UInt32(bitPattern: column) ^ seed) % 4 == 1
    let x = along - Float(column) * pitch
    if isDoor {
      let leaf = Filtered.band(x, 0.5 * pitch - 0.55, 0.5 * pitch + 0.55, wu) * Filtered.band(height, 0, 2.25, wv)
      let frame = Filtered.band(x, 0.5 * pitch - 0.7, 0.5 * pitch + 0.7, wu) * Filtered.band(height, 0, 2.75, wv)
      let panels =
        Filtered.pulses(height, period: 0.75, 0.12, 0.63, wv)
        * Filtered.band(x, 0.5 * pitch - 0.4, 0.5 * pitch + 0.4, wu)
      result.albedo = mix(result.albedo, trim, frame)
      result.albedo = mix(result.albedo, shopColour * (1 - 0.25 * panels), leaf)
    } else {
      let inside = Filtered.band(x, left, left + windowWidth, wu) * Filtered.band(height, 1.15, 2.75, wv)
      let frame = Filtered.band(x, left - 0.12, left + windowWidth + 0.12, wu) * Filtered.band(height, 1.0, 2.9, wv)
      result.albedo = mix(result.albedo, trim, saturate(frame - inside))
      if inside > 0 {
        glass(
          &result, inside, x - left, height - 1.15, windowWidth, 1.6,
          Noise.mixed(UInt32(bitPattern: column) ^ seed &+ 3),
          wu, wv, light)
      }
    }
  }

}
