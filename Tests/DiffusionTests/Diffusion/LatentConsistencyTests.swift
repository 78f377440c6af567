import HazyDepth
import NN
import Testing

@Suite struct LatentConsistencyTests {
  private let lcm = LatentConsistency()

  /// The grid is 19, 39, …, 999. Source: diffusers 0.42.1, `LCMScheduler.set_timesteps`.
  @Test func `timesteps are spread over the grid from its last`() {
    #expect(lcm.timesteps(1, of: 1000) == [999])
    #expect(lcm.timesteps(2, of: 1000) == [999, 499])
    #expect(lcm.timesteps(3, of: 1000) == [999, 679, 339])
    #expect(lcm.timesteps(4, of: 1000) == [999, 759, 499, 259])
    #expect(lcm.timesteps(50, of: 1000).last == 19)
  }

  @Test func `at timestep 0 the sample itself is returned, late ones return x_0`() {
    #expect(lcm.boundary(0).out == 0 && lcm.boundary(0).skip == 1)
    // s = 10: c_skip = 0.25 / 100.25, c_out = 10 / √100.25.
    let (out, skip) = lcm.boundary(1)
    #expect(abs(skip - 0.0024937655860349127) < 1e-15 && abs(out - 0.9987523388778445) < 1e-15)
    #expect(lcm.boundary(999).out > 0.999999)
  }

  @Test func `one step ends at its denoised sample, two go on with the noise given`() {
    // A network that says v = -x: x_0 = (alpha + sigma) x.
    let schedule = NoiseSchedule(isZeroTerminalSNR: true, spacing: .trailing)
    let x = Tensor([1, -2, 0.5, 0], [1, 1, 1, 4])
    func none(_ step: Int) -> Tensor {
      Issue.record("one step asks for no noise")
      return x
    }
    let one = lcm.sample(x, schedule, steps: 1, noise: none) { x, t in
      #expect(t == 999)
      return -x
    }
    // At t = 999 alpha = 0, sigma = 1: x_0 = x, and c_out + c_skip is 1 to 3e-8.
    for (a, b) in zip(one.scalars, x.scalars) { #expect(abs(a - b) < 1e-6) }
    var asked: [Int] = []
    func noise(_ step: Int) -> Tensor {
      asked.append(step)
      return Tensor.full([1, 1, 1, 4], 2)
    }
    let two = lcm.sample(x, schedule, steps: 2, noise: noise) { x, _ in -x }
    #expect(asked == [0])
    let a = schedule.alphaCumprod(499)
    let (alpha, sigma) = (Float(a.squareRoot()), Float((1 - a).squareRoot()))
    for (got, start) in zip(two.scalars, x.scalars) {
      let middle = alpha * start + sigma * 2
      #expect(abs(got - (alpha + sigma) * middle) < 1e-5)
    }
  }
}
