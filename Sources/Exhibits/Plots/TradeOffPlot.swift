import Numerics
import Processes

extension Plot {
  /// One metric against another, a curve per series through the points of a sweep: `along` (say a loss weight) orders
  /// the points and stands beside them. Seeds are faint points, means have bars of ± one standard deviation.
  public static func tradeOff(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, x: String, y: String,
    along: String, series: String? = nil, scales: Scales = []
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: nil, series: series)
    var panel = PlotPanel(
      x: PlotAxis(Plot.heading(table.column(x)), isLog: scales.contains(.logX)),
      y: PlotAxis(Plot.heading(table.column(y)), isLog: scales.contains(.logY)))
    (panel.x.room, panel.y.room) = (0.12, 0.08)
    var counts: Set<Int> = []
    var seeds: [Layer] = []
    var bars: [Layer] = []
    var means: [Layer] = []
    for (s, key) in groups.series.enumerated() {
      let rows = groups.rows(.missing, key)
      let steps = distinct(rows.map { $0[table.index(along)] })
      var points: [PlotPoint] = []
      for step in steps {
        var (atX, atY) = (Gathered(), Gathered())
        for row in rows where row[table.index(along)] == step {
          atX.add(row[table.index(x)])
          atY.add(row[table.index(y)])
        }
        guard !atX.values.isEmpty, !atY.values.isEmpty else { continue }
        counts.insert(min(atX.values.count, atY.values.count))
        points.append(
          PlotPoint(
            x: atX.mean, y: atY.mean, x_low: atX.mean - atX.standardDeviation, x_high: atX.mean + atX.standardDeviation,
            y_low: atY.mean - atY.standardDeviation, y_high: atY.mean + atY.standardDeviation))
        // The steps stand beside the first curve; the others follow the same order.
        if s == 0 { panel.notes.append(Note(text: PlotGroups.name(step), x: atX.mean, y: atY.mean, series: s)) }
        if atX.values.count == atY.values.count, atX.values.count > 1 {
          seeds.append(
            Layer(
              mark: .seeds, series: s, points: zip(atX.values, atY.values).map { PlotPoint(x: $0, y: $1) }))
        }
      }
      if counts.max() ?? 1 > 1 {
        bars.append(Layer(mark: .interval, series: s, points: points))
        bars.append(Layer(mark: .horizontalInterval, series: s, points: points))
      }
      means.append(Layer(mark: .linePoints, series: s, points: points))
    }
    panel.layers = seeds + bars + means
    panel.notes = readable(panel.notes, panel)
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: [panel])
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    plot.remarks =
      ["Points along each curve: \(table.column(along).label) = \(Plot.list(distinct(table[along])))"]
      + Plot.words(counts, .bars, intervals: false)
    plot.remarks += groups.remarks + table.wildRemarks(x, y)
    return plot.drawable()
  }

  /// The notes that do not lie on one another.
  private static func readable(_ notes: [Note], _ panel: PlotPanel) -> [Note] {
    let points = panel.layers.flatMap(\.points)
    let (x, y) = (panel.x.shown(points.map(\.x)), panel.y.shown(points.map(\.y)))
    func share(_ a: Double, _ b: Double, _ range: ClosedRange<Double>, _ isLog: Bool) -> Double {
      func place(_ v: Double) -> Double { isLog ? Portable.log(v) : v }
      return abs(place(a) - place(b)) / (place(range.upperBound) - place(range.lowerBound))
    }
    var kept: [Note] = []
    for note in notes {
      let isFree = kept.allSatisfy {
        share($0.x, note.x, x, panel.x.isLog) > 0.1 || share($0.y, note.y, y, panel.y.isLog) > 0.06
      }
      if isFree { kept.append(note) }
    }
    return kept
  }

  /// A metric with the arrow of its better direction.
  static func heading(_ column: Column) -> String {
    column.arrow.isEmpty ? column.heading : "\(column.heading) \(column.arrow)"
  }

  private static func list(_ entries: [Entry]) -> String { entries.map(PlotGroups.name).joined(separator: ", ") }
}
