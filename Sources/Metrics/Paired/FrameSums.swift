import Numerics

/// The sums of one image: a row of `OddityLayout.columns`.
struct FrameSums {
  private(set) var row = [Double](repeating: 0, count: OddityLayout.columns.count)
  private let range: EvaluationRange

  init(_ pair: FramePair, _ range: EvaluationRange) {
    self.range = range
    var (clear, hazy) = (ErrorTally(), ErrorTally())  // own
    var truthClear = ErrorTally()
    var truthHazy = ErrorTally()
    var common: [(g: Double, clear: Double, hazy: Double, ray: Double)] = []
    for i in pair.truth.indices where pair.mask?[i] != 0 {
      let (gc, gh) = (Double(pair.truth[i]), Double(pair.hazyTruth?[i] ?? pair.truth[i]))
      let (pc, ph) = (Double(pair.clear[i]), Double(pair.hazy[i]))
      let (hasClear, hasHazy) = (FrameSums.isDistance(pc), FrameSums.isDistance(ph))
      let (inClear, inHazy) = (range.contains(gc), range.contains(gh))
      if inClear && !hasClear { row[OddityLayout.missing(.clear)] += 1 }
      if inHazy && !hasHazy { row[OddityLayout.missing(.hazy)] += 1 }
      if inClear && hasClear { clear.add(pc - gc) }
      if inHazy && hasHazy { hazy.add(ph - gh) }
      guard inClear && inHazy else { continue }
      if hasClear { truthClear.add(pc - gc) }
      if hasHazy { truthHazy.add(ph - gh) }
      if hasClear && hasHazy {
        // Two measurements of one surface: the clear one is the truth where both are to be compared.
        common.append((gc, pc, ph, Double(pair.rayLengths?[i] ?? 1)))
      }
    }
    put(clear, .own, .clear)
    put(hazy, .own, .hazy)
    put(truthClear, .sameTruth, .clear)
    put(truthHazy, .sameTruth, .hazy)
    guard !common.isEmpty else { return }
    let middle = Quantiles.median(common.map(\.g))
    for (air, p) in [(Air.clear, common.map(\.clear)), (.hazy, common.map(\.hazy))] {
      score(common.map(\.g), p, rays: common.map(\.ray), scale: middle / Quantiles.median(p), air)
    }
  }

  /// Everything about the common pixels of one condition.
  private mutating func score(_ g: [Double], _ p: [Double], rays: [Double], scale: Double, _ air: Air) {
    var (common, clipped, scaled, radial) = (ErrorTally(), ErrorTally(), ErrorTally(), ErrorTally())
    var commonBins = [ErrorTally](repeating: ErrorTally(), count: OddityLayout.depthBins)
    var scaledBins = commonBins
    var histogram = [Double](repeating: 0, count: OddityLayout.errorBins)
    var beyond = 0.0
    for i in g.indices {
      let (e, s) = (p[i] - g[i], scale * p[i] - g[i])
      common.add(e)
      clipped.add(min(max(p[i], 1e-3), range.upper) - g[i])
      scaled.add(s)
      if range.contains(g[i] * rays[i]) { radial.add(e * rays[i]) }
      histogram[OddityLayout.errorBin(abs(e))] += 1
      if p[i] > range.upper { beyond += 1 }
      guard let bin = OddityLayout.depthBin(g[i]) else { continue }
      commonBins[bin].add(e)
      scaledBins[bin].add(s)
    }
    put(common, .common, air)
    put(clipped, .clipped, air)
    put(scaled, .medianScaled, air)
    put(radial, .radial, air)
    put(commonBins, .common, air)
    put(scaledBins, .medianScaled, air)
    row.replaceSubrange(OddityLayout.histogram(air), with: histogram)
    row[OddityLayout.logScale(air)] = Portable.log(scale)
    row[OddityLayout.beyond(air)] = beyond
  }

  static func isDistance(_ p: Double) -> Bool { p > 0 && p < .infinity }

  private mutating func put(_ bins: [ErrorTally], _ view: ScoringView, _ air: Air) {
    for (bin, sums) in bins.enumerated() {
      row[OddityLayout.index(view, air, bin: bin, .n)] = sums.n
      row[OddityLayout.index(view, air, bin: bin, .e)] = sums.e
      row[OddityLayout.index(view, air, bin: bin, .absE)] = sums.absE
      row[OddityLayout.index(view, air, bin: bin, .e2)] = sums.e2
    }
  }

  private mutating func put(_ sums: ErrorTally, _ view: ScoringView, _ air: Air) {
    guard sums.n > 0 else { return }
    let values = [
      sums.n, sums.e, sums.absE, sums.e2, 1, sums.absE / sums.n, (sums.e2 / sums.n).squareRoot(),
    ]
    for (sum, value) in zip(OddityLayout.Sum.allCases, values) { row[OddityLayout.index(view, air, sum)] = value }
  }
}
