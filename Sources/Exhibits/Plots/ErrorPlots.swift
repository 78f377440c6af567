extension Plot {
  /// Whether a predicted share means what it says: the mean truth of each bin over its mean prediction, on the diagonal
  /// if calibrated. Bins with fewer than `least` values (column `n`) are left out, and the caption says so.
  public static func reliability(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, predicted: String, actual: String,
    n: String? = nil, least: Int = 1, series: String? = nil, panels: String? = nil
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    var kept = table
    if let n { kept = table.keeping { ($0[table.index(n)].number ?? 0) >= Double(least) } }
    let groups = PlotGroups(kept, panels: panels, series: series)
    let drawn = groups.panels.map { key -> PlotPanel in
      var panel = PlotPanel(
        x: PlotAxis(table.column(predicted).heading, range: 0...1),
        y: PlotAxis(table.column(actual).heading, range: 0...1)
      )
      panel.title = groups.panelTitle(key, panels)
      panel.guides = [.diagonal]
      for (s, name) in groups.series.enumerated() {
        let points = groups.rows(key, name).compactMap { row -> PlotPoint? in
          guard let x = row[table.index(predicted)].number, let y = row[table.index(actual)].number else { return nil }
          return PlotPoint(x: x, y: y)
        }
        panel.layers.append(Layer(mark: .linePoints, series: s, points: points.sorted { $0.x < $1.x }))
      }
      return panel
    }
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: drawn)
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    plot.panelSize = drawn.count > 1 ? (200, 200) : (280, 280)
    if least > 1 {
      plot.remarks.append("Bins with fewer than \(least) values are left out (\(table.rows.count - kept.rows.count))")
    }
    plot.remarks += groups.remarks + kept.wildRemarks(predicted, actual)
    return plot.drawable()
  }

  /// One point per image: its error under two conditions (or of two models), with the diagonal of no difference.
  public static func paired(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, x: String, y: String,
    series: String? = nil, panels: String? = nil, scales: Scales = []
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: panels, series: series)
    let isLog = !scales.isEmpty
    var drawn: [PlotPanel] = []
    for key in groups.panels {
      var panel = PlotPanel(
        x: PlotAxis(table.column(x).heading, isLog: isLog), y: PlotAxis(table.column(y).heading, isLog: isLog))
      panel.title = groups.panelTitle(key, panels)
      panel.guides = [.diagonal]
      for (s, name) in groups.series.enumerated() {
        let points = groups.rows(key, name).compactMap { row -> PlotPoint? in
          guard let x = row[table.index(x)].number, let y = row[table.index(y)].number else { return nil }
          return PlotPoint(x: x, y: y)
        }
        panel.layers.append(Layer(mark: .points, series: s, points: points))
      }
      drawn.append(panel)
    }
    let points = drawn.flatMap { $0.layers.flatMap(\.points) }
    let range = drawn.first?.x.shown(points.flatMap { [$0.x, $0.y] })
    for k in drawn.indices { (drawn[k].x.range, drawn[k].y.range) = (range, range) }
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: drawn)
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    plot.panelSize = drawn.count > 1 ? (200, 200) : (300, 300)
    let above = points.count { $0.y > $0.x }
    plot.remarks.append("n = \(points.count) images, \(above) of them above the diagonal of no difference")
    plot.remarks += groups.remarks + table.wildRemarks(x, y)
    return plot.drawable()
  }

  /// Effects with their intervals, one a line, grouped under headings, beside a line at zero. `effect` is a column of
  /// estimates (or of numbers, drawn without an interval); a missing one is said to be so.
  public static func forest(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, label: String, effect: String,
    group: String? = nil, series: String? = nil
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let head = table.column(effect)
    let groups = PlotGroups(table, panels: nil, series: series)
    var panel = PlotPanel(x: PlotAxis(head.heading), y: PlotAxis(""))
    panel.guides = [.vertical(0)]
    panel.x.includes = 0
    var ticks: [(at: Double, text: String)] = []
    var layers = groups.series.indices.map { Layer(mark: .horizontalInterval, series: $0, points: []) }
    var line = 0.0
    var (missing, leftOut) = (0, 0)
    for key in group.map({ distinct(table[$0]) }) ?? [.missing] {
      let members = table.rows.filter { row in group.map { row[table.index($0)] == key } ?? true }
      if group != nil {
        panel.notes.append(Note(text: PlotGroups.name(key), x: 0, y: line, isHeading: true))
        line += 1
      }
      for text in distinct(members.map { $0[table.index(label)] }) {
        guard ticks.count < HouseStyle.mostLines else {
          leftOut += 1
          continue
        }
        ticks.append((line, PlotGroups.name(text)))
        for (s, name) in groups.series.enumerated() {
          let same = members.filter { row in
            row[table.index(label)] == text && (series.map { row[table.index($0)] == name } ?? true)
          }
          for row in same {
            let entry = row[table.index(effect)]
            guard let x = entry.number else {
              missing += 1
              continue
            }
            var (low, high) = (x, x)
            if case .estimate(let e) = entry { (low, high) = (e.low, e.high) }
            let shift = groups.series.count > 1 ? (Double(s) / Double(groups.series.count - 1) - 0.5) * 0.5 : 0
            layers[s].points.append(PlotPoint(x: x, y: line + shift, x_low: low, x_high: high))
          }
        }
        line += 1
      }
      if group != nil { line += 0.3 }
    }
    panel.layers = layers + layers.map { Layer(mark: .points, series: $0.series, points: $0.points) }
    panel.y.ticks = ticks
    panel.y.range = -0.7...max(line - (group == nil ? 0.3 : 0.6), 0.3)
    panel.y.isReversed = true
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: [panel])
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    plot.panelSize = (320, max(22 * line, 70))
    plot.remarks.append("Bars: 95 % interval")
    if missing > 0 { plot.remarks.append("\(missing) effects are not defined") }
    plot.remarks += groups.remarks
    if leftOut > 0 { plot.remarks.append("Left out: the last \(leftOut) lines") }
    return plot.drawable()
  }

  /// The difference of two error distributions, quantile by quantile (above zero: worse in haze), with a line at zero
  /// and the quantile at which each curve crosses it for the last time. `difference` may hold estimates: a band.
  public static func quantileDifference(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, q: String, difference: String,
    series: String? = nil, panels: String? = nil
  ) -> Plot {
    var plot = lines(
      name, title, caption, from: table, x: q, y: difference, series: series, panels: panels, zero: true)
    var words: [String] = []
    for k in plot.panels.indices where !table.rows.isEmpty {
      plot.panels[k].x.range = 0...1
      for layer in plot.panels[k].layers where layer.mark == .line || layer.mark == .linePoints {
        guard let last = Plot.crossings(layer.points).last else { continue }
        plot.panels[k].guides.append(.vertical(last, series: layer.series))
        let names = [plot.panels[k].title] + (plot.series.isEmpty ? [] : [plot.series[layer.series]])
        let name = names.filter { !$0.isEmpty }.joined(separator: ", ")
        words.append("\(Digits.fixed(last, 2))\(name.isEmpty ? "" : " (\(name))")")
      }
    }
    if !words.isEmpty {
      plot.remarks.append("Verticals: the quantile of the last crossing of zero: \(words.joined(separator: ", "))")
    }
    return plot
  }

  /// Where the straight lines between neighbours pass zero.
  static func crossings(_ points: [PlotPoint]) -> [Double] {
    zip(points, points.dropFirst()).compactMap { a, b in
      (a.y < 0) != (b.y < 0) ? a.x + (b.x - a.x) * (a.y / (a.y - b.y)) : nil
    }
  }
}
