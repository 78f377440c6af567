import Numerics
import Testing

struct FixedOrderTests {
  @Test func `a compensated sum keeps what plain addition loses`() {
    #expect(FixedOrder.sum([1, 1e100, 1, -1e100]) == 2)
    #expect(FixedOrder.sum([Double](repeating: 0.1, count: 10_000_000)) == 1_000_000)
    #expect(FixedOrder.sum([Double]()) == 0)
  }

  @Test func `infinities and NaN come through a sum`() {
    #expect(FixedOrder.sum([1, .infinity, 2]) == .infinity)
    #expect(FixedOrder.sum([.infinity, -.infinity]).isNaN)
    #expect(FixedOrder.sum([1, .nan]).isNaN)
  }

  @Test func `a sum of Float32 is exact where each step is`() {
    #expect(FixedOrder.sum((1...10_000).map(Float.init)) == 50_005_000)
    #expect(FixedOrder.sum([Float]()) == 0)
  }

  @Test func `mean and variance of 2, 4, 4, 4, 5, 5, 7, 9`() {
    let x: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(FixedOrder.mean(x) == 5)
    #expect(FixedOrder.variance(x, correction: 0) == 4)
    #expect(FixedOrder.variance(x) == 32.0 / 7)
    #expect(FixedOrder.variance(x.map { $0 + 1e9 }) == 32.0 / 7)
  }

  @Test func `the mean of nothing traps`() async {
    await #expect(processExitsWith: .failure) { _ = FixedOrder.mean([]) }
    await #expect(processExitsWith: .failure) { _ = FixedOrder.variance([1]) }
  }
}
