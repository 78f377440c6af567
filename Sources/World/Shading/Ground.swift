/// The plane y = 0: the road with its marks, a crossing road, and what lies beyond the kerbs.
struct Ground {
  enum Verge {
    case grass
    case paving
    case gravel
    case field
  }
  enum Marks {
    case none
    /// A dashed line between the two directions.
    case dashed
    /// A solid line, or two.
    case solid
    /// Two lanes in each direction.
    case lanes
  }

  var road = RoadLine()
  var halfWidth: Float = 4
  var marks = Marks.dashed
  /// Lines that part the driving lanes from parked cars, metres from the middle; 0 for none.
  var parkingLine: Float = 0
  var hasEdgeLines = false
  var isConcrete = false
  /// How light the asphalt is.
  var tone: Float = 0.1
  /// A zebra crossing's start and end along the street.
  var zebra: ClosedRange<Float>?
  /// A second road across the first, around this z, this wide to each side.
  var crossing: (z: Float, halfWidth: Float)?
  var verge = Verge.paving
  var vergeColour = gray(0.3)
  var seed: UInt32 = 0
  /// A stretch under a roof, if there is one.
  var tunnel: Tunnel?

  /// The inside of a tunnel along the road: how far daylight reaches.
  struct Tunnel {
    var from: Float
    var to: Float
    var opensFrom: Bool
    var opensTo: Bool
    var halfWidth: Float
    var top: Float

    /// The share of daylight at a point, 1 outside.
    func daylight(_ p: Vec3) -> Float {
      guard p.z > from, p.z < to, abs(p.x) < halfWidth + 0.2, p.y < top + 0.2 else { return 1 }
      let way = min(opensFrom ? p.z - from : .infinity, opensTo ? to - p.z : .infinity) / 7
      return 1 / (1 + way * way)
    }
  }

  /// Whether a place lies on a road.
  func isRoad(_ x: Float, _ z: Float) -> Bool {
    if let crossing, abs(z - crossing.z) < crossing.halfWidth { return true }
    return abs(road.lateral(x, z)) < halfWidth
  }

  func semantic(_ x: Float, _ z: Float) -> SemanticClass {
    if isRoad(x, z) { return .road }
    return verge == .paving ? .pavement : .terrain
  }

  func appearance(_ p: SurfacePoint, wetness: Float) -> Appearance {
    let (x, z) = (p.position.x, p.position.z)
    let lateral = road.lateral(x, z)
    let across = road.across(z)
    let (wl, ws) = (p.width(across), p.width(Vec3(-across.z, 0, across.x)))
    let fine = max(wl, ws)
    let onMain = Filtered.step(-halfWidth, lateral, wl) - Filtered.step(halfWidth, lateral, wl)
    var onCross: Float = 0
    if let crossing { onCross = Filtered.band(z, crossing.z - crossing.halfWidth, crossing.z + crossing.halfWidth, ws) }
    let onRoad = max(onMain, onCross)
    var result = Appearance(albedo: .zero)
    if onRoad > 0 {
      result.albedo = asphalt(lateral, x, z, fine, wl, onCross > onMain ? onCross : 0)
      let paint = marking(lateral, z, wl, ws, onCross) * worn(x, z, fine)
      result.albedo = mix(result.albedo, Colour(0.62, 0.61, 0.57), paint)
      let puddle =
        wetness
        * smoothstep(0.35, 0.75, Noise.fractal(x * 0.5, z * 0.25, seed &+ 11, octaves: 3, footprint: fine * 0.5))
      result.albedo *= 1 - 0.35 * wetness - 0.2 * puddle
      result.gloss = 0.012 + 0.05 * wetness + 0.12 * puddle
    }
    if onRoad < 1 {
      let side = roadside(abs(lateral) - halfWidth, x, z, fine, wl, ws)
      result.albedo = mix(side * (1 - 0.25 * wetness), result.albedo, onRoad)
      result.gloss *= onRoad
    }
    return result
  }

