import Autograd
import TestSupport
import Testing

@Suite struct ReflectionPaddingTests {
  @Test func `a map is mirrored about its edge pixels, corners included`() {
    let x = Tensor([1, 2, 3, 4, 5, 6], [1, 2, 3, 1])
    let y = reflectionPadded(x)
    #expect(y.shape == [1, 4, 5, 1])
    #expect(
      y.scalars == [
        5, 4, 5, 6, 5,
        2, 1, 2, 3, 2,
        5, 4, 5, 6, 5,
        2, 1, 2, 3, 2,
      ])
  }

  @Test func `its gradient sums over the copies of each pixel`() {
    let x = randomTensor([2, 3, 4, 2], "x")
    let w = randomTensor([2, 5, 6, 2], "w")
    #expect(gradientError(of: { (reflectionPadded($0[0]) * w).sum() }, at: [x], sample: 48) < 2e-3)
  }

  @Test func `a map of one row has nothing to mirror`() async {
    await #expect(processExitsWith: .failure) { _ = reflectionPadded(Tensor.zeros([1, 1, 3, 1])) }
  }
}
