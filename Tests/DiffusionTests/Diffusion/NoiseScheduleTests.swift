import HazyDepth
import Numerics
import Testing

@Suite struct NoiseScheduleTests {
  private func random(_ name: String, _ shape: Shape = [3, 2, 2, 4]) -> Tensor {
    var stream = Generator(seed: 9).stream(name)
    return Tensor(stream.normal(count: shape.count), shape)
  }
  private func near(_ a: Tensor, _ b: Tensor, _ tolerance: Float = 1e-5) -> Bool {
    a.shape == b.shape && zip(a.scalars, b.scalars).allSatisfy { abs($0 - $1) <= tolerance }
  }

  @Test func `the shipped table still holds signal at its end, the rescaled one none`() {
    let (plain, rescaled) = (NoiseSchedule(), NoiseSchedule(isZeroTerminalSNR: true))
    #expect(abs(plain.alphasCumprod[0] - 0.99915) < 1e-6)
    #expect(abs(plain.alphasCumprod[999] - 0.0047) < 5e-5)
    #expect(rescaled.alphasCumprod[999] == 0 && rescaled.betas[999] == 1)
    #expect(rescaled.alphasCumprod[0] == plain.alphasCumprod[0])
    #expect(plain.finalAlphaCumprod == plain.alphasCumprod[0])
    #expect(NoiseSchedule(setAlphaToOne: true).finalAlphaCumprod == 1)
  }

  @Test(arguments: [NoiseSchedule.Prediction.v, .epsilon, .sample])
  func `what a network predicts leads back to signal and noise`(prediction: NoiseSchedule.Prediction) {
    let s = NoiseSchedule(prediction: prediction)
    let (x_0, eps, t) = (random("x"), random("eps"), [0, 400, 900])
    let x_t = s.addNoise(to: x_0, eps, t)
    let output: Tensor
    switch prediction {
    case .v: output = s.v_star(of: x_0, eps, t)
    case .epsilon: output = eps
    case .sample: output = x_0
    }
    let (found, noise) = s.split(output, at: x_t, t)
    #expect(near(found, x_0, 1e-4))
    #expect(near(noise, eps, 1e-4))
  }

  @Test func `at the end of a rescaled table v is minus the signal`() {
    let s = NoiseSchedule(isZeroTerminalSNR: true)
    let (x_0, eps) = (random("x"), random("eps"))
    #expect(near(s.v_star(of: x_0, eps, [999, 999, 999]), -x_0, 0))
    #expect(near(s.addNoise(to: x_0, eps, [999, 999, 999]), eps, 0))
  }

  @Test func `spacings are those of the reference`() {
    #expect(TimestepSpacing.leading.timesteps(1, of: 1000) == [1])
    #expect(TimestepSpacing.leading.timesteps(4, of: 1000) == [751, 501, 251, 1])
    #expect(TimestepSpacing.trailing.timesteps(1, of: 1000) == [999])
    #expect(TimestepSpacing.trailing.timesteps(4, of: 1000) == [999, 749, 499, 249])
    #expect(TimestepSpacing.trailing.timesteps(16, of: 1000).suffix(2) == [124, 61])  // 62.5 rounds to even
    #expect(TimestepSpacing.linspace.timesteps(3, of: 1000) == [999, 500, 0])  // 499.5 rounds to even
  }

  @Test(arguments: TimestepSpacing.allCases)
  func `every number of steps gives so many falling timesteps of the table`(spacing: TimestepSpacing) {
    for n in 1...1000 {
      let t = spacing.timesteps(n, of: 1000)
      #expect(t.count == n && t.allSatisfy { (0..<1000).contains($0) } && zip(t, t.dropFirst()).allSatisfy { $0 > $1 })
    }
  }

  @Test func `a step goes T div n down, not to the next entry`() {
    let s = NoiseSchedule()
    #expect(TimestepSpacing.trailing.timesteps(3, of: 1000) == [999, 666, 332])
    #expect(DDIMStep(s, t: 666, of: 3).previous == 333)
    #expect(DDIMStep(s, t: 332, of: 3).previous == -1)
  }

  @Test func `a perfect network finds the signal, but for the noise the last step leaves`() {
    let s = NoiseSchedule(isZeroTerminalSNR: true, spacing: .trailing)
    let (x_0, eps) = (random("x"), random("eps"))
    var last = eps
    let x = sampleDDIM(eps, s, steps: 5) { _, _, found in
      last = found
    } model: { x, t in
      // The v that leads from here to x_0: eps = (x - alpha x_0)/sigma.
      let (alpha_t, sigma_t) = s.coefficients([t, t, t])
      return alpha_t * ((x - alpha_t * x_0) / sigma_t) - sigma_t * x_0
    }
    #expect(near(last, x_0, 1e-4))
    #expect(near(x, s.addNoise(to: x_0, eps, [0, 0, 0]), 1e-4))
  }

  @Test func `noise of eta 1 has the variance of the posterior`() {
    // With model output 0 and x = 0, x_0 = eps = 0 and the step adds s · noise only.
    let s = NoiseSchedule()
    let zero = Tensor.zeros([1, 1, 1, 1])
    let (x, _) = DDIMStep(s, t: 500, of: 10, eta: 1)(zero, zero, noise: .ones([1, 1, 1, 1]))
    let (a, b) = (s.alphaCumprod(500), s.alphaCumprod(400))
    let expected = ((1 - b) / (1 - a) * (1 - a / b)).squareRoot()
    #expect(abs(Double(x.value) - expected) < 1e-6)
  }

  @Test func `a sampler's draws repeat`() {
    let s = NoiseSchedule()
    func run() -> [Float] {
      sampleDDIM(random("x"), s, steps: 3, eta: 0.5, noise: Generator(seed: 4)) { x, _ in 0.1 * x }.scalars
    }
    #expect(run() == run())
  }
}
