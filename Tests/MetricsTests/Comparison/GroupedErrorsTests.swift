import Metrics
import Numerics
import Testing

@Suite struct GroupedErrorsTests {
  /// Two scenes: group 0 has errors 1 and -2 in the first and 4 in the second, group 1 one of 0.
  private var errors: GroupedErrors {
    var errors = GroupedErrors()
    errors.add(scene: 0, ValidPixels(g: [10, 10, 5], p: [11, 8, 5]), groups: [0, 0, 1])
    errors.add(scene: 1, ValidPixels(g: [10, 20], p: [14, 1]), groups: [0, -1])
    return errors
  }

  @Test func `metrics of a group are those of its pixels`() {
    let random = Generator(seed: 1)
    func value(_ metric: DepthMetric) -> Double? {
      errors.bootstrap(metric, of: 0, draws: 10, random: random)?.observed
    }
    #expect(errors.groups == [0, 1] && errors.count(of: 0) == 3)
    #expect(value(.mae) == 7.0 / 3)
    #expect(value(.bias) == 1)
    #expect(value(.rmse) == (21.0 / 3).squareRoot())
    #expect(abs((value(.absRel) ?? 0) - 0.7 / 3) < 1e-15)
    #expect(value(.delta1) == 1.0 / 3)  // 11/10; 10/8 is 1.25 exactly and 14/10 above it
    #expect(errors.bootstrap(.mae, of: 7, random: random) == nil)
  }

  @Test func `groups are pooled, and compared where both have pixels`() {
    #expect(errors.mean(.mae, over: 0..<2) == 7.0 / 4)
    #expect(errors.ratio(.mae, of: 1..<2, to: 0..<1) == 0)
    #expect(errors.ratio(.mae, of: 5..<9, to: 0..<1) == nil)
  }

  @Test func `draws are means over resampled scenes`() {
    let draws = Set(errors.bootstrap(.mae, of: 0, draws: 100, random: Generator(seed: 2))?.draws ?? [])
    #expect(draws == [1.5, 4, 7.0 / 3])
  }

  @Test func `rows give the same errors back`() {
    #expect(GroupedErrors(rows: errors.rows) == errors)
    #expect(errors.rows[0].count == GroupedErrors.columns.count)
    #expect(errors.rows.map { $0[1] } == [0, 1, 0])
  }
}
