import Metrics
import Numerics
import Testing

@Suite struct OddityVerdictTests {
  /// 40 images of 10 scenes; each pixel's error is `error(share)` of its place in the image times a scene factor.
  static func errors(_ error: (Double) -> Float, spread: Float = 0.05) -> DepthErrors {
    var errors = DepthErrors()
    for image in 0..<40 {
      var random = Generator(seed: 3).stream("scene", image / 4)
      let factor = 1 + spread * random.normal()
      let g = [Float](repeating: 30, count: 100)
      let p = (0..<100).map { k -> Float in
        let e = factor * error(Double(k) / 100)
        return k % 2 == 0 ? 30 + e : 30 - e
      }
      errors.accumulate(image: image, truth: g, prediction: p)
    }
    return errors
  }

  static func test(_ hazy: (Double) -> Float, reducer: Reducer = .pixelPool) -> OddityTest {
    OddityTest(
      clear: errors { _ in 2 }, hazy: errors(hazy), reducer: reducer, draws: 500, random: Generator(seed: 1)
    ) { $0 / 4 }!
  }

  @Test(arguments: [Reducer.pixelPool, .imageMean]) func `each pattern of errors gets its verdict`(_ r: Reducer) {
    #expect(Self.test({ $0 < 0.9 ? 1 : 8 }, reducer: r).verdict() == .odd)
    #expect(Self.test({ _ in 1.5 }, reducer: r).verdict() == .bothBetter)
    #expect(Self.test({ _ in 2.5 }, reducer: r).verdict() == .bothWorse)
    #expect(Self.test({ _ in 2 }, reducer: r).verdict() == .undecided)
  }

  @Test func `differences by hand, scenes counted, unpaired images left out`() {
    let test = Self.test { $0 < 0.9 ? 1 : 8 }
    #expect(test.images == 40 && test.scenes == 10 && test.unpaired == 0)
    // Per scene factor f: MAE 1.7 f - 2 f.
    #expect(test.mae.observed < -0.27 && test.mae.observed > -0.33)
    #expect(test.rmse.observed > 0)
    var one = DepthErrors()
    one.accumulate(image: 0, truth: [10], prediction: [11])
    var other = DepthErrors()
    other.accumulate(image: 0, truth: [10], prediction: [.nan])
    #expect(OddityTest(clear: one, hazy: other, draws: 10, random: Generator(seed: 1)) { $0 } == nil)
    other.accumulate(image: 1, truth: [10], prediction: [12])
    one.accumulate(image: 1, truth: [10], prediction: [11])
    let left = OddityTest(clear: one, hazy: other, draws: 10, random: Generator(seed: 1)) { $0 }
    #expect(left?.images == 1 && left?.unpaired == 1)
    #expect(left?.mae.observed == 1)
  }

  @Test func `one scene that differs from the rest decides nothing`() {
    var clear = DepthErrors()
    var hazy = DepthErrors()
    for image in 0..<40 {
      clear.accumulate(image: image, truth: [30, 30], prediction: [31, 29])
      let isOdd = image < 8  // one scene of five
      hazy.accumulate(image: image, truth: [30, 30], prediction: isOdd ? [30, 30] : [31.01, 28.99])
    }
    let byScene = OddityTest(clear: clear, hazy: hazy, draws: 2000, random: Generator(seed: 2)) { $0 / 8 }!
    #expect(byScene.mae.observed < -0.19)
    #expect(byScene.verdict() == .undecided)
    // Taking images for independent would claim a gain.
    let byImage = OddityTest(clear: clear, hazy: hazy, draws: 2000, random: Generator(seed: 2)) { $0 }!
    #expect(byImage.mae.percentile().upperBound < 0)
  }
}
