import Numerics

/// Whether things stand in the right order, whatever their scale.
public enum Ordering {
  /// WHDR: the share of pixel pairs whose depth relation (farther, nearer, about equal) is predicted wrongly.
  public struct Disagreement: Sendable, Equatable {
    /// Pairs with four valid depths.
    public let pairs: Int
    /// Of those, the pairs with a true order; the others are equal within tau.
    public let ordered: Int
    public let rate: Double?
    public let orderedRate: Double?
    public let equalRate: Double?
  }

  /// Pairs (a, b) of pixel indices; a relation is equal if neither depth exceeds the other by more than the factor
  /// 1 + tau. Pairs with an end that is not finite and positive, in truth or prediction, are dropped and not counted.
  /// Source: Chen et al., "Single-image depth perception in the wild", 2016.
  public static func disagreement(
    truth: [Float], prediction: [Float], pairs: [(Int, Int)], tau: Double
  ) -> Disagreement {
    require(truth.count == prediction.count, "disagreement: \(truth.count) true, \(prediction.count) predicted")
    func label(_ a: Double, _ b: Double) -> Int { a / b > 1 + tau ? 1 : b / a > 1 + tau ? -1 : 0 }
    func isValid(_ x: Float) -> Bool { x > 0 && x.isFinite }
    var (all, ordered, wrongOrdered, wrongEqual) = (0, 0, 0, 0)
    for (i, j) in pairs
    where isValid(truth[i]) && isValid(truth[j]) && isValid(prediction[i]) && isValid(prediction[j]) {
      all += 1
      let expected = label(Double(truth[i]), Double(truth[j]))
      let isWrong = label(Double(prediction[i]), Double(prediction[j])) != expected
      if expected != 0 { ordered += 1 }
      if isWrong && expected != 0 { wrongOrdered += 1 }
      if isWrong && expected == 0 { wrongEqual += 1 }
    }
    func share(_ k: Int, _ n: Int) -> Double? { n > 0 ? Double(k) / Double(n) : nil }
    return Disagreement(
      pairs: all, ordered: ordered, rate: share(wrongOrdered + wrongEqual, all),
      orderedRate: share(wrongOrdered, ordered), equalRate: share(wrongEqual, all - ordered))
  }

  /// The share of pairs in which the closer pixel is not the more visible one; ties count one half, so that a constant v
  /// scores 0.5 and collapse wins nothing. Pairs with |d_i - d_j| <= margin carry no order. nil without a pair.
  public static func violations(
    of v: [Double], along d: [Double], pairs: [(Int, Int)], margin: Double = 0.05
  ) -> Double? {
    require(v.count == d.count, "violations: \(v.count) visibilities, \(d.count) depths")
    var (kept, wrong) = (0, 0.0)
    for (i, j) in pairs where abs(d[j] - d[i]) > margin {
      kept += 1
      let s = d[j] > d[i] ? v[i] - v[j] : v[j] - v[i]
      wrong += s < 0 ? 1 : s > 0 ? 0 : 0.5
    }
    return kept > 0 ? wrong / Double(kept) : nil
  }

  /// `count` pairs of different units out of n, drawn from a named stream.
  public static func pairs(of n: Int, count: Int, random: Generator) -> [(Int, Int)] {
    require(n > 1, "pairs: of \(n) units")
    var stream = random.stream("pairs")
    return (0..<count).map { _ in
      let i = stream.integer(below: n)
      let j = stream.integer(below: n - 1)
      return (i, j < i ? j : j + 1)
    }
  }

  /// Rank and linear correlation of a set of pixels, strided so that at most `limit` of them enter.
  public struct Correlation: Sendable, Equatable {
    public let stride: Int
    public let n: Int
    public let spearman: Double?
    public let kendall: Double?
    public let pearson: Double?
  }

  /// Every ceil(n / limit)-th pixel in row-major order; nil values where either side is constant or n <= 2.
  public static func correlation(_ pixels: ValidPixels, limit: Int = 400) -> Correlation {
    let step = max(1, (pixels.count + limit - 1) / limit)
    let kept = Swift.stride(from: 0, to: pixels.count, by: step)
    let (g, p) = (kept.map { pixels.g[$0] }, kept.map { pixels.p[$0] })
    let isDefined = g.count > 2
    return Correlation(
      stride: step, n: g.count, spearman: isDefined ? Association.spearman(g, p) : nil,
      kendall: isDefined ? Association.kendall(g, p) : nil, pearson: isDefined ? Association.pearson(g, p) : nil)
  }
}
