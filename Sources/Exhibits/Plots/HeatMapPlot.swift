extension Plot {
  /// A metric over a grid of two parameters: a coloured cell with its number for each, the mean over seeds. Cells
  /// without a value are grey. `panels` parts the rows into several grids under one scale of colours.
  public static func heatMap(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, x: String, y: String,
    value: String, panels panelColumn: String? = nil, range: ClosedRange<Double>? = nil, isSigned: Bool = false
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: panelColumn, series: nil)
    let (allColumns, allRows) = (sorted(distinct(table[x])), sorted(distinct(table[y])))
    let (columns, rows) = (Array(allColumns.prefix(HouseStyle.mostSteps)), Array(allRows.prefix(HouseStyle.mostSteps)))
    var counts: Set<Int> = []
    var panels: [PlotPanel] = []
    for key in groups.panels {
      var panel = PlotPanel(x: axis(table.column(x), columns), y: axis(table.column(y), rows))
      panel.title = groups.panelTitle(key, panelColumn)
      let members = groups.rows(key, .missing)
      var points: [PlotPoint] = []
      for (i, column) in columns.enumerated() {
        for (j, row) in rows.enumerated() {
          var found = Gathered()
          for member in members where member[table.index(x)] == column && member[table.index(y)] == row {
            found.add(member[table.index(value)])
          }
          if !found.values.isEmpty { counts.insert(found.values.count) }
          points.append(
            PlotPoint(x: Double(i), y: Double(j), value: found.values.isEmpty ? .nan : found.mean))
        }
      }
      panel.layers = [Layer(mark: .cell, series: 0, points: points)]
      panels.append(panel)
    }
    var plot = Plot(name, title, caption, series: [], panels: panels)
    let numbers = panels.flatMap { $0.layers[0].points.map(\.value) }.filter { abs($0) <= LeftOut.most }
    var (low, high) = range.map { ($0.lowerBound, $0.upperBound) } ?? (numbers.min() ?? 0, numbers.max() ?? 1)
    if isSigned, range == nil { (low, high) = (-max(abs(low), abs(high)), max(abs(low), abs(high))) }
    if high <= low { (low, high) = (low - 0.5, low + 0.5) }
    plot.colourScale = ColourScale(label: Plot.heading(table.column(value)), range: low...high, isSigned: isSigned)
    plot.panelSize = (max(58 * Double(columns.count), 150), max(42 * Double(rows.count), 110))
    plot.remarks = ["Cells: \(Plot.heading(table.column(value)))"] + words(counts, .none, intervals: false)
    plot.remarks += [
      PlotGroups.leftOut(allColumns, table.column(x), "columns", HouseStyle.mostSteps),
      PlotGroups.leftOut(allRows, table.column(y), "rows", HouseStyle.mostSteps),
    ].filter { !$0.isEmpty }
    plot.remarks += groups.remarks + table.wildRemarks(value)
    return plot.drawable()
  }

  private static func axis(_ column: Column, _ values: [Entry]) -> PlotAxis {
    var axis = PlotAxis(column.heading, range: -0.5...Double(values.count) - 0.5)
    axis.ticks = values.enumerated().map { (Double($0), PlotGroups.name($1)) }
    return axis
  }

  /// Numbers ascending; texts as they came.
  private static func sorted(_ values: [Entry]) -> [Entry] {
    values.allSatisfy { $0.number != nil } ? values.sorted { $0.number! < $1.number! } : values
  }
}
