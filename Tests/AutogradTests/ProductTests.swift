import Autograd
import TestSupport
import Testing

@Suite struct ProductTests {
  @Test func `linear is x times the transposed weight, plus bias and residual`() {
    let y = linear(
      Tensor([1, 2, 3, 4], [2, 2]), Tensor([1, 0, 0, 1, 1, 1], [3, 2]), bias: Tensor([10, 20, 30], [3]),
      residual: Tensor([1, 1, 1, 2, 2, 2], [2, 3]))
    #expect(y.scalars == [12, 23, 34, 15, 26, 39])
  }

  @Test func `gradients of linear reach input, weight, bias and residual`() {
    let w = randomTensor([2, 5, 7], "w")
    let error = gradientError(
      of: { (linear($0[0], $0[1], bias: $0[2], residual: $0[3]) * w).sum() },
      at: [
        randomTensor([2, 5, 6], "x"), randomTensor([7, 6], "weight"), randomTensor([7], "b"),
        randomTensor([2, 5, 7], "r"),
      ])
    #expect(error < 5e-3)
  }

  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func `matmul equals the obvious loop, batched, in every transposition`(_ transposed: (Bool, Bool)) {
    let (ta, tb) = transposed
    let (m, n, k) = (5, 4, 3)
    let a = randomTensor(ta ? [2, k, m] : [2, m, k], "a")
    let b = randomTensor(tb ? [2, n, k] : [2, k, n], "b")
    let c = matmul(a, b, transposeA: ta, transposeB: tb)
    #expect(c.shape == [2, m, n])
    for batch in 0..<2 {
      for i in 0..<m {
        for j in 0..<n {
          var sum = 0.0
          for l in 0..<k {
            let x = a.scalars[batch * m * k + (ta ? l * m + i : i * k + l)]
            let y = b.scalars[batch * k * n + (tb ? j * k + l : l * n + j)]
            sum += Double(x) * Double(y)
          }
          #expect(abs(Double(c.scalars[(batch * m + i) * n + j]) - sum) < 1e-5)
        }
      }
    }
    let w = randomTensor(c.shape, "w")
    #expect(gradientError(of: { (matmul($0[0], $0[1], transposeA: ta, transposeB: tb) * w).sum() }, at: [a, b]) < 5e-3)
  }

  @Test func `a product of shapes that do not fit names both`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = linear(Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("linear") && text.contains("[2, 3]") && text.contains("[4, 5]"))
  }
}
