import Metrics
import Numerics
import Testing

@testable import study_lr_sweep

@Suite struct RateOptimumTests {
  let resamples = CrossedBootstrap.Resamples(seeds: 2, images: 2, draws: 50, random: Generator(seed: 1))

  @Test func `the lowest point of a parabola in log rate is found between the rates`() {
    // score = 1 + (ln rate - ln 2e-3)², the same for all seeds and images: 1 + (ln 2)² at the best rate tried, 1e-3.
    let rates = [1e-4, 1e-3, 1e-2]
    let scores = rates.map { rate in
      let x = Portable.log(rate / 2e-3)
      return [[1 + x * x, 1 + x * x], [1 + x * x, 1 + x * x]]
    }
    let optimum = RateOptimum(rates: rates, scores: scores, resamples)
    #expect(abs(optimum.rate - 2e-3) < 1e-12 && abs(optimum.score - 1.4804530139182014) < 1e-9 && !optimum.isAtEdge)
    #expect(abs(optimum.interval.lowerBound - 2e-3) < 1e-12 && abs(optimum.interval.upperBound - 2e-3) < 1e-12)
  }

  @Test func `an optimum at the edge of the sweep is said to be there`() {
    let falling = [[[3.0, 3], [3, 3]], [[2, 2], [2, 2]], [[1, 1], [1, 1]]]
    let optimum = RateOptimum(rates: [1, 2, 4], scores: falling, resamples)
    #expect(optimum.isAtEdge && abs(optimum.rate - 4) < 1e-12 && optimum.score == 1)
  }

  @Test func `two sweeps that differ by a constant at every rate differ by it at their bests, without spread`() {
    let a: [[[Double]]] = [[[3, 4], [2, 3]], [[1, 2], [2, 0]], [[2, 5], [4, 3]]]
    let b = a.map { $0.map { $0.map { $0 + 0.25 } } }
    let difference = RateOptimum(rates: [1, 2, 4], scores: a, resamples)
      .difference(to: RateOptimum(rates: [1, 2, 4], scores: b, resamples))
    #expect(abs(difference.observed - 0.25) < 1e-12)
    #expect(difference.draws.allSatisfy { abs($0 - 0.25) < 1e-12 })
  }

  @Test func `seeds that disagree widen the interval to both their optima`() {
    // Seed 0 is best at rate 1, seed 1 at rate 100.
    let scores: [[[Double]]] = [[[0, 0], [5, 5]], [[1, 1], [2, 2]], [[5, 5], [0, 0]]]
    let many = CrossedBootstrap.Resamples(seeds: 2, images: 2, draws: 400, random: Generator(seed: 1))
    let optimum = RateOptimum(rates: [1, 10, 100], scores: scores, many)
    #expect(abs(optimum.interval.lowerBound - 1) < 1e-9 && abs(optimum.interval.upperBound - 100) < 1e-9)
  }
}

@Suite struct TrainingOutcomeTests {
  let rules = OutcomeRules()
  private func record(_ change: (inout TrainingRecord) -> Void = { _ in }) -> TrainingRecord {
    var r = TrainingRecord(
      losses: (0..<20).map { 2 - 0.05 * Double($0) }, steps: 20, visibilityDeviation: 0.2, depthDeviation: 0.9,
      score: 0.2)
    change(&r)
    return r
  }

  @Test func `a falling loss, a varied output and a score near the best have learned`() {
    #expect(rules.outcome(of: record(), rate: 1e-3, best: (1e-3, 0.2)) == .learned)
    #expect(rules.outcome(of: record { $0.score = 0.219 }, rate: 1e-2, best: (1e-3, 0.2)) == .learned)
  }

  @Test func `a score worse than the best by more than the tolerance is degraded above and slow below its rate`() {
    let worse = record { $0.score = 0.23 }
    #expect(rules.outcome(of: worse, rate: 1e-2, best: (1e-3, 0.2)) == .degraded)
    #expect(rules.outcome(of: worse, rate: 1e-4, best: (1e-3, 0.2)) == .slow)
  }

  @Test func `NaN, an early end and a loss that does not fall have diverged`() {
    let best = (rate: 1e-3, score: 0.2)
    #expect(rules.outcome(of: record { $0.score = .nan }, rate: 1e-3, best: best) == .diverged)
    #expect(rules.outcome(of: record { $0.losses[3] = .infinity }, rate: 1e-3, best: best) == .diverged)
    #expect(rules.outcome(of: record { $0.losses.removeLast() }, rate: 1e-3, best: best) == .diverged)
    #expect(rules.outcome(of: record { $0.losses = $0.losses.reversed() }, rate: 1e-3, best: best) == .diverged)
  }

  @Test func `a constant v or a constant depth has collapsed, however good its score`() {
    let best = (rate: 1e-3, score: 0.2)
    #expect(rules.outcome(of: record { $0.visibilityDeviation = 0.019 }, rate: 1e-3, best: best) == .collapsed)
    #expect(rules.outcome(of: record { $0.depthDeviation = 0.19 }, rate: 1e-3, best: best) == .collapsed)
  }

  @Test func `the rules are said with their numbers`() {
    #expect(rules.statement.contains("std(v) < 0.02") && rules.statement.contains("10 %"))
  }
}

@Suite struct SuccessiveHalvingTests {
  @Test func `the better half goes on, rounded up, and what diverged never does`() {
    #expect(SuccessiveHalving.survivors([3, 1, nil, 2, 5]) == [0, 1, 3])
    #expect(SuccessiveHalving.survivors([.nan, nil, 4]) == [2])
    #expect(SuccessiveHalving.survivors([1, 1, 1, 1]) == [0, 1])
    #expect(SuccessiveHalving.survivors([2, 1], share: 1) == [0, 1])
  }
}
