import Numerics

/// The air: how much it scatters at each place of the world.
///
///     beta(p) = beta0 exp(-p.y / H) (1 + sum_i a_i cos(k_i · p + phi_i))
///
/// Height fall-off (H) and patches (the sum) are optional. The optical depth along a ray has a closed form, so that
/// neighbouring pixels, frames of a drive and both eyes of a rig see the same fog.
public struct FogMedium: Sendable, Hashable {
  /// One wave of density: `amplitude` relative to the mean, `k` in radians per metre, `phase` in radians.
  public struct Wave: Sendable, Hashable {
    public var amplitude: Double
    public var k: SIMD3<Double>
    public var phase: Double

    public init(amplitude: Double, k: SIMD3<Double>, phase: Double) {
      (self.amplitude, self.k, self.phase) = (amplitude, k, phase)
    }
  }

  /// The mean scattering coefficient at height 0, in 1/m.
  public let beta0: Double
  /// The height H in metres over which density falls by e; nil for the same at all heights.
  public let scaleHeight: Double?
  public let waves: [Wave]

  /// A medium. A negative beta0, a scale height that is not positive, or waves whose amplitudes add up to more than 1
  /// (air would glow) trap.
  public init(beta0: Double, scaleHeight: Double? = nil, waves: [Wave] = []) {
    require(beta0 >= 0 && beta0.isFinite, "FogMedium: beta0 \(beta0) /m, expected zero or more")
    require(scaleHeight.map { $0 > 0 && $0.isFinite } ?? true, "FogMedium: scale height \(scaleHeight ?? 0) m")
    let total = waves.reduce(0) { $0 + abs($1.amplitude) }
    require(total <= 1 + 1e-12, "FogMedium: amplitudes add up to \(total), expected at most 1")
    (self.beta0, self.scaleHeight, self.waves) = (beta0, scaleHeight, waves)
  }

  /// Patches of `strength` in [0, 1] with wavelengths in metres, drawn from a stream: six waves, mostly level, the
  /// longer the stronger. The mean density stays; the mean transmission rises (Jensen).
  public static func patches(
    strength: Double, wavelengths: ClosedRange<Double> = 12...70, _ random: Generator
  ) -> [Wave] {
    var random = random
    let count = 6
    let lengths = (0..<count).map { i in
      wavelengths.lowerBound
        * Portable.pow(
          wavelengths.upperBound / wavelengths.lowerBound, (Double(i) + random.uniform64()) / Double(count))
    }
    let weights = lengths.map { $0.squareRoot() }
    let total = weights.reduce(0, +)
    return zip(lengths, weights).map { length, weight in
      let angle = 2 * Double.pi * random.uniform64()
      let k = 2 * Double.pi / length
      return Wave(
        amplitude: strength * weight / total,
        k: SIMD3(Portable.cos(angle) * k, 0.4 * (random.uniform64() - 0.5) * k, Portable.sin(angle) * k),
        phase: 2 * Double.pi * random.uniform64())
    }
  }

  /// beta at a point (y up, metres), in 1/m.
  public func beta(at p: SIMD3<Double>) -> Double {
    let layer = scaleHeight.map { Portable.exp(-p.y / $0) } ?? 1
    return beta0 * layer * waves.reduce(1) { $0 + $1.amplitude * Portable.cos(dot($1.k, p) + $1.phase) }
  }

  /// The optical depth ∫ beta ds of a ray from `origin` along `direction` (length 1) over a range of distances in
  /// metres, which may be infinite. In closed form.
  ///
  /// With a = direction.y / H and w = -a + i k·direction each term is the integral of an exponential: for the layer
  /// exp(-h/H) (H/s) (1 - exp(-s L / H)), in the limit L.
  public func opticalDepth(
    from origin: SIMD3<Double>, along direction: SIMD3<Double>, over range: ClosedRange<Double>
  ) -> Double {
    let (from, to) = (range.lowerBound, range.upperBound)
    guard to > from, beta0 > 0 else { return 0 }
    let a = scaleHeight.map { direction.y / $0 } ?? 0
    if to == .infinity && a <= 1e-9 { return .infinity }
    let foot = scaleHeight.map { Portable.exp(-origin.y / $0) } ?? 1
    var sum = FogMedium.exponential(re: -a, im: 0, from, to).re
    for wave in waves {
      let phase = dot(wave.k, origin) + wave.phase
      let part = FogMedium.exponential(re: -a, im: dot(wave.k, direction), from, to)
      sum += wave.amplitude * (Portable.cos(phase) * part.re - Portable.sin(phase) * part.im)
    }
    return max(beta0 * foot * sum, 0)
  }

  /// ∫ exp(w s) ds between two distances, w = re + i im; for `to` infinite re < 0.
  private static func exponential(re: Double, im: Double, _ from: Double, _ to: Double) -> (re: Double, im: Double) {
    let start = turned(re * from, im * from)
    let size = re * re + im * im
    if to == .infinity {  // -exp(w from) / w
      return (-(start.re * re + start.im * im) / size, -(start.im * re - start.re * im) / size)
    }
    let length = to - from
    let (x, y) = (re * length, im * length)
    // (exp(z) - 1) / z, by its series where the difference would cancel.
    var quotient: (re: Double, im: Double)
    if x * x + y * y < 1e-4 {
      quotient = (1, 0)
      for n in stride(from: 7.0, through: 2, by: -1) {  // Horner: 1 + z/2 (1 + z/3 (1 + …))
        quotient = (1 + (quotient.re * x - quotient.im * y) / n, (quotient.re * y + quotient.im * x) / n)
      }
    } else {
      let e = turned(x, y)
      let d = x * x + y * y
      quotient = (((e.re - 1) * x + e.im * y) / d, (e.im * x - (e.re - 1) * y) / d)
    }
    return (
      (start.re * quotient.re - start.im * quotient.im) * length,
      (start.re * quotient.im + start.im * quotient.re) * length
    )
  }

  /// exp(x + i y).
  private static func turned(_ x: Double, _ y: Double) -> (re: Double, im: Double) {
    let size = x == 0 ? 1 : Portable.exp(x)
    return y == 0 ? (size, 0) : (size * Portable.cos(y), size * Portable.sin(y))
  }
}

private func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }
