import Numerics

/// Functions behind the distributions, in Float64 with the same bits everywhere (libm's and Boost's differ by machine).
enum SpecialFunctions {
  /// 1 - erf x with its digits kept in the tail.
  static func erfc(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 2 { return 1 - erf(x) }
    if x > 27.3 { return 0 }
    // Continued fraction, backwards from a depth at which it has converged for x >= 2.
    var tail = 0.0
    for k in stride(from: 160, through: 1, by: -1) { tail = Double(k) / 2 / (x + tail) }
    return Portable.exp(-x * x) / ((x + tail) * Double.pi.squareRoot())
  }

  /// erf by its series of positive terms: no cancellation. Only for |x| below about 5.
  private static func erf(_ x: Double) -> Double {
    if x < -6 { return -1 }
    let xx = 2 * x * x
    var term = x
    var sum = x
    var k = 1.0
    while abs(term) > 1e-18 * abs(sum) {
      term *= xx / (2 * k + 1)
      sum += term
      k += 1
    }
    return 2 / Double.pi.squareRoot() * Portable.exp(-x * x) * sum
  }

  /// ln Gamma(x), x > 0: Stirling's series after shifting x beyond 15.
  static func lnGamma(_ x: Double) -> Double {
    require(x > 0, "lnGamma: \(x), expected > 0")
    var (y, product) = (x, 1.0)
    while y < 15 {
      product *= y
      y += 1
    }
    let z = 1 / (y * y)
    let series =
      (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691.0 / 360360))))) / y
    return (y - 0.5) * Portable.log(y) - y + 0.9189385332046727 + series - Portable.log(product)
  }

  /// The regularised incomplete beta function I_x(a, b), with y = 1 - x given apart so that neither loses digits.
  ///
  /// Source: the continued fraction of Didonato and Morris 1992 (their equation 9 evaluated by Lentz's method).
  static func incompleteBeta(x: Double, y: Double, a: Double, b: Double) -> Double {
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(x: y, y: x, a: b, b: a) }
    let lnFront =
      a * Portable.log(x) + b * Portable.log(y) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)
    let tiny = 1e-300
    var f = 1.0
    var c = 1.0
    var d = 0.0
    for i in 0..<500 {
      let m = Double(i / 2)
      let numerator: Double
      if i == 0 {
        numerator = 1
      } else if i % 2 == 0 {
        numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      } else {
        numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      }
      d = 1 + numerator * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      f *= c * d
      if abs(1 - c * d) < 1e-16 { break }
    }
    return Portable.exp(lnFront) / a * (f - 1)
  }
}
