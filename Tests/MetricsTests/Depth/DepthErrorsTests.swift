import CKernels
import Metrics
import Numerics
import Testing

@Suite struct DepthErrorsTests {
  /// Frames with everything that occurs: holes, zeros, NaN, infinities, negatives, distances beyond the range.
  static func frame(_ seed: Int, count: Int) -> (g: [Float], p: [Float], mask: [UInt8]) {
    var random = Generator(seed: 11).stream("frame", seed)
    var (g, p, mask): ([Float], [Float], [UInt8]) = ([], [], [])
    for _ in 0..<count {
      let distance = random.uniform(in: 0.5...100)
      g.append(random.integer(below: 9) == 0 ? [0, -1, .nan, .infinity][random.integer(below: 4)] : distance)
      p.append(
        random.integer(below: 9) == 0
          ? [0, -3, .nan, .infinity, -.infinity][random.integer(below: 5)] : distance * random.uniform(in: 0.6...1.7))
      mask.append(random.integer(below: 5) == 0 ? 0 : UInt8(1 + random.integer(below: 255)))
    }
    return (g, p, mask)
  }

  static func errors(_ evaluation: EvaluationProtocol, images: [Int], count: Int = 333) -> DepthErrors {
    var errors = DepthErrors(evaluation)
    for image in images {
      let (g, p, mask) = frame(image, count: count + image)
      errors.accumulate(image: image, truth: g, prediction: p, mask: mask)
    }
    return errors
  }

  @Test func `two pixels worked by hand`() {
    var errors = DepthErrors()
    errors.accumulate(image: 0, truth: [2, 4], prediction: [3, 3])
    let scores = errors.scores()
    #expect(scores[.mae] == 1)
    #expect(scores[.mse] == 1)
    #expect(scores[.rmse] == 1)
    #expect(scores[.bias] == 0)
    #expect(scores[.absRel] == (0.5 + 0.25) / 2)
    #expect(scores[.sqRel] == (0.5 + 0.25) / 2)
    #expect(scores[.sqRelKITTI] == (0.25 + 0.0625) / 2)
    #expect(abs(scores[.imae]! - (1.0 / 6 + 1.0 / 12) / 2) < 1e-16)
    // L = ln 1.5 and ln .75: mean ln(1.125) / 2, spread ln(2) / 2 on either side.
    #expect(abs(scores[.siLog]! - 0.34657359027997264) < 1e-15)
    #expect(abs(scores[.siLogSample]! - 100 * 0.34657359027997264 * 2.0.squareRoot()) < 1e-13)
    #expect(abs(scores[.maeLog]! - (0.4054651081081644 + 0.2876820724517809) / 2) < 1e-15)
    #expect(scores[.delta1] == 0)
    #expect(scores[.delta2] == 1)
  }

