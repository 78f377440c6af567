import Numerics

extension Plot {
  /// Bars from zero, grouped by `label`, one colour per series: the mean over seeds or an estimate, with its spread and
  /// the seeds as faint points. `sharedY: false` gives each panel its own scale, for panels of different units.
  public static func bars(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, label: String, value: String,
    series: String? = nil, panels panelColumn: String? = nil, sharedY: Bool = true
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: panelColumn, series: series)
    let labels = distinct(table[label])
    let width = 0.8 / Double(groups.series.count)
    var counts: Set<Int> = []
    var panels: [PlotPanel] = []
    for key in groups.panels {
      var panel = PlotPanel(
        x: PlotAxis(table.column(label).heading, range: -0.6...Double(labels.count) - 0.4),
        y: PlotAxis(Plot.heading(table.column(value))))
      panel.x.ticks = labels.enumerated().map { (Double($0), PlotGroups.name($1)) }
      panel.y.includes = 0
      panel.title = groups.panelTitle(key, panelColumn)
      for (s, name) in groups.series.enumerated() {
        var (bars, reaches, seeds): ([PlotPoint], [PlotPoint], [PlotPoint]) = ([], [], [])
        for (k, text) in labels.enumerated() {
          var found = Gathered()
          for row in groups.rows(key, name) where row[table.index(label)] == text { found.add(row[table.index(value)]) }
          guard !found.values.isEmpty else { continue }
          counts.insert(found.values.count)
          let left = Double(k) - 0.4 + Double(s) * width
          let middle = left + width / 2
          bars.append(PlotPoint(y: found.mean, x_low: left + 0.03 * width, x_high: left + 0.97 * width))
          if let reach = found.reach {
            reaches.append(PlotPoint(x: middle, y: found.mean, y_low: reach.low, y_high: reach.high))
          }
          if found.values.count > 1 { seeds += found.values.map { PlotPoint(x: middle, y: $0) } }
        }
        panel.layers.append(Layer(mark: .bar, series: s, points: bars))
        panel.layers.append(Layer(mark: .interval, series: Layer.dark, points: reaches))
        panel.layers.append(Layer(mark: .seeds, series: Layer.dark, points: seeds))
      }
      panel.layers.sort { Plot.depth($0.mark) < Plot.depth($1.mark) }
      panels.append(panel)
    }
    if sharedY { Plot.share(&panels) } else { Plot.shareX(&panels) }
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: panels)
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    plot.panelSize = (max(150, min(520, 44 * Double(labels.count * groups.series.count))), panels.count > 1 ? 180 : 250)
    plot.remarks = Plot.words(
      counts, .bars, intervals: table[value].contains { if case .estimate = $0 { true } else { false } })
    plot.remarks += groups.remarks + table.wildRemarks(value)
    return plot.drawable()
  }

  /// How values are spread: the share of them in bins of equal width over their common range, a step line per series.
  public static func histogram(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, value: String,
    series: String? = nil, panels panelColumn: String? = nil, bins: Int = 30, range: ClosedRange<Double>? = nil
  ) -> Plot {
    require(bins > 0, "Plot.histogram \(name): \(bins) bins")
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: panelColumn, series: series)
    let numbers = table[value].compactMap(\.number)
    let (low, high) = range.map { ($0.lowerBound, $0.upperBound) } ?? (numbers.min() ?? 0, numbers.max() ?? 1)
    let width = high > low ? (high - low) / Double(bins) : 1
    var (outside, drawn) = (0, 0)
    var panels: [PlotPanel] = []
    for key in groups.panels {
      var panel = PlotPanel(
        x: PlotAxis(table.column(value).heading, range: low...max(high, low + width)), y: PlotAxis("share"))
      panel.y.includes = 0
      panel.title = groups.panelTitle(key, panelColumn)
      for (s, name) in groups.series.enumerated() {
        var counts = [Int](repeating: 0, count: bins)
        let values = groups.rows(key, name).compactMap { $0[table.index(value)].number }
        for x in values {
          guard x >= low, x <= high else {
            outside += 1
            continue
          }
          counts[min(Int((x - low) / width), bins - 1)] += 1
        }
        drawn += values.count
        let shares = counts.map { values.isEmpty ? 0 : Double($0) / Double(values.count) }
        let edges = (0..<bins).map { (low + Double($0) * width, low + Double($0 + 1) * width) }
        if groups.series.count == 1 {
          let bars = zip(edges, shares).map { PlotPoint(y: $1, x_low: $0.0, x_high: $0.1) }
          panel.layers.append(Layer(mark: .bar, series: s, points: bars))
        } else {
          let steps = zip(edges, shares).flatMap { [PlotPoint(x: $0.0, y: $1), PlotPoint(x: $0.1, y: $1)] }
          panel.layers.append(Layer(mark: .line, series: s, points: steps))
        }
      }
      panels.append(panel)
    }
    Plot.share(&panels)
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: panels)
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    if panels.count > 1 { plot.panelSize = (240, 180) }
    plot.remarks.append("n = \(drawn)" + (outside > 0 ? ", of which \(outside) lie outside the range shown" : ""))
    plot.remarks += groups.remarks + table.wildRemarks(value)
    return plot.drawable()
  }
}

extension Layer {
  /// The colour of text, for what is drawn over bars.
  static let dark = 6
}
