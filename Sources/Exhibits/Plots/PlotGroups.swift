import Numerics

/// The rows of a table by panel and series, as plots need them.
struct PlotGroups {
  let table: Table
  let panels: [Entry]
  let series: [Entry]
  private let rows: [Key: [[Entry]]]

  private struct Key: Hashable {
    let panel: Entry
    let series: Entry
  }

  init(_ table: Table, panels: String?, series: String?) {
    self.table = table
    func key(_ row: [Entry], _ column: String?) -> Entry { column.map { row[table.index($0)] } ?? .missing }
    self.panels = distinct(table.rows.map { key($0, panels) })
    self.series = distinct(table.rows.map { key($0, series) })
    require(
      self.series.count <= HouseStyle.colours.count,
      "Plot from \(table.name): \(self.series.count) series in \(series ?? ""), at most \(HouseStyle.colours.count)"
    )
    rows = Dictionary(grouping: table.rows) { Key(panel: key($0, panels), series: key($0, series)) }
  }

  func rows(_ panel: Entry, _ series: Entry) -> [[Entry]] { rows[Key(panel: panel, series: series)] ?? [] }

  /// How a value of a key column is written in a key or over a panel.
  static func name(_ entry: Entry) -> String {
    switch entry {
    case .text(let text): text
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
