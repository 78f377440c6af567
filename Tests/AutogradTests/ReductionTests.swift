import Autograd
import TestSupport
import Testing

@Suite struct ReductionTests {
  @Test func `sums and means of a hand-worked table`() {
    let x = Tensor([1, 2, 3, 4, 5, 6], [2, 3])
    #expect(x.sum().value == 21)
    #expect(x.mean().value == 3.5)
    #expect(x.sum(axes: [0]).scalars == [5, 7, 9] && x.sum(axes: [0]).shape == [1, 3])
    #expect(x.sum(axes: [1]).scalars == [6, 15])
    #expect(x.mean(axes: [0, 1]).scalars == [3.5])
    #expect(x.max() == 6 && x.min() == 1 && x.sumOfSquares == 91)
  }

  @Test(arguments: [[0], [1], [2], [3], [0, 1], [1, 2], [0, 3], [1, 2, 3], [0, 1, 2, 3]])
  func `sums over axes equal the obvious loop`(_ axes: [Int]) {
    let x = randomTensor([3, 4, 5, 17], "x")
    let y = x.sum(axes: axes)
    var expected = [Double](repeating: 0, count: y.count)
    let values = x.scalars
    for i in 0..<x.count {
      let index = [i / 340 % 3, i / 85 % 4, i / 17 % 5, i % 17]
      let kept = (0..<4).map { axes.contains($0) ? 0 : index[$0] }
      let at = ((kept[0] * y.shape[1] + kept[1]) * y.shape[2] + kept[2]) * y.shape[3] + kept[3]
      expected[at] += Double(values[i])
    }
    for (a, b) in zip(y.scalars, expected) { #expect(abs(Double(a) - b) < 1e-4) }
    let w = randomTensor(y.shape, "w")
    #expect(gradientError(of: { ($0[0].sum(axes: axes) * w).sum() }, at: [x]) < 5e-3)
  }

  @Test func `the gradient of a mean is one over n`() throws {
    let x = Tensor([1, 2, 3, 4], [4]).tracked()
    #expect(try #require(x.mean().backward()[x]).scalars == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func `a mean over nothing traps instead of giving NaN`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([], [0, 3]).mean() }
  }

  @Test func `NaN is counted and never hidden by an extreme`() {
    let x = Tensor([1, .nan, 3, .infinity], [4])
    #expect(x.nonFiniteCount == 2)
    #expect(x.max().isNaN && x.min().isNaN)
  }
}
