import HazyDepth
import Numerics
import Testing

@Suite struct ModelTests {
  private static let configuration = UNet.Configuration(
    in_channels: 8, block_out_channels: [8, 16, 16], layers_per_block: 1, heads: [2, 4, 4], cross_attention_dim: 6,
    norm_num_groups: 4)

  private func random(_ shape: Shape, _ name: String) -> Tensor {
    var stream = Generator(seed: 3).stream(name)
    return Tensor(stream.normal(count: shape.count), shape)
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 7), (8, 8), (9, 4)])
  func `a UNet gives back any latent size`(height: Int, width: Int) {
    let unet = UNet(Parameters(seed: 1), Self.configuration)
    let y = withoutGradients {
      unet(random([2, height, width, 8], "x"), timesteps: [999, 3], context: random([2, 5, 6], "c"))
    }
    #expect(y.shape == [2, height, width, 4])
    #expect(y.nonFiniteCount == 0)
  }

  @Test func `images of a batch do not see each other, and one timestep serves all`() {
    let unet = UNet(Parameters(seed: 1), Self.configuration)
    let (x, c) = (random([2, 6, 5, 8], "x"), random([2, 3, 6], "c"))
    withoutGradients {
      let both = unet(x, timesteps: [40, 700], context: c)
      let second = unet(x.narrowed(0, 1, 1), timesteps: [700], context: c.narrowed(0, 1, 1))
      #expect(zip(both.narrowed(0, 1, 1).scalars, second.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(unet(x, timesteps: [7], context: c).scalars == unet(x, timesteps: [7, 7], context: c).scalars)
    }
  }

  @Test func `the timestep table holds cosines first`() {
    let table = timestepTable([0, 1], width: 4)
    #expect(Array(table.scalars[0..<4]) == [1, 1, 0, 0])
    let expected: [Float] = [0.5403023, 0.99995, 0.841471, 0.0099998]  // cos 1, cos 0.01, sin 1, sin 0.01
    #expect(zip(table.scalars[4...], expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(Array(timestepTable([1], width: 4, flip_sin_to_cos: false).scalars[0..<1]) == [table.scalars[6]])
  }

  @Test func `a widened conv_in sees the same in an input given twice`() {
    let w = random([5, 2, 3, 3], "w")
    let x = random([1, 4, 4, 2], "x")
    let (values, shape) = UNet.widenedConvIn(w.scalars, shape: w.shape.axes)
    let plain = conv2d(x, w, padding: .all(1))
    let wide = conv2d(concatenated(x, x, axis: 3), Tensor(values, Shape(shape)), padding: .all(1))
    #expect(zip(plain.scalars, wide.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `a VAE loses what lies beyond a multiple of its factor`() {
    let vae = VAE(Parameters(seed: 1), VAE.Configuration(block_out_channels: [8, 8], norm_num_groups: 4))
    withoutGradients {
      let z = vae.encode(random([1, 7, 10, 3], "x"))
      #expect(z.shape == [1, 3, 5, 4])
      #expect(vae.decode(z).shape == [1, 6, 10, 3])
    }
  }

  @Test func `later tokens do not change the embedding of earlier ones`() {
    var c = TextEncoder.Configuration(
      hidden_size: 8, intermediate_size: 16, num_hidden_layers: 2, num_attention_heads: 2)
    c.vocab_size = 20
    let encoder = TextEncoder(Parameters(seed: 1), c)
    withoutGradients {
      let (two, four) = (encoder([3, 4]).scalars, encoder([3, 4, 9, 9]).scalars)
      #expect(zip(two, four).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func `a plan's fresh values are those of a fresh start`() {
    let plan = Parameters.plan { UNet($0, Self.configuration) }
    let parameters = Parameters(seed: 5)
    _ = UNet(parameters, Self.configuration)
    #expect(plan.map(\.name) == parameters.all.map(\.name))
    for (planned, made) in zip(plan, parameters.all).prefix(12) {
      #expect(planned.freshValues(seed: 5) == made.value.scalars)
    }
  }
}
