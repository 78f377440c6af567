import Driving
import Numerics
import Testing

@Suite struct VisibilityDistributionTests {
  @Test func `visibilities average a hundred metres, and beta more than its share`() {
    let distribution = VisibilityDistribution()
    #expect(abs(distribution.mean - 100) < 1e-6)
    var random = Generator(seed: 9)
    var (sum, beta) = (0.0, 0.0)
    let n = 40_000
    for _ in 0..<n {
      let V = distribution.draw(&random)
      #expect(distribution.range.contains(V.metres))
      sum += V.metres
      beta += V.beta
    }
    // The mean's standard error is 0.24 m.
    #expect(abs(sum / Double(n) - 100) < 1)
    #expect(abs(beta / Double(n) / distribution.meanBeta - 1) < 0.01)
    #expect(distribution.meanBeta > 1.1 * Visibility(metres: 100).beta)
  }

  @Test func `the median without cuts is the one asked for`() {
    let wide = VisibilityDistribution(median: 90, spread: 0.1, range: 1...10_000)
    // exp(0.1² / 2)
    #expect(abs(wide.mean - 90 * 1.0050125208594010) < 1e-8)
  }
}

@Suite struct TransferFunctionTests {
  @Test func `coded values at the standard's own points`() {
    #expect(TransferFunction.encoded(0.0) == 0)
    #expect(abs(TransferFunction.encoded(1.0) - 1) < 1e-15)
    #expect(abs(TransferFunction.encoded(0.0031308) - 0.040449936) < 1e-12)
    // Middle gray: 0.18 -> 0.46135612950...
    #expect(abs(TransferFunction.encoded(0.18) - 0.4613561295004) < 1e-10)
  }

  @Test func `decoding undoes encoding, and tables follow the formula`() {
    for k in 0...10_007 {
      let x = Double(k) / 10_007
      #expect(abs(TransferFunction.decoded(TransferFunction.encoded(x)) - x) < 1e-7)
      #expect(abs(Double(TransferFunction.encoded(Float(x))) - TransferFunction.encoded(x)) < 1e-6)
      #expect(abs(Double(TransferFunction.decoded(Float(x))) - TransferFunction.decoded(x)) < 1e-6)
    }
    #expect(TransferFunction.encoded(Float(3)) == 1)
    #expect(TransferFunction.encoded(Float(-1)) == 0)
  }
}
