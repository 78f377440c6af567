import Metrics
import Numerics
import TestSupport
import Testing

@Suite struct EffectTests {
  static let draws = SceneDraws(of: 24, count: 300, random: Generator(seed: 1))

  /// Two scenes: errors clear 1, -3 | 2 and hazy 0, 5 | 2 at 15, 25 | 65 m.
  static let small: PairedFrames = {
    var frames = PairedFrames()
    frames.add(FramePair(scene: "a", truth: [15, 25], clear: [16, 22], hazy: [15, 30]))
    frames.add(FramePair(scene: "b", truth: [65], clear: [67], hazy: [67]))
    return frames
  }()

  @Test func `differences by hand`() {
    let frames = Self.small
    #expect(frames.images == 2 && frames.scenes == ["a", "b"])
    #expect(abs(frames.value(.mae()) - (7.0 / 3 - 6.0 / 3)) < 1e-12)
    #expect(abs(frames.value(.rmse()) - ((29.0 / 3).squareRoot() - (14.0 / 3).squareRoot())) < 1e-12)
    #expect(abs(frames.value(.mae(.common, .imageMean)) - ((2.5 + 2) / 2 - (2.0 + 2) / 2)) < 1e-12)
    #expect(frames.value(.bias(of: .clear)) == 0 && abs(frames.value(.bias(of: .hazy)) - 7.0 / 3) < 1e-12)
    #expect(abs(frames.value(.mse()) - 5) < 1e-12)
    #expect(abs(frames.value(.mse(.mae)) + frames.value(.mse(.spread)) - 5) < 1e-12)
    #expect(abs(frames.value(.mse(.bias)) + frames.value(.mse(.variance)) - 5) < 1e-12)
    // 10-20 m: |e| 1 -> 0; 20-30 m: 3 -> 5; 60-70 m: unchanged. Each over 3 pixels.
    #expect(abs(frames.value(.contribution(.mae, bins: 1..<2)) + 1.0 / 3) < 1e-12)
    #expect(abs(frames.value(.contribution(.mse, nearerThan: 40)) - 5) < 1e-12)
    #expect(frames.value(.contribution(.mse, fartherThan: 40)) == 0)
    // ln(20 / 19) and ln(65 / 67), ln(20 / 22.5) and ln(65 / 67), halved.
    #expect(abs(frames.value(.scale(of: .hazy)) - (20 / 22.5 * 65 / 67).squareRoot()) < 1e-12)
  }

  @Test func `views differ in what they leave out`() {
    var frames = PairedFrames()
    frames.add(
      FramePair(
        scene: "a", truth: [10, 20, 30, 79, 90, 5], hazyTruth: [10, 20, 0, 79, 90, 5],
        clear: [11, 22, 33, 95, 90, .nan], hazy: [12, .nan, 31, 85, 90, 5], mask: [1, 1, 1, 1, 1, 1],
        rayLengths: [1, 1, 1, 1.1, 1, 1]))
    func n(_ view: ScoringView, _ air: Air) -> Double { frames.sum(view, air, .n) }
    #expect(n(.own, .clear) == 4 && n(.own, .hazy) == 3)
    #expect(n(.sameTruth, .clear) == 3 && n(.sameTruth, .hazy) == 3)
    #expect(n(.common, .clear) == 2 && n(.common, .hazy) == 2)
    #expect(frames.sum(.common, .clear, .absE) == 17 && frames.sum(.clipped, .clear, .absE) == 2)
    #expect(n(.radial, .hazy) == 1 && frames.sum(.radial, .hazy, .absE) == 2)
    #expect(frames.missing(.clear) == 1 && frames.missing(.hazy) == 1)
    #expect(frames.beyond(.clear) == 1 && frames.beyond(.hazy) == 1)
    // Medians: truth 44.5, clear 53, hazy 48.5.
    let scale = 44.5 / 53.0
    #expect(abs(frames.sum(.medianScaled, .clear, .absE) - (abs(11 * scale - 10) + abs(95 * scale - 79))) < 1e-9)
  }

  @Test func `rows survive storage and scenes are drawn with their sums`() {
    let again = PairedFrames(scenes: Self.small.scenes, rows: Self.small.rows)
    #expect(again == Self.small)
    #expect(Set(OddityLayout.columns).count == OddityLayout.columns.count)
    #expect(Self.small.rows[0].count == OddityLayout.columns.count)
    let draws = SceneDraws(of: 2, count: 400, random: Generator(seed: 2))
    // A draw has scene a twice, b twice, or both: three values.
    let values = Set(Self.small.bootstrap(.mae(), draws).draws.map { ($0 * 1e9).rounded() / 1e9 })
    #expect(values == [0, 0.5, (1e9 / 3.0).rounded() / 1e9])
  }

  @Test func `a scene bootstrap is the one of the paired test`() {
    let frames = OddWorld.tail
    let test = OddityTest(frames, Self.draws)
    #expect(test.images == 48 && test.scenes == 24 && test.unpaired == 0)
    #expect(test.verdict() == .odd && test.pValue < 0.02)
    // By hand, times factors f near 1: 0.97 · 1.3 f + 0.03 · 12 f - 2 f.
    #expect(abs(test.mae.observed + 0.379) < 0.01)
  }

