import Numerics

/// How visibilities are drawn: log-normal, cut at both ends.
///
///     V = clip(median exp(spread n), range),  n ~ N(0, 1)
///
/// The mean of V and the mean of beta do not belong together (E[1/V] > 1/E[V]): report the distribution.
public struct VisibilityDistribution: Sendable, Hashable {
  /// Metres.
  public let median: Double
  /// The standard deviation of ln V.
  public let spread: Double
  /// Metres; what falls outside is moved to the nearer end.
  public let range: ClosedRange<Double>
  public let contrast: Visibility.Contrast

  /// Median and range in metres; numbers that are not positive, and a range without end, trap.
  public init(median: Double, spread: Double, range: ClosedRange<Double>, contrast: Visibility.Contrast = .fivePercent)
  {
    require(
      median > 0 && spread > 0 && range.lowerBound > 0 && range.upperBound.isFinite,
      "VisibilityDistribution: median \(median) m, spread \(spread), range \(range), expected positive numbers")
    (self.median, self.spread, self.range, self.contrast) = (median, spread, range, contrast)
  }

  /// The distribution with this mean in metres, inside the range; its median is found by bisection.
  public init(
    mean: Double = 100, spread: Double = 0.45, range: ClosedRange<Double> = 25...400,
    contrast: Visibility.Contrast = .fivePercent
  ) {
    require(range.lowerBound < mean && mean < range.upperBound, "VisibilityDistribution: mean \(mean) outside \(range)")
    var (low, high) = (range.lowerBound * 0.01, range.upperBound * 100)
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      let tried = VisibilityDistribution(median: middle, spread: spread, range: range, contrast: contrast).mean
      if tried < mean { low = middle } else { high = middle }
    }
    self.init(median: 0.5 * (low + high), spread: spread, range: range, contrast: contrast)
  }

  /// E[V] in metres, in closed form.
  public var mean: Double { moment(1) }

  /// E[beta] in 1/m, in closed form.
  public var meanBeta: Double { -Portable.log(contrast.rawValue) * moment(-1) }

  /// E[V^p]: the log-normal's moment between the cuts, and what is piled up at them.
  private func moment(_ p: Double) -> Double {
    func phi(_ x: Double) -> Double { 0.5 * (1 + Portable.erf(x / 2.0.squareRoot())) }
    let a = Portable.log(range.lowerBound / median) / spread
    let b = Portable.log(range.upperBound / median) / spread
    let whole = Portable.pow(median, p) * Portable.exp(0.5 * p * p * spread * spread)
    return whole * (phi(b - p * spread) - phi(a - p * spread)) + Portable.pow(range.lowerBound, p) * phi(a)
      + Portable.pow(range.upperBound, p) * (1 - phi(b))
  }

  /// One visibility from a stream.
  public func draw(_ random: inout Generator) -> Visibility {
    let V = median * Portable.exp(spread * Double(random.normal()))
    return Visibility(metres: min(max(V, range.lowerBound), range.upperBound), contrast: contrast)
  }
}
