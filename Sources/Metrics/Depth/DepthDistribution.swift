import Numerics

/// Order statistics of a set of pixels: what sums cannot say. Needs the pixels, so it is asked for, not default.
public struct DepthDistribution: Sendable, Equatable {
  public let n: Int
  /// Percentiles of |e|, metres, linear interpolation. euler-eval's "rmse median" and "rmse p90" are these.
  public let medianError: Double
  public let p90: Double
  public let p95: Double
  public let p99: Double
  public let maximum: Double
  /// Median g over median p: monodepth2's scale.
  public let ratioOfMedians: Double
  /// Median of p / g: another number.
  public let medianRatio: Double
  /// 100 |median L|: UniDepth's medianlog (there the lower of a middle pair).
  public let medianLogX100: Double
  /// UniDepth's area under the delta curve over exponents 0.01...5.
  public let deltaArea: Double

  /// nil without pixels.
  public init?(_ pixels: ValidPixels) {
    guard !pixels.isEmpty else { return nil }
    n = pixels.count
    let errors = pixels.absoluteErrors.sorted()
    medianError = SortedValues.quantile(errors, 0.5)
    p90 = SortedValues.quantile(errors, 0.90)
    p95 = SortedValues.quantile(errors, 0.95)
    p99 = SortedValues.quantile(errors, 0.99)
    maximum = errors.last!
    let ratios = zip(pixels.g, pixels.p).map { $1 / $0 }
    ratioOfMedians = Quantiles.median(pixels.g) / Quantiles.median(pixels.p)
    medianRatio = Quantiles.median(ratios)
    medianLogX100 = 100 * abs(Quantiles.median(ratios.map { Portable.log($0) }))
    deltaArea = DepthDistribution.area(zip(pixels.g, pixels.p).map { max($0 / $1, $1 / $0) }.sorted())
  }

  /// The trapezoid over 100 exponents t of the share of ratios below 1.25^t, divided by 5.
  private static func area(_ sorted: [Double]) -> Double {
    let exponents = (0..<99).map { 0.01 + Double($0) * (4.99 / 99) } + [5]
    let shares = exponents.map { t in
      Double(SortedValues.count(in: sorted, below: Portable.pow(1.25, t))) / Double(sorted.count)
    }
    var area = 0.0
    for k in 1..<100 { area += (exponents[k] - exponents[k - 1]) * (shares[k] + shares[k - 1]) / 2 }
    return area / 5
  }
}

/// Questions to values in ascending order.
enum SortedValues {
  /// The value at rank q (n - 1), linear between neighbours.
  static func quantile(_ x: [Double], _ q: Double) -> Double {
    let rank = q * Double(x.count - 1)
    let k = min(Int(rank), x.count - 1)
    let t = rank - Double(k)
    guard k + 1 < x.count, t > 0 else { return x[k] }
    let (a, b) = (x[k], x[k + 1])
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)
  }

  /// How many values lie below a limit.
  static func count(in x: [Double], below limit: Double) -> Int {
    var (low, high) = (0, x.count)
    while low < high {
      let middle = (low + high) / 2
      if x[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