  @Test func `a table of comparisons is corrected for their number`() {
    // p = 2 / 301 alone: separable, but not as one of twenty.
    let test = OddityTest(OddWorld.tail, Self.draws)
    #expect(OddityTest.verdicts([test]) == [.odd])
    #expect(
      OddityTest.verdicts([test] + Array(repeating: OddityTest(OddWorld.same, Self.draws), count: 19))[0]
        == .undecided)
    let all = [OddWorld.tail, OddWorld.same, OddWorld.distance].map { OddityTest($0, Self.draws) }
    #expect(OddityTest.verdicts(all) == [.odd, .bothWorse, .odd])
  }

  @Test func `histogram quantiles, crossing and winsorised errors are near those of the errors themselves`() {
    let clear = (0..<4000).map { Double($0) / 4000 * 4 }
    let hazy = (0..<4000).map { k -> Double in
      let tail = k < 3600 ? 0 : Double(k - 3600) * 0.0225
      return Double(k) * 0.00075 + tail
    }
    var frames = PairedFrames()
    let g = [Float](repeating: 40, count: 4000)
    frames.add(FramePair(scene: "a", truth: g, clear: clear.map { Float(40 + $0) }, hazy: hazy.map { Float(40 + $0) }))
    let exact = QuantileDifference(clear: clear, hazy: hazy)
    for q in [0.1, 0.5, 0.9, 0.95] {
      let both = exact.quantiles(q)
      #expect(abs(frames.value(.quantile(q)) - (both.hazy - both.clear)) < (q < 0.6 ? 0.02 : 0.25))
    }
    #expect(abs(frames.value(.crossing) - exact.crossings().last!) < 0.03)
    let w = Winsorised.rmse(hazy, above: 0.95)! - Winsorised.rmse(clear, above: 0.95)!
    #expect(abs(frames.value(.winsorisedRMSE(above: 0.95)) - w) < 0.02)
    let one = SceneDraws(of: 1, count: 5, random: Generator(seed: 1))
    #expect(frames.quantileCurve([0.5], one)[0].band.contains(frames.value(.quantile(0.5))))
    // Better everywhere, worse everywhere.
    #expect(OddWorld.frames { p in .init(clear: p.off(2), hazy: p.off(1)) }.value(.crossing) == 1)
    #expect(OddWorld.frames { p in .init(clear: p.off(2), hazy: p.off(3)) }.value(.crossing) == 0)
  }

  @Test func `bins add up and one scene left out is the rest`() {
    let frames = OddWorld.distance
    let bins = frames.depthBins(Self.draws)
    #expect(abs(bins.reduce(0) { $0 + $1.mae.observed } - frames.value(.mae())) < 1e-12)
    #expect(abs(bins.reduce(0) { $0 + $1.mse.observed } - frames.value(.mse())) < 1e-9)
    #expect(bins[1].mae.percentile().upperBound < 0 && bins[7].mae.percentile().lowerBound > 0)
    let left = frames.leaveOneSceneOut
    #expect(left.count == 24)
    #expect(abs(left[3].mae - frames.without(3).value(.mae())) < 1e-9)
  }

  @Test func `bias that grows with density has its slope`() {
    func dose(_ factor: Double) -> PairedFrames {
      OddWorld.frames { p in OddWorld.Pixel(clear: 0.8 * p.g, hazy: factor * p.g) }
    }
    let drift = ScaleDrift([(beta: 0.01, dose(0.9)), (beta: 0.02, dose(1))], Self.draws)
    #expect(drift.betas == [0, 0.01, 0.02])
    // Mean truth is 45 m: -9, -4.5 and 0 m.
    #expect(zip(drift.bias, [-9.0, -4.5, 0]).allSatisfy { abs($0.observed - $1) < 1e-4 })
    #expect(zip(drift.scale, [1.25, 1 / 0.9, 1]).allSatisfy { abs($0.observed - $1) < 1e-6 })
    #expect(abs(drift.slope!.observed - 450) < 0.01)
    #expect(drift.slope!.percentile().contains(450) || drift.slope!.standardError < 0.01)
  }

  @Test func `an image without common pixels adds nothing, and wrong sizes trap`() async {
    var frames = PairedFrames()
    frames.add(FramePair(scene: "a", truth: [10, 0], clear: [.nan, 3], hazy: [10, 3]))
    #expect(frames.images == 0 && frames.missing(.clear) == 1 && frames.sum(.own, .hazy, .n) == 1)
    await #expect(processExitsWith: .failure) { _ = FramePair(scene: "a", truth: [1], clear: [1, 2], hazy: [1]) }
    await #expect(processExitsWith: .failure) { _ = PairedFrames(scenes: ["a"], rows: [[1, 2]]) }
    await #expect(processExitsWith: .failure) { _ = Effect.contribution(.mae, nearerThan: 45) }
  }
}
