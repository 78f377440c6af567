import Numerics

/// The standard normal distribution.
public enum Normal {
  /// P(Z <= z).
  public static func cdf(_ z: Double) -> Double { 0.5 * SpecialFunctions.erfc(-z * 0.5.squareRoot()) }
  /// P(Z > z), with its digits kept in the tail.
  public static func upper(_ z: Double) -> Double { 0.5 * SpecialFunctions.erfc(z * 0.5.squareRoot()) }

  /// The z with P(Z <= z) = p; infinite at 0 and 1, NaN outside.
  public static func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    if p > 0.5 { return -quantile(1 - p) }
    // Abramowitz and Stegun 26.2.23, then Newton's method on ln cdf, which is nearly straight in the tail.
    let t = (-2 * Portable.log(p)).squareRoot()
    var z =
      -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    for _ in 0..<4 {
      let c = cdf(z)
      let density = Portable.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      z -= (Portable.log(c) - Portable.log(p)) * c / density
    }
    return z
  }
}

/// Student's t distribution with `df` > 0 degrees of freedom.
public enum StudentT {
  /// P(|T| >= |t|).
  public static func twoSided(_ t: Double, df: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t.isFinite else { return 0 }
    let total = df + t * t
    return SpecialFunctions.incompleteBeta(x: df / total, y: t * t / total, a: df / 2, b: 0.5)
  }

  /// The t > 0 with P(|T| >= t) = p, 0 < p < 1: by bisection to the last bit.
  public static func twoSidedQuantile(_ p: Double, df: Double) -> Double {
    require(p > 0 && p < 1, "twoSidedQuantile: p = \(p), expected 0 < p < 1")
    var (low, high) = (0.0, 1.0)
    while twoSided(high, df: df) > p { high *= 2 }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if twoSided(middle, df: df) > p { low = middle } else { high = middle }
    }
  }
}

/// Fair coins.
public enum Binomial {
  /// P(X <= k) of n fair coins.
  public static func cdf(_ k: Int, of n: Int) -> Double {
    require(n >= 0, "cdf: \(n) coins")
    if k < 0 { return 0 }
    if k >= n { return 1 }
    if 2 * k >= n { return 1 - cdf(n - k - 1, of: n) }
    // From the largest term downwards.
    var term: Double
    if n <= 1000 {
      term = (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
      term *= Double(sign: .plus, exponent: -n, significand: 1)
    } else {
      let (a, b) = (Double(k + 1), Double(n - k + 1))
      term = Portable.exp(
        SpecialFunctions.lnGamma(Double(n + 1)) - SpecialFunctions.lnGamma(a) - SpecialFunctions.lnGamma(b) - Double(n)
          * 0.6931471805599453)
    }
    var sum = 0.0
    for i in stride(from: k, through: 0, by: -1) {
      sum += term
      term *= Double(i) / Double(n - i + 1)
    }
    return sum
  }

  /// P of a split at least as uneven as k heads of n.
  public static func twoSided(_ k: Int, of n: Int) -> Double {
    2 * k == n ? 1 : min(1, 2 * cdf(min(k, n - k), of: n))
  }
}

/// The two-sided Kolmogorov-Smirnov statistic of n uniform values.
public enum Kolmogorov {
  /// P(D_n > d): exact to n = 400 (Durbin's matrix), Kolmogorov's limit beyond.
  ///
  /// Source: Marsaglia, Tsang, Wang, "Evaluating Kolmogorov's distribution", J. Stat. Soft. 8, 2003.
  public static func upper(_ d: Double, n: Int) -> Double {
    if d <= 0 { return 1 }
    if d >= 1 { return 0 }
    guard n <= 400 else {
      let x = 2 * Double(n) * d * d
      var sum = 0.0
      for j in 1...100 {
        let term = Portable.exp(-x * Double(j * j))
        sum += j % 2 == 1 ? term : -term
      }
      return min(1, 2 * sum)
    }
    let k = Int(Double(n) * d) + 1
    let m = 2 * k - 1
    let h = Double(k) - Double(n) * d
    var H = [Double](repeating: 0, count: m * m)
    for i in 0..<m { for j in 0..<m where i - j + 1 >= 0 { H[i * m + j] = 1 } }
    var power = h
    for i in 0..<m {
      H[i * m] -= power
      H[(m - 1) * m + m - 1 - i] -= power
      power *= h
    }
    if 2 * h - 1 > 0 { H[(m - 1) * m] += (0..<m).reduce(1.0) { r, _ in r * (2 * h - 1) } }
    for i in 0..<m {
      for j in 0..<m where i - j + 1 > 0 { for g in 1...(i - j + 1) { H[i * m + j] /= Double(g) } }
    }
    // H^n one factor n! / n^n at a time, on the one row that is wanted.
    var row = (0..<m).map { $0 == k - 1 ? 1.0 : 0.0 }
    for step in 1...n {
      let factor = Double(step) / Double(n)
      row = (0..<m).map { j in factor * (0..<m).reduce(0.0) { $0 + row[$1] * H[$1 * m + j] } }
    }
    return 1 - row[k - 1]
  }
}
