import HazyDepth
import TestSupport
import Testing
import World

@Suite struct VisionTransformerTests {
  /// A small model on 2 x 3 patches of 4 x 4 pixels.
  private func model(_ p: Parameters, views: VisionTransformer.Configuration.Views? = nil) -> VisionTransformer {
    var c = VisionTransformer.Configuration(width: 16, depth: 4, heads: 2, taps: [0, 1, 2, 3])
    c.patch = 4
    c.grid = (2, 3)
    c.views = views
    return VisionTransformer(p, c)
  }

  @Test func `taps come in the order asked for, with one token per patch and one for the class`() {
    let vit = model(Parameters(seed: 3))
    let taps = withoutGradients { vit(randomTensor([2, 8, 12, 3], "x")) }
    #expect(taps.map(\.tokens.shape) == Array(repeating: [2, 7, 16], count: 4))
    #expect(vit.patches(taps[0].tokens).shape == [2, 6, 16])
    #expect(vit.classToken(taps[0].tokens).shape == [2, 1, 16])
  }

  @Test func `an image alone gives the bits it has within a batch`() {
    let vit = model(Parameters(seed: 3))
    let x = randomTensor([2, 8, 12, 3], "x")
    withoutGradients {
      let both = vit(x)[3].tokens
      let second = vit(x.narrowed(0, 1, 1))[3].tokens
      #expect(isSame(both.narrowed(0, 1, 1).scalars, second.scalars))
    }
  }

  @Test func `without a class token's help patches are told apart by their places only`() {
    // A constant picture: before the positions all patches are alike.
    let vit = model(Parameters(seed: 3))
    var stages: [String: Tensor] = [:]
    withoutGradients { _ = vit(Tensor.full([1, 8, 12, 3], 0.5)) { stages[$0] = $1 } }
    let embedded = stages["patch_embed"]!.scalars
    #expect(Array(embedded[..<16]) == Array(embedded[16..<32]))
    let tokens = stages["tokens_in"]!.scalars
    #expect(Array(tokens[16..<32]) != Array(tokens[32..<48]))
  }

  @Test func `gradients reach the patch embedding, the positions and every block, those of the head too`() {
    let p = Parameters(seed: 5)
    let vit = model(p / "vit")
    let head = DPTHead(
      p / "head", .init(tokenWidth: 16, features: 8, outChannels: [8, 8, 8, 8], patch: 4))
    let depth = DPTOutput(p / "head" / "scratch" / "output_conv2", in: 4, out: 1, hidden: 8)
    let x = randomTensor([1, 8, 12, 3], "x")
    let taps = vit(x).map { vit.norm(vit.patches($0.tokens)) }
    let y = depth(head(taps, grid: (2, 3)))
    #expect(y.shape == [1, 8, 12, 1])
    let gradients = square(y).mean().backward()
    let silent = p.all.filter { (gradients[$0]?.sumOfSquares ?? 0) == 0 }.map(\.name)
    #expect(silent == [])
  }

  @Test func `a rotated block sees places, and global blocks see none`() {
    let views = VisionTransformer.Configuration.Views(start: 2, normStart: 2, rotationStart: 2)
    let vit = model(Parameters(seed: 3), views: views)
    let taps = withoutGradients { vit(randomTensor([1, 8, 12, 3], "x")) }
    // Block 3 is global: what lies beside its output is block 2's.
    #expect(taps[3].local.scalars == taps[2].tokens.scalars)
    #expect(taps[2].local.scalars == taps[2].tokens.scalars)
  }

  @Test func `an image that is no whole number of patches is refused`() async {
    await #expect(processExitsWith: .failure) {
      let c = VisionTransformer.Configuration(width: 16, depth: 1, heads: 2, taps: [0])
      _ = VisionTransformer(Parameters(seed: 1), c)(Tensor.zeros([1, 28, 27, 3]))
    }
  }
}
