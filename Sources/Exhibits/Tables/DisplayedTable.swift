/// A table as a reader sees it: texts and marks, before any format's escapes.
struct DisplayedTable {
  struct Cell: Equatable {
    var text: String
    var mark: Marks.Mark?
    /// What a reader may sort by; nil for texts and for nothing.
    var number: Double?
    var isText: Bool { number == nil && text != DisplayedTable.nothing }
  }

  static let nothing = "–"

  let headings: [String]
  /// Columns of texts stand left, numbers right.
  let isText: [Bool]
  let cells: [[Cell]]
  /// The caption with what the reader must know: how many seeds, what the marks mean.
  let caption: String

  init(_ table: Table) {
    let marks = Marks(table)
    let sizes = DisplayedTable.seeds(table)
    headings = table.columns.map { [$0.heading, $0.arrow].filter { !$0.isEmpty }.joined(separator: " ") }
    isText = table.columns.indices.map { k in
      table.rows.contains { if case .text = $0[k] { true } else { false } }
    }
    cells = table.rows.enumerated().map { r, row in
      row.enumerated().map { k, value in
        Cell(
          text: DisplayedTable.text(value, table.columns[k], usualSeeds: sizes.usual), mark: marks.cells[r][k],
          number: value.number)
      }
    }
    caption = DisplayedTable.caption(table, marks, sizes.usual)
  }

  private static func text(_ value: Entry, _ column: Column, usualSeeds: Int?) -> String {
    switch value {
    case .text(let text): return text
    case .missing: return nothing
    case .number(let x): return plain(x, column)
    case .estimate(let e):
      let text = Digits.interval(e.value, e.low, e.high)
      return e.n == 0 ? nothing : text
    case .sample(let sample):
      let wild = sample.values.count { !$0.isFinite }
      if wild > 0 { return "\(wild) of \(sample.n) not finite" }
      guard let mean = sample.mean else { return nothing }
      let text = sample.standardDeviation.map { Digits.spread(mean, $0) } ?? plain(mean, column)
      return sample.n == usualSeeds ? text : "\(text) (n = \(sample.n))"
    }
  }

  private static func plain(_ x: Double, _ column: Column) -> String {
    guard x.isFinite, let decimals = column.decimals else { return Digits.short(x) }
    return Digits.fixed(x, decimals)
  }

  /// The size that most samples have, and whether there are samples at all.
  private static func seeds(_ table: Table) -> (usual: Int?, any: Bool) {
    var counts: [Int: Int] = [:]
    for case .sample(let sample) in table.rows.joined() { counts[sample.n, default: 0] += 1 }
    return (counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key, !counts.isEmpty)
  }

  private static func caption(_ table: Table, _ marks: Marks, _ seeds: Int?) -> String {
    var sentences = [table.caption].filter { !$0.isEmpty }.map { $0.last == "." ? $0 : $0 + "." }
    if let seeds {
      sentences.append(seeds == 1 ? "n = 1 seed." : "Mean ± standard deviation over n = \(seeds) seeds.")
    }
    let estimates = table.rows.joined().compactMap { if case .estimate(let e) = $0 { e.n } else { nil } }
    if let n = estimates.first, estimates.allSatisfy({ $0 == n }) { sentences.append("Intervals: n = \(n).") }
    if marks.cells.joined().contains(.best) {
      let untested = marks.method.isEmpty
      sentences.append("Bold: best" + (untested ? "." : ", or not separable from it \(marks.method)."))
      if marks.cells.joined().contains(.second) { sentences.append("Underlined: second.") }
    }
    if table.rows.isEmpty { sentences.append("No rows: n = 0.") }
    return sentences.joined(separator: " ")
  }
}
