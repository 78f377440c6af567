import HazyDepth
import Numerics
import Processes
import Testing
import World

private func map(_ values: [Float], _ height: Int, _ width: Int) -> Tensor {
  Tensor(values, [values.count / (height * width), height, width, 1])
}

private func isClose(_ a: Float, _ b: Double, _ tolerance: Double = 1e-6) -> Bool { abs(Double(a) - b) <= tolerance }

private func gradient(_ x: Tensor, _ f: (Tensor) -> Tensor) -> [Float] {
  let tracked = x.tracked()
  return f(tracked).backward()[tracked]?.scalars ?? []
}

@Suite struct DenoisingLossTests {
  @Test func `the dehaze loss is the mean square over all elements`() {
    let v_hat = Tensor([1, 2, 3, 4], [1, 1, 1, 4])
    #expect(dehazeLoss(v_hat, Tensor([1, 0, 3, 0], [1, 1, 1, 4])).value == 5)  // (0 + 4 + 0 + 16) / 4
  }

  @Test func `the depth loss sees valid cells alone, channels counted`() {
    // Cell 0 valid with errors 1 and 2, cell 1 invalid with errors of 100: (1 + 4) / 2
    let v_hat = Tensor([1, 2, 100, 100], [1, 1, 2, 2])
    let L = depthLoss(v_hat, .zeros(v_hat.shape), mask: map([1, 0], 1, 2))
    #expect(L.value == 2.5)
    #expect(gradient(v_hat) { depthLoss($0, .zeros($0.shape), mask: map([1, 0], 1, 2)) } == [1, 2, 0, 0])
  }

  @Test func `without a valid cell the depth loss and its gradient are 0, whatever the prediction`() {
    let v_hat = Tensor([1, .nan, .infinity, -3], [1, 1, 2, 2])
    let mask = Tensor.zeros([1, 1, 2, 1])
    #expect(depthLoss(v_hat, .zeros(v_hat.shape), mask: mask).value == 0)
    #expect(gradient(v_hat) { depthLoss($0, .zeros($0.shape), mask: mask) } == [0, 0, 0, 0])
  }
}

@Suite struct VisibilityLossTests {
  /// delta 0…10 in one image of 11 cells: q0.9 = 9.
  private let ramp = HazeMagnitude(delta: map((0...10).map(Float.init), 1, 11))

  @Test func `delta is the mean over channels, and its quantile lies between neighbours`() {
    let z_hazy = Tensor([1, 2, 5, -5, 0, 0], [1, 1, 3, 2])
    let haze = HazeMagnitude(z_hazy, .zeros(z_hazy.shape))
    #expect(haze.delta.scalars == [1.5, 5, 0])
    #expect(abs(haze.q[0] - (1.5 + 0.8 * 3.5)) < 1e-12)  // rank 0.9·2 of 0, 1.5, 5
  }

  @Test func `the target falls from 1 to exp(-gamma) at the quantile`() {
    #expect(ramp.q == [9])
    let target = ramp.visibilityTarget(gamma: 4).scalars
    #expect(target[0] == 1 && isClose(target[9], Portable.exp(-4)) && isClose(target[3], Portable.exp(-4 / 3)))
    #expect(ramp.clearness.scalars[0] == 1 && ramp.clearness.scalars[10] == 0)
    #expect(isClose(ramp.clearness.scalars[3], 2.0 / 3))
  }

  @Test func `cross entropy on logits has the gradient v - target, saturated or not`() {
    let haze = HazeMagnitude(delta: map([0, 1], 1, 2), quantile: 1)  // targets 1 and exp(-4)
    let logits = map([-200, 0], 1, 2)
    // softplus(-200) + 200 = 200; log 2
    #expect(isClose(visibilityLoss(logits, haze).value, (200 + Portable.log(2)) / 2, 1e-5))
    let g = gradient(logits) { visibilityLoss($0, haze) }
    #expect(isClose(g[0], -0.5) && isClose(g[1], (0.5 - Portable.exp(-4)) / 2))
  }

  @Test func `images without haze take no part`() {
    let haze = HazeMagnitude(delta: map([0, 0, 0, 1], 1, 2), quantile: 1)
    let alone = HazeMagnitude(delta: map([0, 1], 1, 2), quantile: 1)
    let logits = map([9, 9, 0.5, -1], 1, 2)
    let L = visibilityLoss(logits, haze).value
    #expect(isClose(L, Double(visibilityLoss(map([0.5, -1], 1, 2), alone).value)))
    #expect(gradient(logits) { visibilityLoss($0, haze) }.prefix(2) == [0, 0])
    let clear = HazeMagnitude(delta: .zeros([2, 1, 2, 1]))
    #expect(visibilityLoss(logits, clear).value == 0)
    #expect(gradient(logits) { visibilityLoss($0, clear) + preserveLoss($0, clear) } == [0, 0, 0, 0])
  }

