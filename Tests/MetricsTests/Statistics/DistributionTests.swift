import Metrics
import Numerics
import Testing

@Suite struct DistributionTests {
  @Test func `normal tails and quantiles`() {
    #expect(Normal.cdf(0) == 0.5)
    #expect(abs(Normal.quantile(0.975) - 1.959963984540054) < 1e-14)
    #expect(abs(Normal.upper(1.959963984540054) - 0.025) < 1e-15)
    // Far out the digits must stay: P(Z > 10) = 7.619853024160527e-24.
    #expect(abs(Normal.upper(10) / 7.619853024160527e-24 - 1) < 1e-12)
    for z in stride(from: -8.0, through: 8.0, by: 0.37) {
      #expect(abs(Normal.quantile(Normal.cdf(z)) - z) < 1e-7 || z > 6)
      #expect(abs(Normal.cdf(z) + Normal.upper(z) - 1) < 1e-15)
    }
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1.5).isNaN)
  }

  @Test func `Student's t with one and two degrees of freedom has closed forms`() {
    for t in [0.1, 0.7, 1, 2.5, 12, 300] {
      let one = 1 - 2 / Double.pi * Portable.atan2(t, 1)
      #expect(abs(StudentT.twoSided(t, df: 1) - one) < 1e-14)
      #expect(abs(StudentT.twoSided(t, df: 2) - (1 - t / (2 + t * t).squareRoot())) < 1e-14)
    }
    #expect(abs(StudentT.twoSidedQuantile(0.05, df: 1) - 12.706204736174698) < 1e-10)
    #expect(abs(StudentT.twoSidedQuantile(0.05, df: 15) - 2.1314495455597742) < 1e-12)
    #expect(StudentT.twoSided(0, df: 7) == 1)
  }

  @Test func `coins`() {
    #expect(Binomial.cdf(0, of: 3) == 1.0 / 8)
    #expect(Binomial.cdf(1, of: 3) == 4.0 / 8)
    #expect(Binomial.twoSided(1, of: 6) == 2 * 7.0 / 64)
    #expect(Binomial.twoSided(3, of: 6) == 1)
    #expect(abs(Binomial.cdf(499, of: 1000) - (1 - Binomial.cdf(500, of: 1000))) < 1e-12)
    #expect(abs(Binomial.cdf(999, of: 2000) - 0.4910806) < 1e-6)  // (1 - C(2000, 1000) / 2^2000) / 2
  }

  @Test func `Kolmogorov's statistic of one and two values`() {
    #expect(abs(Kolmogorov.upper(0.75, n: 1) - 0.5) < 1e-15)  // P(D > d) = 2 (1 - d) for d >= 1/2
    // n = 2: P(D <= d) = 1 - 2 (1 - d)^2 for d >= 1/2.
    #expect(abs(Kolmogorov.upper(0.8, n: 2) - 2 * 0.04) < 1e-15)
    #expect(abs(Kolmogorov.upper(0.06, n: 400) - Kolmogorov.upper(0.06, n: 401)) < 0.02)  // matrix meets the limit
  }
}
