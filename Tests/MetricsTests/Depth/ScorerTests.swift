import Metrics
import Numerics
import Testing

@Suite struct ScorerTests {
  @Test func `pixels keep their places when an alignment drops some`() {
    // Least squares: 23.4 p - 38, which makes the first of the four negative.
    let (truth, prediction): ([Float], [Float]) = ([0, 1, 1, 1, 79, 90], [9, 1, 2, 3, 4, 9])
    let pixels = EvaluationProtocol.recommended.aligned(.scaleShift).pixels(truth: truth, prediction: prediction)
    #expect(pixels.places == [2, 3, 4] && pixels.g == [1, 1, 79])
    #expect(zip(pixels.p, [8.8, 32.2, 55.6]).allSatisfy { abs($0 - $1) < 1e-12 })
    let plain = EvaluationProtocol.recommended.pixels(truth: truth, prediction: [1, .nan, 3, -1, 5, 6])
    #expect(plain.places == [2, 4] && plain.p == [3, 5])
  }

  @Test func `a scorer gives the rows of its errors, whatever the order of parts`() {
    var whole = Scorer()
    var parts = [Scorer(), Scorer()]
    for image in 0..<6 {
      let (g, p, mask) = DepthErrorsTests.frame(image, count: 100 + image)
      whole.add(image, id: "\(image)", truth: g, prediction: p, mask: mask)
      parts[image % 2].add(image, id: "\(image)", truth: g, prediction: p, mask: mask)
    }
    var other = parts[1]
    other.merge(parts[0])
    #expect(other.errors.rows == whole.errors.rows && other.basis == whole.basis && other.warning == whole.warning)
    var errors = DepthErrors()
    for image in 0..<6 {
      let (g, p, mask) = DepthErrorsTests.frame(image, count: 100 + image)
      errors.accumulate(image: image, truth: g, prediction: p, mask: mask)
    }
    #expect(whole.errors.rows == errors.rows)
  }

  @Test func `who leaves out pixels rests on another basis, though it leaves out as many`() {
    let truth: [Float] = [10, 20, 30, 40]
    func basis(_ p: [Float], _ evaluation: EvaluationProtocol = .recommended) -> ScoringBasis {
      var scorer = Scorer(evaluation)
      scorer.add(0, id: "a", truth: truth, prediction: p)
      return scorer.basis
    }
    let full = basis([11, 21, 31, 41])
    #expect(basis([1, 2, 3, 4]) == full)
    let (first, last) = (basis([.infinity, 21, 31, 41]), basis([11, 21, 31, .nan]))
    #expect(first != full && last != full && first != last)
    #expect(basis([0, 2, 3, 4]) == first)
    #expect(
      ScoringBasis.refusal([("full", full), ("holes", first)])
        == "full and holes are not ranked: scored on different pixels, for want of predictions")
    // The columns that are published stay as they were: what is left out stands beside them.
    #expect(first.numbers == full.numbers && first.unscoredNumber != full.unscoredNumber)
    #expect(basis([.nan, 21, 31, 41], .strict) == basis([11, 21, 31, 41], .strict))
  }

  /// What is said of predictions that are a function of the truth.
  private func warning(_ alignment: Alignment = .none, _ f: (Float) -> Float) -> String? {
    var scorer = Scorer(EvaluationProtocol.recommended.aligned(alignment))
    for image in 0..<3 {
      let truth = (0..<60).map { Float($0 + 2 + image) }
      scorer.add(image, id: "\(image)", truth: truth, prediction: truth.map(f))
    }
    return scorer.warning
  }

  @Test(
    arguments: [(256, "256"), (100, "100"), (1000, "1000"), (1.0 / 256, "1/256"), (1000.0 / 256, "1000/256")]
      as [(Double, String)])
  func `a factor between units is called a unit`(factor: Double, name: String) {
    #expect(warning { $0 * Float(factor) }?.hasPrefix("is about \(name) times the truth") == true)
    #expect(warning { $0 * Float(factor) * ($0.truncatingRemainder(dividingBy: 2) == 0 ? 1.05 : 0.95) } != nil)
    #expect(warning(.median) { $0 * Float(factor) } == nil)
  }

  @Test func `disparities and constants are called so, and a poor model is not`() {
    #expect(warning { 500 / $0 }?.contains("falls as the truth rises") == true)
    #expect(warning { 80 - $0 }?.contains("falls as the truth rises") == true)
    #expect(warning { _ in 12 }?.hasPrefix("predicts 12 everywhere") == true)
    #expect(warning { $0 * 1.6 + 3 } == nil)
    #expect(warning { $0 * ($0.truncatingRemainder(dividingBy: 3) + 1.5) } == nil)
    #expect(warning { $0 } == nil)
  }

  @Test func `a tally tells what its pixels do, and no other metric`() {
    var tally = ErrorTally()
    #expect(tally[.mae] == nil)
    tally.add(g: 10, p: 11)
    tally.add(g: 10, p: 7)
    #expect(tally[.mae] == 2 && tally[.bias] == -1 && tally[.mse] == 5 && tally[.delta1] == 0.5)
    #expect(tally[.absRel] == 0.2 && tally[.siLog] == nil)
    #expect(ErrorTally(numbers: tally.numbers) == tally && (tally + tally)[.mae] == 2)
  }
}
