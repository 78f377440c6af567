import Metrics
import Numerics
import Testing

@Suite struct AlignmentTests {
  @Test func `a line is found again`() {
    let x = (0..<50).map { Double($0) * 0.3 }
    let fit = LineFit.scaleShift(x, x.map { 1.25 * $0 - 0.5 })
    #expect(abs(fit.scale - 1.25) < 1e-14)
    #expect(abs(fit.shift + 0.5) < 1e-13)
  }

  @Test func `the small fit equals the general least squares`() throws {
    var random = Generator(seed: 3)
    let x = (0..<200).map { _ in Double(random.uniform(in: 1...80)) }
    let y = x.map { 0.8 * $0 + 2 + Double(random.normal()) }
    let fit = LineFit.scaleShift(x, y)
    let general = try LinearAlgebra.leastSquares(x.flatMap { [$0, 1] }, rows: 200, columns: 2, y)
    #expect(abs(fit.scale - general.solution[0]) < 1e-13)
    #expect(abs(fit.shift - general.solution[1]) < 1e-11)
    // Columns that depend on each other: both take the shortest solution.
    let flat = try LinearAlgebra.leastSquares([0.1, 1, 0.1, 1, 0.1, 1], rows: 3, columns: 2, [10, 20, 30])
    #expect(general.rank == 2 && flat.rank == 1)
    #expect(abs(LineFit.scaleShift([0.1, 0.1, 0.1], [10, 20, 30]).scale - flat.solution[0]) < 1e-12)
  }

  @Test func `a constant prediction gets the shortest of all solutions`() {
    let fit = LineFit.scaleShift([3, 3, 3], [10, 20, 30])
    #expect(abs(fit.scale - 6) < 1e-14)  // 20 (3, 1) / (9 + 1)
    #expect(abs(fit.shift - 2) < 1e-14)
    #expect(LineFit.scaleShift([1], [2]).scale.isNaN)
  }

  @Test func `medians of an even number of pixels differ between toolkits`() {
    func fit(_ evaluation: EvaluationProtocol) -> Double? {
      var errors = DepthErrors(evaluation)
      errors.accumulate(image: 0, truth: [10, 20, 30, 40], prediction: [1, 2, 4, 8])
      return errors.rows[0].fit?.scale
    }
    #expect(fit(.monodepth2Median) == 25.0 / 3)
    #expect(fit(.packnet) == 20.0 / 2)
    #expect(fit(.recommended) == nil)
  }

  @Test func `scale and shift in disparity undo what a relative model leaves open`() {
    let g: [Float] = [2, 4, 8, 16, 32, 64]
    var errors = DepthErrors(.marigoldDisparity)
    errors.accumulate(image: 0, truth: g, prediction: g.map { 4 * (1 / $0) + 0.25 })
    #expect(abs(errors.rows[0].fit!.scale - 0.25) < 1e-12)
    #expect(abs(errors.rows[0].fit!.shift + 0.0625) < 1e-12)
    #expect(errors.scores()[.mae]! < 1e-9)
  }

  @Test func `a crop needs a width and cuts what lies outside`() {
    var evaluation = EvaluationProtocol.recommended
    evaluation.crop = .garg
    let (h, w) = (100, 200)
    let g = [Float](repeating: 10, count: h * w)
    var errors = DepthErrors(evaluation)
    errors.accumulate(image: 0, truth: g, prediction: g, width: w)
    let bounds = Crop.garg.bounds(height: h, width: w)!
    #expect(errors.rows[0].coverage.scored == bounds.rows.count * bounds.columns.count)
  }
}
