import Metrics
import Numerics
import Testing

@Suite struct CrossedBootstrapTests {
  @Test func `the mean of a grid is the mean over seeds of means over images`() {
    let resamples = CrossedBootstrap.Resamples(seeds: 2, images: 3, draws: 100, random: Generator(seed: 1))
    let b = CrossedBootstrap.mean([[1, 2, 3], [5, 6, 7]], resamples)
    #expect(b.observed == 4)
    // One of two seeds twice, images 1 to 3: never outside the grid's values.
    #expect(b.draws.allSatisfy { $0 >= 1 && $0 <= 7 })
  }

  @Test func `what seeds share and what images share both widen the interval`() {
    let resamples = CrossedBootstrap.Resamples(seeds: 4, images: 50, draws: 500, random: Generator(seed: 1))
    let bySeed = (0..<4).map { seed in (0..<50).map { _ in Double(seed) } }
    let byImage = (0..<4).map { _ in (0..<50).map { Double($0 % 2) } }
    func width(_ values: [[Double]]) -> Double {
      let interval = CrossedBootstrap.mean(values, resamples).percentile()
      return interval.upperBound - interval.lowerBound
    }
    // The mean of 4 draws from 0…3 has a deviation of sqrt(1.25 / 4) = .56; of 50 coin flips .5 / sqrt(50) = .071.
    #expect(abs(width(bySeed) - 3.92 * 0.559) < 0.5)
    #expect(abs(width(byImage) - 3.92 * 0.0707) < 0.06)
  }

  @Test func `a constant difference has no spread, whatever the two sides do`() {
    let resamples = CrossedBootstrap.Resamples(seeds: 3, images: 5, draws: 50, random: Generator(seed: 1))
    let a = (0..<3).map { s in (0..<5).map { Double(s * 7 + $0 * $0) } }
    let b = CrossedBootstrap.difference(a, a.map { $0.map { $0 + 0.5 } }, resamples)
    #expect(b.observed == 0.5 && b.draws.allSatisfy { $0 == 0.5 })
  }
}
