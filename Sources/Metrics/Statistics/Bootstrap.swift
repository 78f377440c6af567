import Numerics

/// Resampled values of a statistic, and the intervals read off them.
public struct Bootstrap: Sendable, Equatable {
  /// The statistic of the data.
  public let observed: Double
  /// The statistic of each resample, in the order drawn.
  public let draws: [Double]

  /// Traps without draws.
  public init(observed: Double, draws: [Double]) {
    require(!draws.isEmpty, "Bootstrap: no draws")
    self.observed = observed
    self.draws = draws
  }

  public var mean: Double { FixedOrder.mean(draws) }
  /// The bootstrap's standard error: the sample standard deviation of the draws; 0 for a single draw.
  public var standardError: Double { draws.count > 1 ? FixedOrder.variance(draws).squareRoot() : 0 }

  /// From the (1 - level)/2 to the (1 + level)/2 quantile of the draws (type 7).
  public func percentile(level: Double = 0.95) -> ClosedRange<Double> {
    let tail = (1 - level) / 2
    return interval(tail, 1 - tail)
  }

  /// The percentile interval mirrored at the observed value.
  public func basic(level: Double = 0.95) -> ClosedRange<Double> {
    let p = percentile(level: level)
    return 2 * observed - p.upperBound...2 * observed - p.lowerBound
  }

  /// Bias-corrected and accelerated (Efron 1987); needs the statistic with each unit left out. nil where undefined: all
  /// draws on one side of the observed value, or a jackknife without spread.
  public func bca(jackknife: [Double], level: Double = 0.95) -> BCa? {
    let z0 = Normal.quantile(Double(draws.count { $0 < observed }) / Double(draws.count))
    let center = FixedOrder.mean(jackknife)
    let squares = FixedOrder.sum(jackknife.lazy.map { (center - $0) * (center - $0) })
    let cubes = FixedOrder.sum(jackknife.lazy.map { (center - $0) * (center - $0) * (center - $0) })
    guard z0.isFinite, squares > 0 else { return nil }
    let a = cubes / (6 * squares * squares.squareRoot())
    let tail = (1 - level) / 2
    func adjusted(_ q: Double) -> Double {
      let z = z0 + Normal.quantile(q)
      return Normal.cdf(z0 + z / (1 - a * z))
    }
    let levels = (adjusted(tail), adjusted(1 - tail))
    guard levels.0 <= levels.1 else { return nil }
    return BCa(z0: z0, acceleration: a, levels: [levels.0, levels.1], interval: interval(levels.0, levels.1))
  }

  public struct BCa: Sendable, Equatable {
    public let z0: Double
    public let acceleration: Double
    public let levels: [Double]
    public let interval: ClosedRange<Double>
  }

  private func interval(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    guard !draws.contains(where: \.isNaN) else {
      fatalError("Bootstrap: a resample gave NaN; its statistic must be defined for every resample")
    }
    return Quantiles.quantile(draws, low)...Quantiles.quantile(draws, high)
  }
}

extension Bootstrap {
  /// The mean of values resampled with replacement, `count` times; `resamples[b]` lists the indices of draw b.
  public static func mean(_ values: [Double], resamples: some Sequence<[Int]>) -> Bootstrap {
    let draws = resamples.map { indices in FixedOrder.mean(indices.lazy.map { values[$0] }) }
    return Bootstrap(observed: FixedOrder.mean(values), draws: draws)
  }

  /// A statistic of additive quantities, clusters drawn whole: `clusters[c]` are the sums of cluster c (for a mean: sum
  /// and count), `statistic` turns the sums of a resample into its value.
  public static func clustered(
    _ clusters: [[Double]], resamples: some Sequence<[Int]>, statistic: ([Double]) -> Double
  ) -> Bootstrap {
    require(!clusters.isEmpty, "clustered bootstrap: no clusters")
    let width = clusters[0].count
    require(clusters.allSatisfy { $0.count == width }, "clustered bootstrap: clusters differ in their quantities")
    let flat = clusters.flatMap { $0 }
    func total(_ indices: [Int]) -> Double {
      var sums = [Double](repeating: 0, count: width)
      flat.withUnsafeBufferPointer { flat in
        sums.withUnsafeMutableBufferPointer { sums in
          for c in indices { for k in 0..<width { sums[k] += flat[c * width + k] } }
        }
      }
      return statistic(sums)
    }
    return Bootstrap(observed: total(Array(clusters.indices)), draws: resamples.map { total($0) })
  }

  /// `count` resamples of `n` units, from named streams: draw b never depends on the others.
  public static func resamples(of n: Int, count: Int, random: Generator) -> [[Int]] {
    require(n > 0, "resamples: of \(n) units")
    return (0..<count).map { b in
      var stream = random.stream("bootstrap", b)
      return (0..<n).map { _ in stream.integer(below: n) }
    }
  }
}
