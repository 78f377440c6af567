import Files
import Foundation
import Testing

@testable import StudyKit

@Suite struct CellValuesTests {
  private struct Basis: Codable, Equatable {
    var frames: UInt64 = .max
    var pixels: Int64 = .min
    var alignment: String? = "median"
    var shares: [Double] = [0.1, 1, -0.5e-300, .infinity]
    var names: [String: Bool] = ["a": true]
  }

  private func stored(_ values: CellValues) throws -> CellValues {
    try JSON.decode(CellValues.self, from: Data(JSON.pretty(values).utf8))
  }

  @Test func `any value comes back with its type, to the last digit`() throws {
    var values = CellValues()
    values["basis"] = Basis()
    values["list"] = [1, 2]
    values["nothing"] = Basis(alignment: nil, shares: [])
    let back = try stored(values)
    #expect(back == values && back.names == ["basis", "list", "nothing"])
    let basis: Basis? = back["basis"]
    #expect(basis == Basis())
    let nothing: Basis? = back["nothing"]
    #expect(nothing?.alignment == nil && nothing?.shares == [])
    let none: Basis? = back["none"]
    #expect(none == nil)
  }

  @Test func `NaN is kept as NaN`() throws {
    var values = CellValues()
    values["x"] = [Double.nan, 1]
    let back: [Double]? = try stored(values)["x"]
    #expect(back?[0].isNaN == true && back?[1] == 1)
  }

  @Test func `assigning nil takes a value away`() {
    var values = CellValues()
    values["x"] = 1
    values["x"] = nil as Int?
    #expect(values.names.isEmpty)
  }

  @Test func `another type than was kept traps`() async {
    await #expect(processExitsWith: .failure) {
      var values = CellValues()
      values["x"] = "text"
      let wrong: Int? = values["x"]
      print(wrong as Any)
    }
  }
}
