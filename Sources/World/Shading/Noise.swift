/// Value noise from integer hashes: a function of position and seed, the same everywhere.
enum Noise {
  /// A well-mixed word (the finaliser of MurmurHash3).
  @inline(__always) static func mixed(_ word: UInt32) -> UInt32 {
    var h = word
    h = (h ^ (h >> 16)) &* 0x85eb_ca6b
    h = (h ^ (h >> 13)) &* 0xc2b2_ae35
    return h ^ (h >> 16)
  }

  /// In [0, 1), one value per lattice cell.
  @inline(__always) static func cell(_ x: Int32, _ y: Int32, _ seed: UInt32) -> Float {
    let h = mixed(UInt32(bitPattern: x) &* 0x9e37_79b1 ^ UInt32(bitPattern: y) &* 0x85eb_ca77 ^ seed)
    return Float(h >> 8) * 0x1p-24
  }

  @inline(__always) private static func lattice(_ h: UInt32) -> Float {
    let m = (h ^ (h >> 15)) &* 0x2c1b_3c6d
    return Float((m ^ (m >> 12)) >> 8) * 0x1p-24
  }

  /// In [0, 1], with a smooth slope; one bump per unit.
  @inline(__always) static func value(_ x: Float, _ y: Float, _ seed: UInt32) -> Float {
    let (fx, fy) = (x.rounded(.down), y.rounded(.down))
    let (u, v) = (fade(x - fx), fade(y - fy))
    let hx = UInt32(bitPattern: Int32(fx)) &* 0x9e37_79b1
    let hy = UInt32(bitPattern: Int32(fy)) &* 0x85eb_ca77 ^ seed
    let (hx1, hy1) = (hx &+ 0x9e37_79b1, (hy ^ seed) &+ 0x85eb_ca77 ^ seed)
    let a = mix(lattice(hx ^ hy), lattice(hx1 ^ hy), u)
    let b = mix(lattice(hx ^ hy1), lattice(hx1 ^ hy1), u)
    return mix(a, b, v)
  }

  /// In [0, 1], with a smooth slope; one bump per unit.
  @inline(__always) static func value(_ p: Vec3, _ seed: UInt32) -> Float {
    let fz = p.z.rounded(.down)
    let layer = UInt32(bitPattern: Int32(fz)) &* 0xc2b2_ae3d
    return mix(
      value(p.x, p.y, seed ^ layer), value(p.x, p.y, seed ^ (layer &+ 0xc2b2_ae3d)), fade(p.z - fz))
  }

  /// A sum of `octaves`, each twice as fine and half as strong; in [0, 1]. Octaves finer than `footprint` (in units of
  /// the first) fade to their mean, as a camera would see them.
  @inline(__always)
  static func fractal(_ x: Float, _ y: Float, _ seed: UInt32, octaves: Int, footprint: Float = 0) -> Float {
    var (sum, weight, scale) = (Float(0.5), Float(0.5), Float(1))
    for k in 0..<octaves {
      let seen = saturate(2 - 2.5 * footprint * scale)
      if seen <= 0 { break }
      sum += weight * seen * (value(x * scale, y * scale, seed &+ UInt32(k) &* 0x68e3_1da4) - 0.5)
      weight *= 0.5
      scale *= 2
    }
    return saturate(sum)
  }

  @inline(__always) private static func fade(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}
