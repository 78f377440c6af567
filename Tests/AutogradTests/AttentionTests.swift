import Autograd
import Foundation
import TestSupport
import Testing

@Suite struct AttentionTests {
  @Test func `equal keys give the mean of the values`() {
    let q = randomTensor([1, 2, 4], "q")
    let y = attention(q, .ones([1, 3, 4]), Tensor((0..<12).map(Float.init), [1, 3, 4]), heads: 2)
    for row in [Array(y.scalars[0..<4]), Array(y.scalars[4..<8])] {
      for (v, e) in zip(row, [4, 5, 6, 7] as [Float]) { #expect(abs(v - e) < 1e-5) }
    }
  }

  @Test(arguments: [(2, 7, 5, 3, 8, false), (1, 33, 33, 2, 16, false), (1, 9, 9, 2, 8, true), (2, 40, 2, 1, 24, false)])
  func `values equal the definition and gradients the differences`(_ s: (Int, Int, Int, Int, Int, Bool)) {
    let (b, nq, nk, heads, d, causal) = s
    let c = heads * d
    let (q, k, v) = (randomTensor([b, nq, c], "q"), randomTensor([b, nk, c], "k"), randomTensor([b, nk, c], "v"))
    let y = attention(q, k, v, heads: heads, causal: causal)
    let (qs, ks, vs, ys) = (q.scalars, k.scalars, v.scalars, y.scalars)
    for batch in 0..<b {
      for h in 0..<heads {
        for i in 0..<nq {
          let scores = (0..<nk).map { j -> Double in
            if causal && j > i { return -.infinity }
            return (0..<d).reduce(0.0) {
              $0 + Double(qs[(batch * nq + i) * c + h * d + $1]) * Double(ks[(batch * nk + j) * c + h * d + $1])
            } / Double(d).squareRoot()
          }
          let top = scores.max() ?? 0
          let weights = scores.map { Foundation.exp($0 - top) }
          let total = weights.reduce(0, +)
          for l in 0..<d {
            let expected = (0..<nk).reduce(0.0) {
              $0 + weights[$1] / total * Double(vs[(batch * nk + $1) * c + h * d + l])
            }
            #expect(abs(Double(ys[(batch * nq + i) * c + h * d + l]) - expected) < 1e-5)
          }
        }
      }
    }
    let w = randomTensor(y.shape, "w")
    let error = gradientError(
      of: { (attention($0[0], $0[1], $0[2], heads: heads, causal: causal) * w).sum() }, at: [q, k, v], step: 3e-2,
      sample: 9)
    #expect(error < 1e-2)
  }

  @Test func `softmax sums to one, stands large logits, and has the right gradient`() {
    let y = softmax(Tensor([1000, 1000, -1000], [1, 3]))
    #expect(y.scalars == [0.5, 0.5, 0])
    let w = randomTensor([3, 9], "w")
    #expect(gradientError(of: { (softmax($0[0]) * w).sum() }, at: [randomTensor([3, 9], "x")]) < 5e-3)
  }
}
