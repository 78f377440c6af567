import Numerics

/// Errors by true distance. Additive: the bins of several images are the sums of theirs.
public struct DepthBins: Sendable, Equatable {
  /// Metres, ascending; bin i is edges[i]..<edges[i + 1], the last one closed.
  public let edges: [Double]
  public private(set) var sums: [ErrorSums]
  /// All pixels, those outside the bins too: what weights and contributions are shares of.
  public private(set) var total: Int

  /// At least two ascending edges.
  public init(_ pixels: ValidPixels, edges: [Double]) {
    require(edges.count > 1 && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "DepthBins: edges \(edges)")
    self.edges = edges
    total = pixels.count
    sums = (0..<edges.count - 1).map { i in
      ErrorSums(pixels.within(edges[i], edges[i + 1], closed: i == edges.count - 2))
    }
  }

  /// The bins of the driving range: 0, 10, 20, 40, 80 m.
  public static let drivingEdges: [Double] = [0, 10, 20, 40, 80]

  /// Three bins of equal steps in the square root of the distance (euler-eval calls them log-scaled; its code does not).
  public static func squareRootEdges(_ low: Double, _ high: Double) -> [Double] {
    let (a, b) = (low.squareRoot(), high.squareRoot())
    let step = (b - a) / 3
    return [low, (a + step) * (a + step), (a + 2 * step) * (a + 2 * step), high]
  }

  public var count: Int { sums.count }
  /// The share of all pixels in bin i; nil without pixels.
  public func weight(_ i: Int) -> Double? { total > 0 ? Double(sums[i].n) / Double(total) : nil }
  /// What bin i adds to the total's MAE or MSE: the contributions of bins that cover the range add up to it.
  public func contribution(_ metric: DepthMetric, _ i: Int) -> Double? {
    require(
      metric == .mae || metric == .mse, "contribution: \(metric.rawValue) is no mean over pixels of mae or mse")
    guard total > 0 else { return nil }
    return (sums[i][metric] ?? 0) * Double(sums[i].n) / Double(total)
  }

  /// Bins over the same edges added up.
  public static func += (a: inout DepthBins, b: DepthBins) {
    require(a.edges == b.edges, "DepthBins: \(a.edges) with \(b.edges)")
    for i in a.sums.indices { a.sums[i] += b.sums[i] }
    a.total += b.total
  }
}

/// A histogram of |e| with fixed bins: mergeable, from which quantiles can be read within a bin's width.
public struct ErrorHistogram: Sendable, Equatable {
  /// [0, 1 mm), 48 logarithmic bins to 100 m, [100 m, infinity): left-closed. The bins of euler-eval.
  public static let edges: [Double] = {
    let inner = (1..<48).map { Portable.pow(10, -3 + Double($0) * 5 / 48) }
    return [0, 1e-3] + inner + [100, .infinity]
  }()

  public private(set) var counts = [Int](repeating: 0, count: 50)

  public init() {}

  /// Errors in metres, not negative, not NaN.
  public init(_ errors: [Double]) {
    for error in errors {
      require(error >= 0, "ErrorHistogram: \(error), expected an absolute error")
      // The last edge at or below the error: how many edges from the second on are <= it.
      var (low, high) = (0, 49)
      while low < high {
        let middle = (low + high + 1) / 2
        if ErrorHistogram.edges[middle] <= error { low = middle } else { high = middle - 1 }
      }
      counts[low] += 1
    }
  }

  public static func += (a: inout ErrorHistogram, b: ErrorHistogram) {
    for k in a.counts.indices { a.counts[k] += b.counts[k] }
  }
}
