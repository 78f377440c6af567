import Numerics

/// The permutation test of paired differences: under the null each sign is as likely as its opposite.
public struct SignFlipTest: Sendable, Equatable {
  /// Sign patterns looked at.
  public let patterns: Int
  public let isExact: Bool
  /// Share of patterns whose mean is at least as far from 0, as low, as high as the observed one.
  public let twoSided: Double
  public let less: Double
  public let greater: Double

  /// All 2^n patterns of n <= 20 differences; nil if there are none.
  public static func exact(_ d: [Double]) -> SignFlipTest? {
    guard !d.isEmpty else { return nil }
    require(d.count <= 20, "exact sign flips: \(d.count) differences, expected at most 20")
    var counter = Counter(d)
    for pattern in 0..<(1 << d.count) {
      var sum = 0.0
      for i in d.indices { sum += pattern >> i & 1 == 1 ? -d[i] : d[i] }
      counter.note(sum)
    }
    return counter.result(exact: true)
  }

  /// `patterns` random ones, the observed pattern counted among them, so that p is never 0.
  public static func sampled(_ d: [Double], patterns: Int = 9999, random: Generator) -> SignFlipTest? {
    guard !d.isEmpty else { return nil }
    var counter = Counter(d)
    counter.note(FixedOrder.sum(d))
    var stream = random.stream("sign flips")
    for _ in 0..<patterns {
      var sum = 0.0
      for value in d { sum += stream.integer(below: 2) == 1 ? -value : value }
      counter.note(sum)
    }
    return counter.result(exact: false)
  }

  /// Means closer than 1e-12 are equal: patterns that differ in rounding only are ties.
  private struct Counter {
    let n: Double
    let observed: Double
    var seen = 0
    var far = 0
    var low = 0
    var high = 0

    init(_ d: [Double]) {
      n = Double(d.count)
      observed = FixedOrder.mean(d)
    }

    mutating func note(_ sum: Double) {
      let mean = sum / n
      seen += 1
      if abs(mean) >= abs(observed) - 1e-12 { far += 1 }
      if mean <= observed + 1e-12 { low += 1 }
      if mean >= observed - 1e-12 { high += 1 }
    }

    func result(exact: Bool) -> SignFlipTest {
      let all = Double(seen)
      return SignFlipTest(
        patterns: seen, isExact: exact, twoSided: Double(far) / all, less: Double(low) / all,
        greater: Double(high) / all)
    }
  }
}
