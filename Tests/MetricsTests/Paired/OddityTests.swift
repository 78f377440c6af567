import Metrics
import Testing

/// Errors built so that one cause is at work, and known.
@Suite struct OddityTests {
  static func pixels(_ errors: [Double], at g: [Double]? = nil) -> ValidPixels {
    let truth = g ?? [Double](repeating: 20, count: errors.count)
    return ValidPixels(g: truth, p: zip(truth, errors).map { $0 + $1 })
  }

  @Test func `a heavier tail alone lowers MAE and raises RMSE`() {
    let clear = Self.pixels((0..<100).map { $0 % 2 == 0 ? 1 : -1 })
    let hazy = Self.pixels((0..<100).map { ($0 < 90 ? 0.5 : 4) * ($0 % 2 == 0 ? 1 : -1) })
    let (c, h) = (Moments(ErrorSums(clear))!, Moments(ErrorSums(hazy))!)
    #expect(abs(h.mae - 0.85) < 1e-14 && c.mae == 1)
    let identity = SpreadIdentity(clear: c, hazy: h)
    #expect(identity.isOdd)
    #expect(abs(identity.deltaMSE - 0.825) < 1e-12)
    #expect(abs(identity.fromMAE + identity.fromSpread - identity.deltaMSE) < 1e-12)
    #expect(abs(identity.fromBias + identity.fromVariance - identity.deltaMSE) < 1e-12)
    let quantiles = QuantileDifference(clear: clear.absoluteErrors, hazy: hazy.absoluteErrors)
    #expect(quantiles.crossings().count == 1)
    #expect(abs(quantiles.crossings()[0] - 0.9) < 0.02)
    // With the tail cut at its start hazy wins by RMSE too.
    #expect(Winsorised.rmse(hazy.errors, above: 0.85)! < Winsorised.rmse(clear.errors, above: 0.85)!)
    #expect(Winsorised.rmse(hazy.errors, above: 1)! > 1)
    #expect(Winsorised.rmse([]) == nil)
  }

  @Test func `a pure bias is all offset and nothing else`() {
    let g = (1...50).map { Double($0) }
    let m = Moments(ErrorSums(Self.pixels([Double](repeating: 2, count: 50), at: g)))!
    #expect(m.offset == 4)
    #expect(abs(m.scale) < 1e-12 && abs(m.unexplained) < 1e-9)
    #expect(abs(m.offset + m.scale + m.unexplained - m.mse) < 1e-9)
    #expect(abs(m.absoluteVariance) < 1e-12)
  }

  @Test func `a pure factor is found by the scale test and vanishes with it`() {
    let g = (1...50).map { Double($0) }
    let sums = ErrorSums(ValidPixels(g: g, p: g.map { 1.25 * $0 }))
    let test = sums.scaleTest!
    #expect(abs(test.scale - 0.8) < 1e-14)
    #expect(test.mseAfter < 1e-10 && sums[.mse]! > 50)
  }

  @Test func `other pixels with the same errors are composition, other errors on the same pixels are within`() {
    let near = [Double](repeating: 5, count: 60)
    let far = [Double](repeating: 60, count: 40)
    func bins(_ n: Int, _ m: Int, _ nearError: Double, _ farError: Double) -> DepthBins {
      let g = Array(near.prefix(n)) + Array(far.prefix(m))
      let errors = [Double](repeating: nearError, count: n) + [Double](repeating: farError, count: m)
      return DepthBins(Self.pixels(errors, at: g), edges: DepthBins.drivingEdges)
    }
    let lost = Composition(clear: bins(60, 40, 1, 8), hazy: bins(60, 10, 1, 8), metric: .mae)!
    #expect(abs(lost.within) < 1e-14)
    #expect(abs(lost.total - (140.0 / 70 - 380.0 / 100)) < 1e-12)
    let worse = Composition(clear: bins(60, 40, 1, 8), hazy: bins(60, 40, 0.5, 10), metric: .mae)!
    #expect(worse.composition == 0)
    #expect(abs(worse.total - (0.6 * -0.5 + 0.4 * 2)) < 1e-12)
  }

  @Test func `contributions of bins add up to the total`() {
    let g = (1...80).map { Double($0) }
    let pixels = Self.pixels(g.map { 0.1 * $0 }, at: g)
    let bins = DepthBins(pixels, edges: DepthBins.drivingEdges)
    let total = ErrorSums(pixels)
    #expect(bins.sums.map(\.n) == [9, 10, 20, 41])  // 80 m belongs to the last bin, 10 m to the second
    #expect(abs((0..<4).reduce(0) { $0 + bins.contribution(.mse, $1)! } - total[.mse]!) < 1e-12)
    var twice = bins
    twice += bins
    #expect(twice.sums[3].n == 82 && twice.weight(3) == bins.weight(3))
    let empty = DepthBins(ValidPixels(g: [], p: []), edges: [0, 80])
    #expect(empty.weight(0) == nil && empty.sums[0][.mae] == nil)
  }

  @Test func `histograms merge`() {
    var a = ErrorHistogram([0, 0.0005, 5])
    a += ErrorHistogram([1e-3, 100, 1e9])
    #expect(a.counts[0] == 2 && a.counts[1] == 1 && a.counts[49] == 2)
    #expect(a.counts.reduce(0, +) == 6)
  }
}
