import Numerics
import Testing

struct QuantilesTests {
  @Test func `quantiles of four values, as torch gives them`() {
    let x: [Double] = [4, 1, 3, 2]
    #expect([0, 0.25, 0.5, 0.9, 1].map { Quantiles.quantile(x, $0) } == [1, 1.75, 2.5, 3.7, 4])
    #expect(Quantiles.median(x) == 2.5)
    #expect(Quantiles.lowerMedian(x) == 2)
    #expect(Quantiles.lowerMedian([3, 1, 2] as [Float]) == 2)
    #expect(Quantiles.quantile([7.0], 0.3) == 7)
  }

  @Test func `selection agrees with a sort, with ties and in every initial order`() {
    var random = Generator(seed: 1)
    for n in [1, 2, 3, 10, 101, 1000] {
      let ties = (0..<n).map { _ in Double(random.integer(below: 7)) }
      let distinct = random.permutation(n).map(Double.init)
      let pipe = (0..<n).map { Double(min($0, n - $0)) }
      for x in [ties, distinct, distinct.sorted(), distinct.sorted(by: >), pipe] {
        let sorted = x.sorted()
        for _ in 0..<10 {
          let q = random.uniform64()
          let rank = q * Double(n - 1)
          let (k, t) = (Int(rank), rank - rank.rounded(.down))
          let expected = sorted[k] + t * (sorted[min(k + 1, n - 1)] - sorted[k])
          #expect(abs(Quantiles.quantile(x, q) - expected) <= 1e-12 * (1 + abs(expected)))
        }
        #expect(Quantiles.lowerMedian(x) == sorted[(n - 1) / 2])
      }
    }
  }

  @Test func `one NaN makes a quantile NaN, infinities are ordered`() {
    let infinity = Double.infinity
    #expect(Quantiles.median([1, .nan, 3] as [Double]).isNaN)
    #expect(Quantiles.lowerMedian([1, .nan, 3] as [Double]).isNaN)
    #expect(Quantiles.median([infinity, infinity]) == infinity)
    #expect(Quantiles.median([-infinity, 0, infinity]) == 0)
  }

  @Test func `no values and a level beyond one trap`() async {
    await #expect(processExitsWith: .failure) { _ = Quantiles.median([Double]()) }
    await #expect(processExitsWith: .failure) { _ = Quantiles.quantile([1.0], 1.5) }
  }
}
