import Testing

@testable import StudyKit

@Suite struct SeriesTests {
  @Test func `a column is read top to bottom, ids apart`() {
    var errors = Series(perID: "image", "mae", "rmse")
    errors.append("a", 1, 2)
    errors.append("b", 3, 4)
    #expect(errors["rmse"] == [2, 4])
    #expect(errors.ids == ["a", "b"])
  }
}
