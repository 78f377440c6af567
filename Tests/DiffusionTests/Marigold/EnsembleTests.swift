import HazyDepth
import Numerics
import Testing

@testable import Diffusion
@testable import HazyDepth

@Suite struct EnsembleTests {
  @Test func `the median of an even count is the lower middle`() {
    let members = Tensor([1, 4, 2, 3], [4, 1, 1, 1])
    let (value, uncertainty) = EnsembleReduction.median(members)
    #expect(value.value == 2)  // of 1 2 3 4
    #expect(uncertainty.value == 1)  // of 0 1 1 2
  }

  @Test func `the deviation of a mean divides by n - 1`() {
    let (value, uncertainty) = EnsembleReduction.mean(Tensor([1, 2, 6], [3, 1, 1, 1]))
    #expect(value.value == 3)
    #expect(abs(uncertainty.value - Float(7).squareRoot()) < 1e-6)  // (4 + 1 + 9)/2
    #expect(EnsembleReduction.mean(Tensor([5], [1, 1, 1, 1])).uncertainty.value == 0)
  }

  @Test func `a NaN of a member is not averaged away`() {
    for reduction in EnsembleReduction.allCases {
      #expect(reduction(Tensor([1, .nan, 2], [3, 1, 1, 1])).value.value.isNaN)
    }
  }

  /// Affine copies of one map.
  private func copies() -> Tensor {
    var stream = Generator(seed: 5).stream("map")
    let map = stream.uniform(count: 35)
    let affine: [(Float, Float)] = [(1, 0), (0.5, 0.3), (3, -1)]
    return Tensor(affine.flatMap { s, t in map.map { $0 * s + t } }, [3, 5, 7, 1])
  }

  @Test func `affine copies of a map agree after alignment`() {
    let members = copies()
    let aligned = EnsembleAlignment(of: members)(members)
    let (_, uncertainty) = EnsembleReduction.mean(aligned)
    #expect(uncertainty.max() < 1e-3)
  }

  @Test(arguments: EnsembleReduction.allCases)
  func `the cost's derivatives agree with differences`(reduction: EnsembleReduction) {
    var stream = Generator(seed: 6).stream("members")
    let members = Tensor(stream.uniform(count: 4 * 30), [4, 5, 6, 1])
    let cost = EnsembleCost(of: members, reduction: reduction, strength: 0.02)
    let x = [1.1, 0.8, 1.3, 0.9, 0.02, -0.05, 0.1, 0.03]
    let (_, gradient) = cost.valueAndGradient(x)
    for i in x.indices {
      var (up, down) = (x, x)
      up[i] += 1e-5
      down[i] -= 1e-5
      let difference = (cost.valueAndGradient(up).value - cost.valueAndGradient(down).value) / 2e-5
      #expect(abs(difference - gradient[i]) < 1e-3, "parameter \(i)")
    }
  }

  @Test(arguments: EnsembleReduction.allCases)
  func `the search never ends above its start`(reduction: EnsembleReduction) {
    var stream = Generator(seed: 7).stream("members")
    let members = Tensor(stream.uniform(count: 5 * 48), [5, 6, 8, 1])
    let start = EnsembleAlignment(spanning: members)
    let end = EnsembleAlignment(of: members, reduction: reduction)
    #expect(ensembleCost(members, end, reduction) <= ensembleCost(members, start, reduction))
    #expect(end != start)
  }

  @Test func `BFGS finds the minimum of a quadratic, and stays where the gradient is small`() {
    // f = (x - 1)² + 10 (y + 2)²
    let f: ([Double]) -> (value: Double, gradient: [Double]) = { p in
      let (a, b) = (p[0] - 1, p[1] + 2)
      return (a * a + 10 * b * b, [2 * a, 20 * b])
    }
    let found = minimizedBFGS([0, 0], iterations: 30, tolerance: 1e-8, f)
    #expect(abs(found[0] - 1) < 1e-6 && abs(found[1] + 2) < 1e-6)
    #expect(minimizedBFGS([1.00001, -2], iterations: 5, tolerance: 1e-3, f) == [1.00001, -2])
  }
}
