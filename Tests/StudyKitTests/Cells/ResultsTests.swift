import Testing

@testable import StudyKit

@Suite struct ResultsTests {
  private let lambda = Axis(name: "a", steps: [0, 0.5])
  private let results: Results = {
    let cells = [(0.0, 0, 1.0), (0.0, 1, 2.0), (0.5, 0, 3.0), (0.5, 1, nil)].map { a, seed, mae in
      FinishedCell(
        point: Point(names: ["a"], values: [.double(a)]), seed: seed, metrics: ["mae": mae], values: CellValues(),
        readSeries: { _ in nil },
        readArray: { _ in nil }, seriesNames: [], arrayNames: [])
    }
    return Results(cells: cells, axes: ["a"])
  }()

  @Test func `a metric is read per seed, where conditions hold`() {
    #expect(results.metric("mae", where: lambda == 0) == [1, 2])
    #expect(results.metric("mae", where: ["a": 0]) == [1, 2])
    #expect(results.metric("mae", where: lambda == 0.5) == [3])
    #expect(results.metric("other").isEmpty)
  }

  @Test func `points come once, in order`() {
    #expect(results.points.map { $0[lambda] } == [0, 0.5])
    #expect(results.at(results.points[1]).cells.count == 2)
  }

  @Test func `an axis that is not there traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = Point(names: ["a"], values: [.double(0)])["b"]
    }
  }
}
