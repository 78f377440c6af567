import Numerics

/// Two unpaired samples. For pixels the distances describe; their p-values would be wrong: pixels are not independent.
public struct TwoSamples: Sendable {
  private let a: [Double]
  private let b: [Double]

  /// Both not empty, no NaN.
  public init(_ a: [Double], _ b: [Double]) {
    require(!a.isEmpty && !b.isEmpty, "TwoSamples: \(a.count) and \(b.count) values, expected some")
    require(!a.contains(where: \.isNaN) && !b.contains(where: \.isNaN), "TwoSamples: NaN among the values")
    self.a = a.sorted()
    self.b = b.sorted()
  }

  /// Mann and Whitney's U of the first sample, and the two-sided p-value by the normal approximation with tie and
  /// continuity corrections.
  public var mannWhitney: TestResult {
    let (ranks, groups) = Ranks.averaged(a + b)
    let (n, m) = (Double(a.count), Double(b.count))
    let u = ranks[..<a.count].reduce(0, +) - n * (n + 1) / 2
    let all = n + m
    let deviation = (n * m / 12 * (all + 1 - Ranks.tieTerm(groups) / (all * (all - 1)))).squareRoot()
    let z = (max(u, n * m - u) - n * m / 2 - 0.5) / deviation
    return TestResult(statistic: u, pValue: min(1, 2 * Normal.upper(z)), z: z)
  }

  /// P(x > y) + P(x = y) / 2 for x of the first and y of the second sample (Vargha and Delaney's A12).
  public var a12: Double { mannWhitney.statistic / Double(a.count) / Double(b.count) }
  /// P(x > y) - P(x < y).
  public var cliffsDelta: Double { 2 * mannWhitney.statistic / Double(a.count) / Double(b.count) - 1 }

  /// The largest distance between the distribution functions.
  public var kolmogorovSmirnov: Double {
    steps.reduce(0) { max($0, abs($1.difference)) }
  }

  /// Its p-value by the one-sample distribution at the effective size, as scipy's `method="asymp"`.
  public var kolmogorovSmirnovP: Double {
    let (n, m) = (Double(a.count), Double(b.count))
    let effective = (n * m / (n + m)).rounded(.toNearestOrEven)
    return Kolmogorov.upper(kolmogorovSmirnov, n: Int(effective))
  }

  /// Integral of |F - G|: the mean distance values must travel.
  public var wasserstein: Double { FixedOrder.sum(steps.lazy.map { abs($0.difference) * $0.width }) }
  /// sqrt(2 integral (F - G)^2).
  public var energyDistance: Double {
    (2 * FixedOrder.sum(steps.lazy.map { $0.difference * $0.difference * $0.width })).squareRoot()
  }

  /// F - G after each distinct value, and the width to the next one.
  private var steps: [(difference: Double, width: Double)] {
    var result: [(Double, Double)] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      let x = min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
      while i < a.count && a[i] == x { i += 1 }
      while j < b.count && b[j] == x { j += 1 }
      let next = min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
      let difference = Double(i) / Double(a.count) - Double(j) / Double(b.count)
      result.append((difference, next.isFinite ? next - x : 0))
    }
    return result
  }
}
