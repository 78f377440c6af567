import Autograd
import TestSupport
import Testing

@Suite struct ArithmeticTests {
  @Test func `operators compute elementwise`() {
    let a = Tensor([1, 2, 3, 4], [2, 2])
    let b = Tensor([2, 4, 8, -1], [2, 2])
    #expect((a + b).scalars == [3, 6, 11, 3])
    #expect((a - b).scalars == [-1, -2, -5, 5])
    #expect((a * b).scalars == [2, 8, 24, -4])
    #expect((a / b).scalars == [0.5, 0.5, 0.375, -4])
    #expect(maximum(a, b).scalars == [2, 4, 8, 4])
    #expect(minimum(a, b).scalars == [1, 2, 3, -1])
    #expect((1 - a).scalars == [0, -1, -2, -3])
    #expect((2 / b).scalars == [1, 0.5, 0.25, -2])
    #expect((a * 2 + 1).scalars == [3, 5, 7, 9])
  }

  @Test func `axes of size one are repeated`() {
    let a = Tensor([1, 2, 3], [3, 1])
    let b = Tensor([10, 20], [1, 2])
    #expect((a + b).shape == [3, 2])
    #expect((a + b).scalars == [11, 21, 12, 22, 13, 23])
    #expect((b - a).scalars == [9, 19, 8, 18, 7, 17])
  }

  @Test(arguments: [
    ([3, 4], [3, 4]), ([3, 4], [1, 4]), ([3, 1], [1, 4]), ([2, 3, 4, 5], [2, 1, 1, 5]), ([1, 3, 1, 5], [2, 1, 4, 1]),
    ([2, 3, 2, 2, 3], [1, 3, 1, 2, 1]),
  ])
  func `gradients of broadcasting sum over the repeated axes`(_ shapes: ([Int], [Int])) {
    let a = randomTensor(Shape(shapes.0), "a")
    let b = randomTensor(Shape(shapes.1), "b")
    let operations: [(Tensor, Tensor) -> Tensor] = [
      { $0 + $1 }, { $0 - $1 }, { $0 * $1 }, { $0 / (square($1) + 1) }, { maximum($0, $1) }, { minimum($0, $1) },
    ]
    for operation in operations {
      let weights = randomTensor(operation(a, b).shape, "w")
      #expect(gradientError(of: { (operation($0[0], $0[1]) * weights).sum() }, at: [a, b], step: 2e-3) < 1e-2)
    }
  }

  @Test func `a tie in maximum gives its gradient to the first`() throws {
    let a = Tensor([1, 5], [2]).tracked()
    let b = Tensor([1, 2], [2]).tracked()
    let g = maximum(a, b).sum().backward()
    #expect(g[a]?.scalars == [1, 1])
    #expect(g[b]?.scalars == [0, 0])
  }

  @Test func `a tensor used twice collects both gradients`() throws {
    let x = Tensor([3], [1]).tracked()
    #expect(try #require((x * x + x + x).sum().backward()[x]).scalars == [8])
  }

  @Test func `shapes that do not fit trap and name both`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([3, 2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2, 3]) * Tensor.zeros([3]) }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]) - Tensor.zeros([4, 3])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("subtract") && text.contains("[2, 3]") && text.contains("[4, 3]"))
  }
}
