import HazyDepth
import Numerics
import Testing

@Suite struct MarigoldTests {
  private func bytes(_ height: Int, _ width: Int) -> [UInt8] {
    var stream = Generator(seed: 8).stream("bytes")
    return stream.uniform(count: height * width * 3).map { UInt8($0 * 255) }
  }

  @Test func `the longer side takes the resolution and the edge fills up to multiples of 8`() {
    let image = MarigoldImage(bytes: bytes(53, 75), height: 53, width: 75, resolution: 64)
    #expect(image.resized.shape == [1, 45, 64, 3])  // 53·64 div 75
    #expect(image.padded.shape == [1, 48, 64, 3])
    let rows = image.padded.scalars
    #expect(rows[47 * 64 * 3..<48 * 64 * 3] == rows[44 * 64 * 3..<45 * 64 * 3])
    #expect(image.cropped(image.padded).scalars == image.resized.scalars)
    #expect(image.enlarged(image.resized).shape == [1, 53, 75, 3])
  }

  @Test func `an image of fitting size is left alone`() {
    let image = MarigoldImage(bytes: bytes(16, 24), height: 16, width: 24, resolution: nil)
    #expect(image.padded.shape == [1, 16, 24, 3])
    #expect(image.padded.scalars == image.resized.scalars)
  }

  private func marigold() -> Marigold {
    let vae = VAE(Parameters(seed: 1), VAE.Configuration(block_out_channels: [8, 8], norm_num_groups: 4))
    let c = UNet.Configuration(
      in_channels: 8, block_out_channels: [8, 16], layers_per_block: 1, heads: [2, 2], cross_attention_dim: 6,
      norm_num_groups: 4)
    var m = Marigold(
      vae: vae, unet: UNet(Parameters(seed: 2), c),
      schedule: NoiseSchedule(isZeroTerminalSNR: true, spacing: .trailing), emptyPrompt: .zeros([1, 2, 6]))
    m.options.steps = 2
    m.options.resolution = 12
    return m
  }

  @Test func `a prediction has the image's size and repeats for a seed`() {
    let m = marigold()
    let image = bytes(9, 14)
    let a = m(image, height: 9, width: 14, seed: 3)
    #expect(a.depth.shape == [1, 9, 14, 1] && a.uncertainty == nil)
    #expect(a.depth.min() >= 0 && a.depth.max() <= 1)
    #expect(a.depth.scalars == m(image, height: 9, width: 14, seed: 3).depth.scalars)
    #expect(a.depth.scalars != m(image, height: 9, width: 14, seed: 4).depth.scalars)
  }

  @Test func `an ensemble spans [0, 1] and says where it disagrees`() {
    var m = marigold()
    m.options.members = 3
    let p = m(bytes(8, 12), height: 8, width: 12)
    #expect(abs(p.depth.min()) < 1e-6 && abs(p.depth.max() - 1) < 1e-6)
    #expect((p.uncertainty?.max() ?? 0) > 0)
  }

  @Test func `metric members are reduced as they are`() {
    var m = marigold()
    m.options.isAffineInvariant = false
    let image = MarigoldImage(bytes: bytes(2, 2), height: 2, width: 2, resolution: nil, factor: 2)
    let members = Tensor([10, 20, 30, 40, 12, 22, 32, 42, 11, 21, 31, 41], [3, 2, 2, 1])
    #expect(m.combined(members, image).depth.scalars == [11, 21, 31, 41])
  }
}
