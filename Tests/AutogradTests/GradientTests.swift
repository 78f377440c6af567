import Autograd
import TestSupport
import Testing

@Suite struct GradientTests {
  @Test func `x² + 5x + 4 has the derivative 2x + 5`() throws {
    let x = Tensor([1, -2, 0.5], [3]).tracked()
    let y = square(x) + 5 * x + 4
    let gradient = try #require(y.sum().backward()[x])
    #expect(y.scalars == [10, -2, 6.75])
    #expect(gradient.scalars == [7, 1, 6])
  }
}
