import Metrics
import Testing

@Suite struct DepthSpreadTests {
  let truth: [Float] = [2, 8, 32, 0, 100]

  @Test func `a prediction off by one factor varies as the truth does`() {
    #expect(abs(DepthSpread.ratio(truth: truth, prediction: [3, 12, 48, 7, 7])! - 1) < 1e-12)
  }

  @Test func `a constant does not vary, and a root of the truth varies half as much`() {
    #expect(DepthSpread.ratio(truth: truth, prediction: [5, 5, 5, 1, 90]) == 0)
    // ln of 1, 2, 4 has half the spread of ln of 2, 8, 32.
    #expect(abs(DepthSpread.ratio(truth: truth, prediction: [1, 2, 4, 1, 90])! - 0.5) < 1e-12)
  }

  @Test func `pixels out of range and predictions that are no distance take no part`() {
    #expect(abs(DepthSpread.ratio(truth: [2, 8, 32, 90], prediction: [2, 8, .nan, 3])! - 1) < 1e-12)
    #expect(DepthSpread.ratio(truth: [2, 8], prediction: [2, 0]) == nil)
    #expect(DepthSpread.ratio(truth: [4, 4], prediction: [1, 2]) == nil)
  }
}
