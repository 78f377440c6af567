import Metrics
import Testing

@Suite struct ScoringBasisTests {
  private func basis(
    _ evaluation: EvaluationProtocol = .recommended, ids: [String] = ["a", "b"], truth: [Float] = [1, 2, 3],
    mask: [UInt8]? = [1, 1, 0]
  ) -> ScoringBasis {
    var basis = ScoringBasis(evaluation)
    for id in ids { basis.add(id: id, truth: truth, mask: mask) }
    return basis
  }

  @Test func `the same frames, pixels and alignment may be ranked, whatever lies outside the mask`() {
    #expect(ScoringBasis.refusal([("x", basis()), ("y", basis(truth: [1, 2, 9]))]) == nil)
    #expect(ScoringBasis.refusal([]) == nil)
  }

  @Test func `other frames, masks, truths, ranges and alignments are refused by name`() {
    func refusal(_ other: ScoringBasis) -> String? { ScoringBasis.refusal([("x", basis()), ("y", other)]) }
    #expect(refusal(basis(ids: ["a", "c"])) == "x and y are not ranked: scored on different frames")
    #expect(refusal(basis(ids: ["b", "a"]))?.hasSuffix("different frames") == true)
    #expect(refusal(basis(ids: ["a"]))?.hasSuffix("different frames") == true)
    #expect(refusal(basis(mask: [1, 1, 1]))?.hasSuffix("different masks or truths") == true)
    #expect(refusal(basis(truth: [1, 2.5, 3]))?.hasSuffix("different masks or truths") == true)
    #expect(refusal(basis(.recommended.over(.closed(1, 80))))?.hasSuffix("masks or truths") == true)
    #expect(refusal(basis(.recommended.aligned(.median))) == "x and y are not ranked: scored on different alignments")
  }

  @Test func `what may be ranked has one letter`() {
    let (a, b) = (basis(), basis(.recommended.aligned(.median)))
    #expect(ScoringBasis.letters([a, b, a, basis(ids: ["z"])]) == ["A", "B", "A", "C"])
  }

  @Test func `a basis survives being stored as numbers`() {
    let all = basis(ids: (0..<50).map { "frame \($0)" })
    #expect(ScoringBasis(numbers: all.numbers, unscored: all.unscoredNumber) == all)
    #expect(all.numbers.allSatisfy { $0 == $0.rounded() && $0 < 0x1p53 })
  }
}
