import HazyDepth
import Numerics
import Testing
import World

@Suite struct DepthCodingTests {
  @Test(arguments: DepthCoding.Curve.allCases) func `the range fills [-1, 1] and comes back`(curve: DepthCoding.Curve) {
    let coding = DepthCoding(curve, nearest: 0.5, farthest: 80)
    let ends: [Float] = curve == .inverse ? [1, -1] : [-1, 1]
    #expect(coding.encode(0.5) == ends[0] && coding.encode(80) == ends[1])
    #expect(coding.encode(0.1) == ends[0] && coding.encode(500) == ends[1])
    for d: Float in [0.5, 1, 7, 33, 80] { #expect(abs(coding.decode(coding.encode(d)) - d) < 1e-5 * d * d + 1e-5) }
    #expect(coding.encode(Float.nan).isNaN && coding.decode(Float.nan).isNaN)
  }

  @Test func `codings have their hand-worked values`() {
    let values = DepthCoding.Curve.allCases.map { DepthCoding($0, nearest: 1, farthest: 100).encode(10) }
    // 2·9/99 - 1, 2·(√10 - 1)/9 - 1, 2·1/2 - 1, 2·(0.1 - 0.01)/0.99 - 1
    let expected: [Float] = [-0.8181818, -0.5194939, 0, -0.8181818]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `one invalid pixel makes its latent cell invalid`() {
    var valid = [Float](repeating: 1, count: 16 * 17)
    valid[9 * 17 + 3] = 0
    let mask = latentMask(Tensor(valid, [1, 16, 17, 1]))
    #expect(mask.shape == [1, 2, 2, 1])
    #expect(mask.scalars == [1, 1, 0, 1])
  }

  @Test func `a share of valid pixels may do for a cell, but never none`() {
    let valid = Tensor([1, 0, 0, 0, 0, 0, 1, 1], [1, 2, 4, 1])
    #expect(latentMask(valid, factor: 2, rule: .share(0.5)).scalars == [0, 1])
    #expect(latentMask(valid, factor: 2, rule: .share(0)).scalars == [1, 1])
    #expect(latentMask(.zeros([1, 2, 4, 1]), factor: 2, rule: .share(0)).scalars == [0, 0])
    #expect(latentMask(valid, factor: 2).scalars == [0, 0])
  }

  @Test(arguments: DepthCoding.Curve.allCases)
  func `normalised depth rises from 0 to 1 under every curve`(curve: DepthCoding.Curve) {
    let coding = DepthCoding(curve)
    let d = [2, 5, 20, 80].map { coding.normalized($0) }
    #expect(abs(d[0]) < 1e-6 && abs(d[3] - 1) < 1e-6 && d == d.sorted())
  }

  @Test func `a cell's depth is the mean of its valid pixels`() {
    let coding = DepthCoding(.linear, nearest: 10, farthest: 110)
    let depth = Tensor([10, 60, 999, .nan], [1, 2, 2, 1])
    let valid = Tensor([1, 1, 0, 0], [1, 2, 2, 1])
    #expect(latentDepth(depth, valid: valid, coding: coding, factor: 2).scalars == [0.25])
    #expect(latentDepth(depth, valid: .zeros([1, 2, 2, 1]), coding: coding, factor: 2).scalars == [0])
  }

  @Test func `noise of many resolutions has unit deviation over the batch`() {
    var stream = Generator(seed: 2).stream("noise")
    func noise(_ shape: Shape) -> Tensor { Tensor(stream.normal(count: shape.count), shape) }
    let maps = [noise([2, 8, 6, 4]), noise([2, 3, 2, 4])]
    let x = multiResolutionNoise(noise([2, 8, 6, 4]), maps: maps, strength: [0.9, 0])
    let mean = x.mean().value
    #expect(abs(square(x - mean).sum().value / Float(x.count - 1) - 1) < 1e-4)
  }

  @Test func `sizes shrink faster at every level and end at a side of 1`() {
    var random = Generator(seed: 2).stream("sizes")
    let sizes = multiResolutionSizes(72, 96, &random)
    #expect(sizes[0] == (72, 96))
    #expect(sizes.count <= 10 && min(sizes.last?.height ?? 0, sizes.last?.width ?? 0) == 1)
  }
}