  private func asphalt(_ lateral: Float, _ x: Float, _ z: Float, _ w: Float, _ wl: Float, _ cross: Float) -> Colour {
    let large = Noise.fractal(x * 0.22, z * 0.09, seed, octaves: 4, footprint: w * 0.22)
    let grain = Noise.fractal(x * 22, z * 22, seed &+ 1, octaves: 2, footprint: w * 22)
    var tone = tone * (0.72 + 0.5 * large) * (0.82 + 0.36 * grain)
    // Wheels polish two tracks in each lane, oil darkens what lies between.
    let lane = halfWidth > 5.5 ? halfWidth * 0.5 : halfWidth
    let inLane = abs(abs(lateral).truncatingRemainder(dividingBy: lane) - 0.5 * lane)
    let track = smoothstep(0.45, 0, abs(inLane - 0.75))
    tone *= 1 + (0.14 * track - 0.10 * smoothstep(0.4, 0, inLane)) * (1 - cross)
    // Patches where the road was opened, each with a dark seam.
    let cell = (z / 7).rounded(.down)
    let r = Noise.cell(Int32(cell), lateral < 0 ? 0 : 1, seed &+ 2)
    if r < 0.3 {
      let (from, length, centre) = (r * 6, 1 + r * 9, (lateral < 0 ? -1 : 1) * (0.7 + r * 6))
      let zc = z - cell * 7
      let inside = Filtered.band(zc, from, from + length, w) * Filtered.band(lateral, centre - 0.7, centre + 0.7, wl)
      let seam =
        inside - Filtered.band(zc, from + 0.06, from + length - 0.06, w)
        * Filtered.band(lateral, centre - 0.64, centre + 0.64, wl)
      tone *= 1 + inside * (r < 0.15 ? -0.28 : 0.22) - 0.4 * saturate(seam)
    }
    let crack = abs(Noise.fractal(x * 0.55, z * 0.4, seed &+ 3, octaves: 3, footprint: w * 0.5) - 0.52)
    tone *= 1 - 0.35 * saturate(1 - crack / 0.006) * saturate(1.3 - w * 18)
    // The seam in the middle and the gutters.
    tone *= 1 - 0.2 * Filtered.band(abs(lateral), halfWidth - 0.3, halfWidth, wl)
    let hue: Colour = isConcrete ? Colour(1.9, 1.82, 1.68) : Colour(1.0, 1.0, 1.03)
    if isConcrete { tone *= 1 - 0.4 * Filtered.pulses(z, period: 5, 0, 0.04, w) }
    return hue * tone
  }

  private func worn(_ x: Float, _ z: Float, _ w: Float) -> Float {
    0.55 + 0.42 * smoothstep(0.25, 0.6, Noise.fractal(x * 2.1, z * 1.3, seed &+ 4, octaves: 3, footprint: w * 2))
  }

  private func marking(_ lateral: Float, _ z: Float, _ wl: Float, _ ws: Float, _ onCross: Float) -> Float {
    let side = abs(lateral)
    var paint: Float = 0
    switch marks {
    case .none: break
    case .dashed:
      paint = Filtered.band(lateral, -0.07, 0.07, wl) * Filtered.pulses(z, period: 9, 0, 3.5, ws)
    case .solid:
      paint = Filtered.band(side, 0.06, 0.19, wl)
    case .lanes:
      paint =
        Filtered.band(side, 0.06, 0.19, wl)
        + Filtered.band(side, 0.5 * halfWidth - 0.07, 0.5 * halfWidth + 0.07, wl)
        * Filtered.pulses(z, period: 12, 0, 4, ws)
    }
    if hasEdgeLines { paint += Filtered.band(side, halfWidth - 0.5, halfWidth - 0.36, wl) }
    if parkingLine > 0 {
      paint +=
        Filtered.band(side, parkingLine - 0.06, parkingLine + 0.06, wl)
        * Filtered.pulses(z, period: 2, 0, 1, ws)
      paint += Filtered.band(side, parkingLine, halfWidth, wl) * Filtered.pulses(z, period: 6, 0, 0.1, ws)
    }
    if let crossing {
      // Nothing is painted where the roads meet; before it a stop line for each direction.
      let gap = abs(z - crossing.z) - crossing.halfWidth
      paint *= Filtered.step(4.2, gap, ws)
      let aside = Filtered.step(halfWidth + 5, side, wl)
      paint += Filtered.within(z - crossing.z, 0.07, ws) * Filtered.pulses(lateral, period: 9, 0, 3.5, wl) * aside
      let isMine = z < crossing.z ? lateral > 0 : lateral < 0
      let limit = parkingLine > 0 ? parkingLine : halfWidth
      if isMine { paint = max(paint, Filtered.band(gap, 4.4, 4.85, ws) * Filtered.band(side, 0.1, limit - 0.1, wl)) }
    }
    if let zebra {
      let inside = Filtered.band(z, zebra.lowerBound, zebra.upperBound, ws)
      let bars =
        Filtered.pulses(lateral + 0.25, period: 1, 0, 0.5, wl)
        * Filtered.within(side, halfWidth - 0.3, wl)
      paint = mix(paint, bars, inside)
    }
    return saturate(paint)
  }