  @Test func `preserve is a weighted mean of (1 - v)²`() {
    let haze = HazeMagnitude(delta: map([0, 1, 2, 4], 1, 4), quantile: 1)  // w = 1, 3/4, 1/2, 0
    let L = preserveLoss(map([0, 1, 0.5, 0], 1, 4), haze)
    #expect(isClose(L.value, (1 + 0.5 * 0.25) / 2.25))
  }
}

@Suite struct RankLossTests {
  private func pairs(_ list: [(Int32, Int32)], images: Int = 1) -> PixelPairs {
    var p = PixelPairs(images: images)
    for (i, j) in list { p.append(i, j, image: 0) }
    return p
  }

  @Test func `rank loss is small when the closer pixel is the more visible`() {
    let d = map([0.1, 0.9], 1, 2)
    let right = rankLoss(map([0.9, 0.2], 1, 2), d, pairs: pairs([(0, 1)]))
    #expect(isClose(right.value, Portable.log(1 + Portable.exp(-0.7))))
    let wrong = rankLoss(map([0.2, 0.9], 1, 2), d, pairs: pairs([(1, 0)]))  // the order within a pair says nothing
    #expect(isClose(wrong.value, Portable.log(1 + Portable.exp(0.7))))
  }

  @Test func `rank loss is zero when no pair is kept`() {
    let v = map([0.9, 0.2], 1, 2)
    for d in [map([0.5, 0.5], 1, 2), map([0.5, 0.54], 1, 2), map([.nan, 0.5], 1, 2)] {
      #expect(rankLoss(v, d, pairs: pairs([(0, 1), (1, 1)])).value == 0)
      #expect(gradient(v) { rankLoss($0, d, pairs: pairs([(0, 1)])) } == [0, 0])
    }
    #expect(rankLoss(v, map([0, 1], 1, 2), pairs: PixelPairs(images: 1)).value == 0)
  }

  @Test func `at equal v a pair pulls with one half`() {
    let v = map([0.5, 0.5, 0.3], 1, 3)
    let g = gradient(v) { rankLoss($0, map([0, 1, 0], 1, 3), pairs: pairs([(0, 1)])) }
    #expect(g == [-0.5, 0.5, 0])
  }

  @Test func `per image, an image with few pairs counts as much as one with many`() {
    var p = PixelPairs(images: 3)
    for (i, j, image) in [(0, 1, 0), (0, 1, 0), (0, 1, 0), (2, 3, 1)] as [(Int32, Int32, Int)] {
      p.append(i, j, image: image)
    }
    let v = Tensor([1, 0, 0, 1, 0, 0], [3, 1, 2, 1])
    let d = Tensor([0, 1, 0, 1, 0, 1], [3, 1, 2, 1])
    let (right, wrong) = (Portable.log(1 + Portable.exp(-1)), Portable.log(1 + Portable.exp(1)))
    #expect(isClose(rankLoss(v, d, pairs: p).value, (3 * right + wrong) / 4))
    #expect(isClose(rankLoss(v, d, pairs: p, averaging: .perImage).value, (right + wrong) / 2))
  }

  @Test func `pairs are drawn from valid cells, by image and not by its place`() {
    let mask = Tensor([1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0], [3, 2, 2, 1])
    func stream(_ image: Int) -> Generator { Generator(seed: 1).stream("pairs", image) }
    let p = PixelPairs(in: mask, perImage: 16) { stream($0) }
    #expect(p.perImage == [16, 0, 16])
    #expect((p.i + p.j).allSatisfy { mask.scalars[Int($0)] == 1 })
    #expect(Set(p.i.prefix(16)) == [0, 2, 3])
    let alone = PixelPairs(in: mask.narrowed(0, 2, 1), perImage: 16) { _ in stream(2) }
    #expect(p.i.suffix(16).map { $0 - 8 } == alone.i)
  }
}

@Suite struct TotalVariationTests {
  @Test func `both axes add their mean`() {
    // Rows 0 1 3 and 0 0 0: along x (1 + 2 + 0 + 0) / 4, along y (0 + 1 + 3) / 3
    #expect(isClose(totalVariation(map([0, 1, 3, 0, 0, 0], 2, 3)).value, 3.0 / 4 + 4.0 / 3))
  }

  @Test func `an axis of length 1 adds nothing, and a constant has no gradient`() {
    #expect(totalVariation(map([0, 1, 3], 1, 3)).value == 1.5)
    #expect(totalVariation(map([0, 1, 3], 3, 1)).value == 1.5)
    #expect(totalVariation(map([7], 1, 1)).value == 0)
    #expect(gradient(map([2, 2, 2, 2], 2, 2), totalVariation) == [0, 0, 0, 0])
  }
}
