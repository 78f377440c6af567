import Files
import TestSupport
import Testing

@testable import StudyKit

@Suite struct CSVTests {
  @Test func `fields with commas, quotes and line ends come back`() throws {
    let folder = try TemporaryFolder()
    let rows = [["name", "x"], ["a,b", "say \"hi\""], ["two\nlines", ""]]
    let path = try folder.write(rows.map(CSV.line).joined(), to: "t.csv")
    let (header, back) = try CSV.read(path)
    #expect(header == rows[0])
    #expect(back == Array(rows[1...]))
  }

  @Test func `numbers keep every bit, and NaN is empty`() {
    for x in [0.1, 1.0 / 3, .leastNonzeroMagnitude, -0.0, 1e300, 123456789.123456789] {
      #expect(Double(CSV.number(x))?.bitPattern == x.bitPattern)
    }
    #expect(CSV.number(.nan).isEmpty)
  }

  @Test(arguments: ["a,b\n1\n", "a,b\n1,2", "a,\"b\n", ""])
  func `a damaged file is refused`(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "t.csv")
    #expect { try CSV.read(path) } throws: { ($0 as? FileError)?.kind == .damaged }
  }

  /// A series as its file gives it back.
  private func back(_ series: Series) throws -> Series {
    let text = CSV.line(series.columns) + series.texts.map(CSV.line).joined()
    let (header, rows) = try CSV.table(Array(text.utf8), "s.csv")
    #expect(header == series.columns)
    return try Series(SeriesType(series), texts: rows, "s.csv")
  }

  @Test func `a series survives its file, ids and gaps too`() throws {
    var series = Series(perID: "image", "mae", "rmse")
    series.append("0001", 1.25, .nan)
    series.append("b,c", 1e-9, 2)
    let back = try back(series)
    #expect(back.ids == ["0001", "b,c"])
    #expect(back["mae"] == [1.25, 1e-9])
    #expect(back["rmse"][0].isNaN && back["rmse"][1] == 2)
  }

  @Test func `a text that a spreadsheet takes for a formula stands behind an apostrophe, and comes back`() throws {
    let texts = ["=1+1", "+x", "-run", "@a", "\tb", "'=x", "''-y", "'z", "-1.5", "+3", "-", "a=b", "−5", "=\"q\",2"]
    let folder = try TemporaryFolder()
    let line = CSV.line(texts)
    #expect(line == "'=1+1,'+x,'-run,'@a,'\tb,''=x,'''-y,'z,-1.5,+3,'-,a=b,−5,\"'=\"\"q\"\",2\"\n")
    #expect(try CSV.read(try folder.write(line + line, to: "t.csv")).rows == [texts])
  }

  @Test(arguments: [
    ["17", "18"], ["0001", "1e3"], ["1508041975.500000", "2"], ["1305031102.175304", "17.0"], ["", "-1"],
    ["=SUM(A1)", "+1", "@x", "-y", "'=z", "'"],
  ])
  func `ids that look like numbers or formulas stay ids`(ids: [String]) throws {
    var series = Series(perID: "image", "mae")
    for (i, id) in ids.enumerated() { series.append(id, Double(i)) }
    #expect(try back(series) == series)
  }

  @Test func `numbers of every kind are no ids`() throws {
    let series = Series(
      columns: ["step", "L"], rows: [[0, 1], [-0.0, 2], [1e-9, 3], [17, 4], [1e300, 5], [.infinity, 6]])
    #expect(try back(series) == series)
  }
}
