import Autograd
import TestSupport
import Testing

@Suite struct NormalisationTests {
  @Test func `layer norm of one, two, three`() {
    let y = layerNorm(Tensor([1, 2, 3], [1, 3]), weight: .ones([3]), bias: .zeros([3]), eps: 0)
    let a = Float(1.5).squareRoot()
    for (v, e) in zip(y.scalars, [-a, 0, a]) { #expect(abs(v - e) < 1e-6) }
  }

  @Test(arguments: [(1, 3, 3, 8, 4), (2, 5, 7, 24, 8), (2, 4, 4, 20, 4), (1, 12, 40, 64, 32)])
  func `group norm equals the definition and its gradients the differences`(_ s: (Int, Int, Int, Int, Int)) {
    let (b, h, width, c, groups) = s
    let x = randomTensor([b, h, width, c], "x")
    let (gamma, beta) = (randomTensor([c], "g"), randomTensor([c], "b"))
    let y = groupNorm(x, weight: gamma, bias: beta, groups: groups, eps: 1e-5)
    let per = c / groups
    let values = x.scalars
    for image in 0..<b {
      for g in 0..<groups {
        let positions = (0..<h * width).flatMap { p in (0..<per).map { (image * h * width + p) * c + g * per + $0 } }
        let mean = positions.reduce(0.0) { $0 + Double(values[$1]) } / Double(positions.count)
        let variance = positions.reduce(0.0) { $0 + (Double(values[$1]) - mean) * (Double(values[$1]) - mean) }
        let rstd = 1 / (variance / Double(positions.count) + 1e-5).squareRoot()
        for p in positions {
          let expected = (Double(values[p]) - mean) * rstd * Double(gamma.scalars[p % c]) + Double(beta.scalars[p % c])
          #expect(abs(Double(y.scalars[p]) - expected) < 1e-5)
        }
      }
    }
    for useSilu in [false, true] {
      let w = randomTensor(x.shape, "w")
      let error = gradientError(
        of: { (groupNorm($0[0], weight: $0[1], bias: $0[2], groups: groups, eps: 1e-5, silu: useSilu) * w).sum() },
        at: [x, gamma, beta], step: 3e-2, sample: 9)
      #expect(error < 2e-2)
    }
  }

  @Test func `group norm with SiLU is SiLU of group norm`() {
    let x = randomTensor([2, 4, 5, 16], "x")
    let (g, b) = (randomTensor([16], "g"), randomTensor([16], "b"))
    let plain = silu(groupNorm(x, weight: g, bias: b, groups: 4, eps: 1e-6)).scalars
    let fused = groupNorm(x, weight: g, bias: b, groups: 4, eps: 1e-6, silu: true).scalars
    for (a, e) in zip(fused, plain) { #expect(abs(a - e) < 2e-6) }
  }

  @Test func `gradients of layer norm equal the differences`() {
    let w = randomTensor([5, 24], "w")
    let error = gradientError(
      of: { (layerNorm($0[0], weight: $0[1], bias: $0[2], eps: 1e-5) * w).sum() },
      at: [randomTensor([5, 24], "x"), randomTensor([24], "g"), randomTensor([24], "b")])
    #expect(error < 5e-3)
  }
}
