@testable import StudyKit

extension PlannedCell {
  /// A cell of the axis `a`.
  static func test(a: Double, seed: Int = 0, steps: Int = 5, code: String = "c", part: String = "") -> PlannedCell {
    PlannedCell(
      study: "test", part: part, point: Point(names: ["a"], values: [.double(a)]), seed: seed,
      settings: ["steps": .int(steps)], surroundings: Surroundings(inputs: [], code: code, numerics: "portable"))
  }
}
