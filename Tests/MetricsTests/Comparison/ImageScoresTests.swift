import Metrics
import Numerics
import Testing

@Suite struct ImageScoresTests {
  /// Three images of two scenes with these values of mae, all else undefined.
  private func scores(_ mae: [Double]) -> ImageScores {
    ImageScores(
      rows: zip([0, 0, 1], mae).enumerated().map { i, pair in
        [Double(i), Double(pair.0), 100] + DepthMetric.allCases.map { $0 == .mae ? pair.1 : .nan }
      })
  }

  @Test func `a mean is over images and its draws over scenes`() throws {
    let found = try #require(scores([1, 3, 8]).mean(.mae, draws: 100, random: Generator(seed: 1)))
    #expect(found.observed == 4)
    #expect(Set(found.draws) == [2, 4, 8])
  }

  @Test func `a change pairs images and leaves out those that either side lacks`() throws {
    let found = scores([2, 5, 9]).change(.mae, since: scores([1, 3, .nan]), random: Generator(seed: 1))
    #expect(found?.observed == 1.5)
    #expect(scores([2, 5, 9]).mean(.rmse, random: Generator(seed: 1)) == nil)
  }

  @Test func `a change between other scenes is refused`() async {
    await #expect(processExitsWith: .failure) {
      let row = [Double](repeating: 1, count: ImageScores.columns.count)
      var other = row
      other[1] = 2
      _ = ImageScores(rows: [row]).change(.mae, since: ImageScores(rows: [other]), random: Generator(seed: 1))
    }
  }
}
