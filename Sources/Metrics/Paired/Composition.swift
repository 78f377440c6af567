import Numerics

/// A difference of bin-weighted means split into other pixels (composition) and other errors (within).
///
/// Source: Kitagawa, "Components of a difference between two rates", JASA 50, 1955, with midpoint weights. On a common
/// mask the composition is zero.
public struct Composition: Sendable, Equatable {
  public let composition: Double
  public let within: Double
  public var total: Double { composition + within }

  /// hazy - clear of the mean of `metric` (a mean over pixels: mae, mse, absRel ...). A bin that is empty on one side
  /// takes the other's mean, so that it moves composition only. nil if a side has no pixels.
  public init?(clear: DepthBins, hazy: DepthBins, metric: DepthMetric) {
    require(clear.edges == hazy.edges, "Composition: edges \(clear.edges) vs \(hazy.edges)")
    guard clear.total > 0, hazy.total > 0 else { return nil }
    var (composition, within) = (0.0, 0.0)
    for i in 0..<clear.count {
      let (wc, wh) = (clear.weight(i)!, hazy.weight(i)!)
      let mc = clear.sums[i][metric] ?? hazy.sums[i][metric] ?? 0
      let mh = hazy.sums[i][metric] ?? mc
      composition += (wh - wc) * (mh + mc) / 2
      within += (mh - mc) * (wh + wc) / 2
    }
    self.composition = composition
    self.within = within
  }
}
