import Numerics

/// How two variables go together. nil where it is not defined: fewer than two points, or one variable is constant.
public enum Association {
  /// Pearson's correlation.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    require(x.count == y.count, "pearson: \(x.count) against \(y.count) values")
    guard x.count > 1, isVarying(x), isVarying(y) else { return nil }
    let (mx, my) = (FixedOrder.mean(x), FixedOrder.mean(y))
    let sxy = FixedOrder.sum(zip(x, y).lazy.map { ($0 - mx) * ($1 - my) })
    let sxx = FixedOrder.sum(x.lazy.map { ($0 - mx) * ($0 - mx) })
    let syy = FixedOrder.sum(y.lazy.map { ($0 - my) * ($0 - my) })
    return max(-1, min(1, sxy / (sxx.squareRoot() * syy.squareRoot())))
  }

  /// Spearman's rank correlation, ties at their mean rank.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    pearson(Ranks.averaged(x).ranks, Ranks.averaged(y).ranks)
  }

  /// The two-sided p-value of a correlation r of n points by Student's t with n - 2 degrees of freedom.
  public static func pValue(correlation r: Double, n: Int) -> Double? {
    guard n > 2 else { return nil }
    let df = Double(n - 2)
    return StudentT.twoSided(r * (df / ((1 - r) * (1 + r))).squareRoot(), df: df)
  }

  /// Kendall's tau-b in O(n log n).
  ///
  /// Source: Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966.
  public static func kendall(_ x: [Double], _ y: [Double]) -> Double? {
    require(x.count == y.count, "kendall: \(x.count) against \(y.count) values")
    guard x.count > 1, isVarying(x), isVarying(y) else { return nil }
    let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
    func pairs(_ groups: [Int]) -> Double { groups.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
    let all = pairs([x.count])
    let xTies = pairs(Ranks.averaged(x).groups)
    let yTies = pairs(Ranks.averaged(y).groups)
    var joint: [Int] = []
    for (place, i) in order.enumerated() {
      if place > 0, x[order[place - 1]] == x[i], y[order[place - 1]] == y[i] {
        joint[joint.count - 1] += 1
      } else {
        joint.append(1)
      }
    }
    var sorted = order.map { y[$0] }
    let discordant = Double(inversions(&sorted))
    let difference = all - xTies - yTies + pairs(joint) - 2 * discordant
    return difference / (all - xTies).squareRoot() / (all - yTies).squareRoot()
  }

  /// Sorts by merging and counts the pairs that stood in the wrong order.
  private static func inversions(_ values: inout [Double]) -> Int {
    var count = 0
    var other = values
    var width = 1
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let (middle, end) = (min(start + width, values.count), min(start + 2 * width, values.count))
        var (i, j) = (start, middle)
        for k in start..<end {
          if i < middle && (j >= end || values[i] <= values[j]) {
            other[k] = values[i]
            i += 1
          } else {
            other[k] = values[j]
            count += middle - i
            j += 1
          }
        }
      }
      swap(&values, &other)
      width *= 2
    }
    return count
  }

  static func isVarying(_ x: [Double]) -> Bool { x.contains { $0 != x[0] } }
}

/// A straight line through points.
public struct Line: Sendable, Equatable {
  public let slope: Double
  public let intercept: Double
  /// Standard errors and p-value of the slope, or the 95 % interval of Theil and Sen.
  public var slopeError: Double?
  public var interceptError: Double?
  public var correlation: Double?
  public var pValue: Double?
  public var interval: ClosedRange<Double>?
}

extension Association {
  /// Ordinary least squares y ~ x with standard errors and the p-value of the slope; nil without spread in x.
  public static func leastSquares(_ x: [Double], _ y: [Double]) -> Line? {
    require(x.count == y.count, "leastSquares: \(x.count) against \(y.count) values")
    guard x.count > 2, isVarying(x) else { return nil }
    let n = Double(x.count)
    let (mx, my) = (FixedOrder.mean(x), FixedOrder.mean(y))
    let sxy = FixedOrder.sum(zip(x, y).lazy.map { ($0 - mx) * ($1 - my) })
    let (sxx, syy) = (FixedOrder.variance(x, correction: 0), FixedOrder.variance(y, correction: 0))
    let slope = sxy / n / sxx
    let r = pearson(x, y) ?? 0
    let error = ((1 - r * r) * syy / sxx / (n - 2)).squareRoot()
    return Line(
      slope: slope, intercept: my - slope * mx, slopeError: error,
      interceptError: error * (sxx + mx * mx).squareRoot(), correlation: r,
      pValue: pValue(correlation: r, n: x.count))
  }

  /// The median of all pairwise slopes, with its 95 % interval. Source: Sen 1968; `scipy.stats.theilslopes`.
  public static func theilSen(_ x: [Double], _ y: [Double]) -> Line? {
    require(x.count == y.count, "theilSen: \(x.count) against \(y.count) values")
    var slopes: [Double] = []
    for i in x.indices { for j in x.indices where x[i] > x[j] { slopes.append((y[i] - y[j]) / (x[i] - x[j])) } }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()
    let slope = Quantiles.median(slopes)
    let n = Double(x.count)
    func ties(_ v: [Double]) -> Double {
      Ranks.averaged(v).groups.reduce(0) { $0 + Double($1) * Double($1 - 1) * Double(2 * $1 + 5) }
    }
    let sigma = ((n * (n - 1) * (2 * n + 5) - ties(x) - ties(y)) / 18).squareRoot()
    let z = Normal.quantile(0.025)
    let count = Double(slopes.count)
    let upper = min(Int(((count - z * sigma) / 2).rounded(.toNearestOrEven)), slopes.count - 1)
    let lower = max(Int(((count + z * sigma) / 2).rounded(.toNearestOrEven)) - 1, 0)
    return Line(
      slope: slope, intercept: Quantiles.median(y) - slope * Quantiles.median(x),
      interval: lower <= upper ? slopes[lower]...slopes[upper] : nil)
  }
}
