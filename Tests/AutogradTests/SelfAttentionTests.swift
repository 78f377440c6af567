import Autograd
import TestSupport
import Testing

@Suite struct SelfAttentionTests {
  @Test func `a fused projection gives the bits of its three parts`() {
    let qkv = randomTensor([2, 7, 3 * 16], "qkv")
    let parts = (0..<3).map { qkv.narrowed(2, $0 * 16, 16) }
    let apart = attention(parts[0], parts[1], parts[2], heads: 4)
    #expect(selfAttention(qkv, heads: 4).scalars == apart.scalars)
  }

  @Test func `its gradient is that of central differences`() {
    let qkv = randomTensor([1, 5, 3 * 8], "qkv")
    let w = randomTensor([1, 5, 8], "w")
    #expect(gradientError(of: { (selfAttention($0[0], heads: 2) * w).sum() }, at: [qkv], sample: 60) < 5e-3)
  }

  @Test func `a width that is no three parts of the heads is refused`() async {
    await #expect(processExitsWith: .failure) { _ = selfAttention(Tensor.zeros([1, 2, 16]), heads: 2) }
  }
}
