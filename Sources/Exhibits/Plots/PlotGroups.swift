import Numerics

/// The rows of a table by panel and series, as plots need them: at most as many as a figure can tell apart, the first
/// ones. What is left out, the caption says.
struct PlotGroups {
  let table: Table
  let panels: [Entry]
  let series: [Entry]
  /// Words for the caption; empty where all is drawn.
  let remarks: [String]
  private let rows: [Key: [[Entry]]]

  private struct Key: Hashable {
    let panel: Entry
    let series: Entry
  }

  init(_ table: Table, panels: String?, series: String?) {
    self.table = table
    func key(_ row: [Entry], _ column: String?) -> Entry { column.map { row[table.index($0)] } ?? .missing }
    let (allPanels, allSeries) = (
      distinct(table.rows.map { key($0, panels) }), distinct(table.rows.map { key($0, series) })
    )
    self.panels = Array(allPanels.prefix(HouseStyle.mostPanels))
    self.series = Array(allSeries.prefix(HouseStyle.colours.count))
    remarks = [
      PlotGroups.leftOut(allSeries, series.map(table.column), "curves", HouseStyle.colours.count),
      PlotGroups.leftOut(allPanels, panels.map(table.column), "panels", HouseStyle.mostPanels),
    ].filter { !$0.isEmpty }
    rows = Dictionary(grouping: table.rows) { Key(panel: key($0, panels), series: key($0, series)) }
  }

  func rows(_ panel: Entry, _ series: Entry) -> [[Entry]] { rows[Key(panel: panel, series: series)] ?? [] }

  /// "Left out: drift = 9, 10 (a figure has at most 8 curves)", or nothing.
  static func leftOut(_ all: [Entry], _ column: Column?, _ noun: String, _ most: Int) -> String {
    guard let column, all.count > most else { return "" }
    let rest = all.dropFirst(most).map(name)
    let words = rest.prefix(12).joined(separator: ", ") + (rest.count > 12 ? " and \(rest.count - 12) more" : "")
    return "Left out: \(column.label) = \(words) (a figure has at most \(most) \(noun))"
  }

  /// How a value of a key column is written in a key or over a panel.
  static func name(_ entry: Entry) -> String {
    switch entry {
    case .text(let text): text.count > 80 ? text.prefix(79) + "…" : text
    case .missing: ""
    default: entry.rawNumber.map { Digits.short($0) } ?? ""
    }
  }

  /// "visibility (m) = 50" over a panel.
  func panelTitle(_ entry: Entry, _ column: String?) -> String {
    guard let column else { return "" }
    let name = PlotGroups.name(entry)
    if case .text = entry { return name }
    let head = table.column(column)
    return "\(head.label) = \(name)\(head.unit.isEmpty ? "" : " " + head.unit)"
  }
}

/// What stands at one place of a curve: the values of the seeds, or one interval.
struct Gathered {
  var values: [Double] = []
  var interval: (low: Double, high: Double)?

  var mean: Double { FixedOrder.mean(values) }
  var standardDeviation: Double { values.count > 1 ? FixedOrder.variance(values).squareRoot() : 0 }

  mutating func add(_ entry: Entry) {
    switch entry {
    case .sample(let sample): values += sample.values.filter(\.isFinite)
    case .estimate(let e):
      guard e.value.isFinite else { return }
      values.append(e.value)
      interval = (e.low, e.high)
    default: if let x = entry.number { values.append(x) }
    }
  }

  /// Mean ± sd, or the interval given; nil for a single value.
  var reach: (low: Double, high: Double)? {
    interval ?? (values.count > 1 ? (mean - standardDeviation, mean + standardDeviation) : nil)
  }
}

extension Entry {
  /// How many of its numbers are not finite.
  var wildCount: Int {
    switch self {
    case .sample(let sample): sample.values.count { !$0.isFinite }
    case .number(let x): x.isFinite ? 0 : 1
    case .estimate(let e): e.value.isFinite ? 0 : 1
    case .text, .missing: 0
    }
  }
}

extension Table {
  /// What a figure says of numbers in these columns that are not finite; empty if all are.
  func wildRemarks(_ columns: String...) -> [String] {
    let count = columns.reduce(0) { sum, name in sum + self[name].reduce(0) { $0 + $1.wildCount } }
    return count == 0
      ? [] : [count == 1 ? "1 value is not finite, and not drawn" : "\(count) values are not finite, and not drawn"]
  }
}
