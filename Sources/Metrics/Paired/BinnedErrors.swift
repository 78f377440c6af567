/// Counts of |e| in the bins of `OddityLayout.errorEdges`, errors taken as evenly spread within a bin.
struct BinnedErrors {
  private let counts: ArraySlice<Double>
  private let n: Double

  init(_ counts: ArraySlice<Double>) {
    self.counts = counts
    n = counts.reduce(0, +)
  }

  /// The last bin has no end: what lies there counts as its beginning.
  private func edges(_ bin: Int) -> (Double, Double) {
    let edges = OddityLayout.errorEdges
    return (edges[bin], edges[bin + 1].isFinite ? edges[bin + 1] : edges[bin])
  }

  /// Metres; 0 without errors.
  func quantile(_ q: Double) -> Double {
    var left = q * n
    for (bin, count) in counts.enumerated() where count > 0 {
      if left <= count {
        let (a, b) = edges(bin)
        return a + (b - a) * max(0, left) / count
      }
      left -= count
    }
    return counts.lastIndex { $0 > 0 }.map { edges($0 - counts.startIndex).1 } ?? 0
  }

  /// sqrt(mean min(|e|, c)^2), c the q quantile; 0 without errors.
  func winsorisedRMSE(_ q: Double) -> Double {
    guard n > 0 else { return 0 }
    let c = quantile(q)
    var sum = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      let (a, b) = edges(bin)
      if b <= c {
        sum += count * (a * a + a * b + b * b) / 3
      } else if a >= c {
        sum += count * c * c
      } else {
        let share = (c - a) / (b - a)
        sum += count * (share * (a * a + a * c + c * c) / 3 + (1 - share) * c * c)
      }
    }
    return (sum / n).squareRoot()
  }

  /// The q above which the hazy quantiles are the larger ones up to q = 0.99; see `Effect.crossing`.
  static func crossing(clear: ArraySlice<Double>, hazy: ArraySlice<Double>) -> Double {
    // Where hazy quantiles are larger, the hazy share below an error is smaller. Both are linear between edges.
    let (c, h) = (shares(clear), shares(hazy))
    guard let top = c.indices.last(where: { min(c[$0], h[$0]) < 0.99 }), top > 0 else { return 1 }
    if h[top] >= c[top] { return 1 }
    let low = (0..<top).last { h[$0] >= c[$0] } ?? 0
    let (gain, loss) = (h[low] - c[low], c[low + 1] - h[low + 1])
    return gain > 0 ? c[low] + (c[low + 1] - c[low]) * gain / (gain + loss) : c[low]
  }

  /// The share of errors below each edge.
  private static func shares(_ counts: ArraySlice<Double>) -> [Double] {
    let n = counts.reduce(0, +)
    var sum = 0.0
    return [0]
      + counts.map { count in
        sum += count
        return n > 0 ? sum / n : 0
      }
  }
}