  @Test func `the one pass agrees with the pixel-by-pixel protocol`() {
    for evaluation in EvaluationProtocol.all where evaluation.crop == nil {
      for count in [1, 7, 8, 9, 4095, 4096, 4099] {
        let (g, p, mask) = Self.frame(count, count: count)
        var errors = DepthErrors(evaluation)
        errors.accumulate(image: 0, truth: g, prediction: p, mask: mask)
        let chosen = g.withUnsafeBufferPointer { g in
          p.withUnsafeBufferPointer { p in
            mask.withUnsafeBufferPointer { evaluation.select(truth: g, prediction: p, mask: $0) }
          }
        }
        #expect(errors.rows[0].coverage == chosen.coverage, "\(evaluation.name) \(count)")
        var slow = ErrorSums()
        for i in chosen.pixels.indices {
          slow += ErrorSums(ValidPixels(g: [chosen.pixels.g[i]], p: [chosen.pixels.p[i]]))
        }
        for metric in DepthMetric.allCases {
          let (a, b) = (errors.rows[0].sums[metric], slow[metric])
          let isEqual =
            a == b || (a?.isNaN == true && b?.isNaN == true) || abs((a ?? .nan) - (b ?? .nan)) <= 1e-11 * abs(b ?? .nan)
          #expect(
            isEqual, "\(evaluation.name) \(count) \(metric): \(String(describing: a)) vs \(String(describing: b))")
        }
      }
    }
  }

  @Test func `parts merged in any order give the same bits`() {
    let whole = Self.errors(.recommended, images: Array(0..<12))
    var random = Generator(seed: 5)
    for _ in 0..<10 {
      let order = random.permutation(12)
      var parts = stride(from: 0, to: 12, by: 4).map { Self.errors(.recommended, images: Array(order[$0..<$0 + 4])) }
      var merged = parts.removeLast()
      for part in parts { merged.merge(part) }
      #expect(merged.rows == whole.rows)
      for reducer in Reducer.allCases {
        for metric in DepthMetric.allCases {
          #expect(merged.scores(reducer)[metric] == whole.scores(reducer)[metric], "\(reducer) \(metric)")
        }
      }
    }
  }

  @Test func `every instruction set gives the same bits`() {
    let best = hd_isa_current()
    defer { _ = hd_isa_force(best) }
    var seen: [[DepthErrors.Row]] = []
    for isa in [HD_ISA_PLAIN, HD_ISA_V3, HD_ISA_V4] where hd_isa_force(isa) {
      seen.append(Self.errors(.recommended, images: [0, 1], count: 9000).rows)
      seen.append(Self.errors(.marigoldAligned, images: [0, 1], count: 9000).rows.map { $0 })
    }
    for k in stride(from: 2, to: seen.count, by: 2) {
      #expect(seen[k] == seen[0])
      // NaN (the toolkit keeps it) is not equal to itself: compare what is printed.
      #expect("\(seen[k + 1])" == "\(seen[1])")
    }
  }

  @Test func `a prediction off by one factor has no scale-invariant error at all`() {
    let g = (1...5000).map { Float($0) / 64 }
    var errors = DepthErrors()
    errors.accumulate(image: 0, truth: g, prediction: g.map { $0 * 2 })
    #expect(errors.scores()[.siLog] == 0)
    #expect(errors.scores()[.siLogSample] == 0)
    #expect(abs(errors.scores()[.rmseLog]! - 0.6931471805599453) < 1e-15)
  }

  @Test func `nothing to score is no value and is counted`() {
    var errors = DepthErrors()
    for reducer in Reducer.allCases {
      #expect(DepthMetric.allCases.allSatisfy { errors.scores(reducer)[$0] == nil })
    }
    errors.accumulate(image: 0, truth: [0, 90], prediction: [1, 1])
    errors.accumulate(image: 1, truth: [10, 20], prediction: [11, 22], mask: [0, 0])
    #expect(errors.scores()[.mae] == nil)
    #expect(errors.scores().images == 0)
    #expect(errors.scores().excluded == 2)
    errors.accumulate(image: 2, truth: [10], prediction: [11])
    #expect(errors.scores()[.mae] == 1)
    #expect(errors.scores().images == 1)
    #expect(errors.scores()[.siLogSample] == nil)  // one pixel has no sample deviation
  }

  @Test func `image mean and pixel pool can disagree about the winner`() {
    func errors(_ large: Float, _ small: Float) -> DepthErrors {
      var errors = DepthErrors()
      errors.accumulate(
        image: 0, truth: [Float](repeating: 20, count: 1000), prediction: [Float](repeating: 20 + large, count: 1000))
      errors.accumulate(
        image: 1, truth: [Float](repeating: 20, count: 10), prediction: [Float](repeating: 20 + small, count: 10))
      return errors
    }
    let (a, b) = (errors(2, 10), errors(2.5, 4))
    #expect(a.scores(.imageMean)[.rmse] == 6)
    #expect(b.scores(.imageMean)[.rmse] == 3.25)
    #expect(abs(a.scores(.pixelPool)[.rmse]! - (5000.0 / 1010).squareRoot()) < 1e-14)
    #expect(abs(b.scores(.pixelPool)[.rmse]! - (6410.0 / 1010).squareRoot()) < 1e-14)
    #expect(a.scores(.pixelPool)[.rmse]! < b.scores(.pixelPool)[.rmse]!)
  }

  @Test func `coverage tells what was wrong with predictions`() {
    var errors = DepthErrors()
    errors.accumulate(
      image: 0, truth: [10, 20, 30, 40, 50, 60, 90, 0, .nan],
      prediction: [.nan, .infinity, -.infinity, 0, -5, 100, .nan, 5, 5])
    let coverage = errors.scores().coverage
    #expect(coverage.truth == 7)
    #expect(coverage.ranged == 6)
    #expect(coverage.scored == 1)
    #expect(coverage.nan == 1)
    #expect(coverage.infinite == 2)
    #expect(coverage.notPositive == 2)
    #expect(coverage.beyond == 2)  // 100 and +infinity
    #expect(coverage.missing == 5)
    #expect(coverage.share == 1.0 / 6)
  }

  @Test func `abstaining never pays under the strict protocol`() {
    func mae(_ prediction: [Float], _ evaluation: EvaluationProtocol) -> Double {
      var errors = DepthErrors(evaluation)
      errors.accumulate(image: 0, truth: [10, 70], prediction: prediction)
      return errors.scores()[.mae]!
    }
    #expect(mae([11, .nan], .recommended) == 1)  // the hard pixel is dropped
    #expect(abs(mae([11, .nan], .strict) - (1 + 70 - 1e-3) / 2) < 1e-12)  // 70 m is farther from 1 mm than from 80 m
    #expect(mae([.nan, 70], .strict) == 35)  // 10 m is farther from 80 m
  }

  @Test func `predictions outside the products of doubles still score`() {
    var errors = DepthErrors()
    errors.accumulate(image: 0, truth: [10, 10], prediction: [.leastNonzeroMagnitude, 3e38])
    #expect(errors.rows[0].coverage.scored == 2)
    #expect(errors.scores()[.mae]!.isFinite)
  }

  @Test func `the same image twice is a mistake`() async {
    await #expect(processExitsWith: .failure) {
      var errors = DepthErrors()
      errors.accumulate(image: 3, truth: [1], prediction: [1])
      errors.accumulate(image: 3, truth: [1], prediction: [1])
    }
    await #expect(processExitsWith: .failure) {
      var errors = DepthErrors()
      errors.accumulate(image: 3, truth: [1, 2], prediction: [1])
    }
  }
}
