import HazyDepth
import TestSupport
import Testing

@Suite struct LogDepthLossTests {
  let prediction = Tensor([1, 2, 5, 9], [1, 2, 2, 1])
  let target = Tensor([2, 2, 3, 0], [1, 2, 2, 1])
  /// The last pixel has no depth.
  let mask = Tensor([1, 1, 1, 0], [1, 2, 2, 1])

  @Test func `the absolute loss is the mean of masked differences`() {
    // |-1|, 0, 2 over three pixels.
    #expect(LogDepthLoss.l1(prediction, target, mask: mask).value == 1)
  }

  @Test func `the scale-invariant loss takes half the squared mean from the mean square`() {
    // mean of squares 5/3, mean 1/3: sqrt(5/3 - 1/18 + 1e-8) = sqrt(29/18).
    let loss = LogDepthLoss.scaleInvariant(prediction, target, mask: mask).value
    #expect(abs(loss - 1.2692955) < 1e-6)
  }

  @Test func `one factor for all pixels costs the scale-invariant loss a root of two less`() {
    let shifted = target + 0.5
    #expect(abs(LogDepthLoss.l1(shifted, target, mask: mask).value - 0.5) < 1e-6)
    #expect(abs(LogDepthLoss.scaleInvariant(shifted, target, mask: mask).value - 0.35355339) < 1e-6)
  }

  @Test(arguments: LogDepthLoss.allCases)
  func `no pixel with a depth gives exactly 0 and no gradient`(loss: LogDepthLoss) {
    let value = loss(prediction.tracked(), target, mask: Tensor.zeros([1, 2, 2, 1]))
    #expect(value.value == 0)
    #expect(!value.hasGradient)
  }

  @Test(arguments: LogDepthLoss.allCases)
  func `gradients agree with differences, and pixels without depth have none`(loss: LogDepthLoss) {
    #expect(gradientError(of: { loss($0[0], target, mask: mask) }, at: [prediction]) < 1e-2)
    let x = prediction.tracked()
    let gradients = loss(x, target, mask: mask).backward()
    #expect(gradients[x]?.scalars[3] == 0)
  }
}
