import Metrics
import Numerics
import Testing

@Suite struct OrderingTests {
  @Test func `ties count one half, so a collapsed visibility wins nothing`() {
    let d = (0..<40).map { Double($0) }
    let pairs = Ordering.pairs(of: 40, count: 500, random: Generator(seed: 2))
    #expect(pairs.allSatisfy { $0 != $1 })
    #expect(Ordering.violations(of: d.map { -$0 }, along: d, pairs: pairs) == 0)
    #expect(Ordering.violations(of: d, along: d, pairs: pairs) == 1)
    #expect(Ordering.violations(of: d.map { _ in 0.7 }, along: d, pairs: pairs) == 0.5)
    #expect(Ordering.violations(of: d, along: d, pairs: pairs, margin: 100) == nil)
  }

  @Test func `ordinal disagreement by hand`() {
    // Pairs: 10 vs 20 ordered, 10 vs 10.1 equal at 3 %, 0 invalid.
    let result = Ordering.disagreement(
      truth: [10, 20, 10.1, 0], prediction: [5, 4, 8, 1], pairs: [(0, 1), (0, 2), (0, 3)], tau: 0.03)
    #expect(result.pairs == 2)
    #expect(result.ordered == 1)
    #expect(result.rate == 1)
    #expect(result.orderedRate == 1 && result.equalRate == 1)
    #expect(Ordering.disagreement(truth: [0], prediction: [1], pairs: [(0, 0)], tau: 0.03).rate == nil)
  }

  @Test func `a calibrated visibility has no calibration error and the line 1, 0`() {
    let v = (0..<100).map { (Double($0) + 0.5) / 100 }
    let perfect = Calibration(predicted: v, actual: v)!
    #expect(perfect.expectedError < 1e-15 && perfect.mae == 0)
    #expect(abs(perfect.line!.slope - 1) < 1e-12 && abs(perfect.line!.intercept) < 1e-12)
    let half = Calibration(predicted: v, actual: v.map { $0 / 2 })!
    #expect(abs(half.expectedError - 0.25) < 1e-12)
    #expect(abs(half.largestError - 0.475) < 1e-12)
    let collapsed = Calibration(predicted: v.map { _ in 0.5 }, actual: v)!
    #expect(collapsed.line == nil && collapsed.expectedError < 1e-12)
    #expect(collapsed.bins.filter { $0.n > 0 }.count == 1 && collapsed.bins[0].predicted == nil)
    #expect(Calibration(predicted: [], actual: []) == nil)
  }

  @Test func `a direction without edges counts 0 in the boundary score, and a flat prediction has none`() {
    let g: [Float] = (0..<64).map { $0 % 8 < 4 ? 10 : 30 }
    #expect(abs(BoundaryF1(truth: g, prediction: g, width: 8).score - 0.25) < 1e-12)  // three directions have no edge
    #expect(BoundaryF1(truth: g, prediction: [Float](repeating: 9, count: 64), width: 8).score == 0)
    let all = [Bool](repeating: true, count: 64)
    #expect(EdgeF1(truth: g, prediction: g, valid: all, width: 8).f1 == 1)
  }
}
