/// A test's statistic and p-value.
public struct TestResult: Sendable, Equatable {
  public let statistic: Double
  public let pValue: Double
  /// The normal deviate of an approximation; for two sides its negative magnitude, as scipy gives it.
  public var z: Double?
}

/// What a one-sided test claims of the differences.
public enum Alternative: Sendable, CaseIterable {
  case twoSided
  case less
  case greater
}

/// Wilcoxon's signed-rank test with scipy's choices of zeros, ties and continuity.
public struct WilcoxonTest: Sendable {
  /// What happens to differences that are exactly zero.
  public enum Zeros: Sendable, CaseIterable {
    /// They are dropped.
    case wilcox
    /// They are ranked, then dropped.
    case pratt
    /// Their ranks are shared between both sides.
    case split
  }

  public let plus: Double
  public let minus: Double
  /// Differences that were ranked.
  public let n: Int
  public let hasTiesOrZeros: Bool
  private let mean: Double
  private let deviation: Double

  /// nil if no difference is left to rank.
  public init?(_ differences: [Double], zeros: Zeros = .wilcox) {
    let d = zeros == .wilcox ? differences.filter { $0 != 0 } : differences
    guard differences.contains(where: { $0 != 0 }), !differences.contains(where: \.isNaN) else { return nil }
    var (ranks, groups) = Ranks.averaged(d.map { abs($0) })
    let zeroRanks = d.indices.filter { d[$0] == 0 }
    let shared = zeros == .split ? zeroRanks.reduce(0) { $0 + ranks[$1] } / 2 : 0
    plus = d.indices.reduce(shared) { $0 + (d[$1] > 0 ? ranks[$1] : 0) }
    minus = d.indices.reduce(shared) { $0 + (d[$1] < 0 ? ranks[$1] : 0) }
    n = d.count
    hasTiesOrZeros = groups.contains { $0 > 1 } || d.count < differences.count || !zeroRanks.isEmpty
    let count = Double(d.count)
    var mean = count * (count + 1) / 4
    var variance = count * (count + 1) * (2 * count + 1)
    if zeros == .pratt, !zeroRanks.isEmpty {
      let z = Double(zeroRanks.count)
      mean -= z * (z + 1) / 4
      variance -= z * (z + 1) * (2 * z + 1)
      groups.removeFirst()  // zeros are the smallest magnitude: no part of the ties
    }
    variance -= Ranks.tieTerm(groups) / 2
    self.mean = mean
    deviation = (variance / 24).squareRoot()
  }

  /// Exact where it is (no ties or zeros, n <= 50), else the normal approximation without continuity correction.
  public func result(_ alternative: Alternative = .twoSided) -> TestResult {
    exact(alternative) ?? normal(alternative)
  }

  /// The exact p-value; nil with ties or zeros, or beyond n = 50.
  public func exact(_ alternative: Alternative = .twoSided) -> TestResult? {
    guard !hasTiesOrZeros, n <= 50 else { return nil }
    // P(W+ = k) by adding one rank at a time: multiples of 2^-50, exact in a Double.
    var p = [1.0]
    for rank in 1...n {
      var next = [Double](repeating: 0, count: p.count + rank)
      for k in p.indices {
        next[k] += p[k] / 2
        next[k + rank] += p[k] / 2
      }
      p = next
    }
    let w = Int(plus)
    let (below, above) = (p[...w].reduce(0, +), p[w...].reduce(0, +))
    switch alternative {
    case .twoSided: return TestResult(statistic: min(plus, minus), pValue: min(1, 2 * min(below, above)))
    case .less: return TestResult(statistic: plus, pValue: below)
    case .greater: return TestResult(statistic: plus, pValue: above)
    }
  }

  /// The normal approximation with tie correction.
  public func normal(_ alternative: Alternative = .twoSided, continuity: Bool = false) -> TestResult {
    var z = (plus - mean) / deviation
    if continuity {
      let direction: Double =
        switch alternative {
        case .twoSided: z > 0 ? 1 : z < 0 ? -1 : 0
        case .less: -1
        case .greater: 1
        }
      z -= direction * 0.5 / deviation
    }
    switch alternative {
    case .twoSided:
      return TestResult(statistic: min(plus, minus), pValue: min(1, 2 * Normal.upper(abs(z))), z: -abs(z))
    case .less: return TestResult(statistic: plus, pValue: Normal.cdf(z), z: z)
    case .greater: return TestResult(statistic: plus, pValue: Normal.upper(z), z: z)
    }
  }
}
