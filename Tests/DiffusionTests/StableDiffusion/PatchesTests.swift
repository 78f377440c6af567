import HazyDepth
import NN
import Testing

@Suite struct PatchesTests {
  @Test func `a square of pixels becomes channels by row, then column, and comes back`() {
    let x = Tensor((0..<16).map { Float($0) }, [1, 4, 4, 1])
    let y = patched(x, by: 2)
    #expect(y.shape == [1, 2, 2, 4])
    #expect(y.scalars == [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
    #expect(unpatched(y, by: 2).scalars == x.scalars)
  }

  @Test func `colours stay together, and what is beyond a whole square is left out`() {
    let x = Tensor((0..<18).map { Float($0) }, [1, 2, 3, 3])
    #expect(patched(x, by: 2).scalars == [0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14])
  }

  @Test func `a VAE with patches has their factor and gives pictures of the size it takes`() {
    var c = VAE.Configuration(block_out_channels: [4, 8], layers_per_block: 1, norm_num_groups: 2)
    c.patch_size = 2
    let vae = VAE(Parameters(seed: 1), c)
    let x = Tensor.zeros([1, 8, 16, 3])
    #expect(c.factor == 4)
    #expect(vae.encode(x).shape == [1, 2, 4, 4] && vae.decode(vae.encode(x)).shape == x.shape)
  }
}