  private func roadside(_ beyond: Float, _ x: Float, _ z: Float, _ w: Float, _ wl: Float, _ ws: Float) -> Colour {
    switch verge {
    case .paving:
      return Ground.slabs(x, z, wl, ws, vergeColour, seed)
    case .grass, .field:
      let blades = Noise.fractal(x * 5, z * 5, seed &+ 6, octaves: 4, footprint: w * 5)
      let large = Noise.fractal(x * 0.13, z * 0.1, seed &+ 7, octaves: 4, footprint: w * 0.13)
      var colour = mix(vergeColour * 0.62, vergeColour * Colour(1.45, 1.25, 0.95), saturate(1.3 * large - 0.15))
      colour *= 0.55 + 0.9 * blades
      if verge == .field && beyond > 9 {
        let rows = Filtered.pulses(beyond, period: 1.6, 0, 0.8, wl)
        colour = mix(colour, Colour(0.26, 0.21, 0.10) * (0.7 + 0.6 * rows), 0.6 * smoothstep(9, 10, beyond))
      }
      let gravel = smoothstep(1.3, 0.2, beyond + 1.2 * (large - 0.5))
      return mix(colour, Colour(0.20, 0.18, 0.15) * (0.6 + 0.8 * blades), gravel * 0.85)
    case .gravel:
      return vergeColour * (0.6 + 0.8 * Noise.fractal(x * 7, z * 7, seed, octaves: 3, footprint: w * 7))
    }
  }

  /// Paving slabs: joints and a shade for each slab.
  static func slabs(_ x: Float, _ z: Float, _ wx: Float, _ wz: Float, _ colour: Colour, _ seed: UInt32) -> Colour {
    let row = (z / 0.6).rounded(.down)
    let shift: Float = Int32(row) & 1 == 0 ? 0 : 0.3
    let joint = max(
      Filtered.pulses(z, period: 0.6, 0, 0.02, wz), Filtered.pulses(x + shift, period: 0.6, 0, 0.02, wx))
    let fade = saturate(1.5 - max(wx, wz) * 2)
    let slab = Noise.cell(Int32(((x + shift) / 0.6).rounded(.down)), Int32(row), seed) - 0.5
    let dirt = Noise.fractal(x * 0.5, z * 0.5, seed &+ 8, octaves: 4, footprint: max(wx, wz) * 0.5)
    return colour * (1 + 0.22 * slab * fade) * (0.68 + 0.6 * dirt) * (1 - 0.5 * joint)
  }
}

/// The middle of the road: x = bend z² / 2 + x0, straight or gently curved.
struct RoadLine {
  var bend: Float = 0
  var x0: Float = 0

  @inline(__always) func middle(_ z: Float) -> Float { x0 + 0.5 * bend * z * z }

  /// Metres to the right of the middle.
  @inline(__always) func lateral(_ x: Float, _ z: Float) -> Float {
    let slope = bend * z
    return (x - middle(z)) / (1 + slope * slope).squareRoot()
  }

  /// To the right, across the road.
  @inline(__always) func across(_ z: Float) -> Vec3 { normalized(Vec3(1, 0, -bend * z)) }

  /// Ahead, along the road.
  @inline(__always) func along(_ z: Float) -> Vec3 { normalized(Vec3(bend * z, 0, 1)) }

  /// The point `lateral` metres to the right of the middle at z.
  @inline(__always) func place(_ lateral: Float, _ z: Float, _ y: Float = 0) -> Vec3 {
    Vec3(middle(z), y, z) + across(z) * lateral
  }
}
