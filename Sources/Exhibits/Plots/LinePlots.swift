import Numerics

extension Plot {
  /// Which axes are logarithmic. A 0 on a logarithmic x axis stands apart at its left end, marked "0".
  public struct Scales: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let logX = Scales(rawValue: 1)
    public static let logY = Scales(rawValue: 2)
  }

  /// What lies around a curve.
  public enum Spread: Sendable {
    /// Mean ± standard deviation, filled; intervals of the table, where it has such.
    case band
    /// The same as error bars.
    case bars
    case none
  }

  /// y over x, a curve per series: the mean over the rows of one x (seeds), its spread, and the seeds as faint points.
  ///
  /// `panels` parts the rows into small multiples with shared axes. `from` may be long (a row per seed) or a summary
  /// with samples or intervals. `zero` draws the line y = 0, for differences; `sharedY: false` gives
  /// each panel its own scale.
  public static func lines(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, x: String, y: String,
    series: String? = nil, panels: String? = nil, scales: Scales = [], spread: Spread = .band, zero: Bool = false,
    range: ClosedRange<Double>? = nil, sharedY: Bool = true
  ) -> Plot {
    lines(
      name, title, caption, from: table, x: x, ys: [y], series: series, panels: panels, scales: scales, spread: spread,
      zero: zero, range: range, smoothing: 1, sharedY: sharedY)
  }

  /// Loss terms over training: a panel per term with its own axis, a curve per series, the mean over seeds with its
  /// spread as a band. `smoothing` averages over so many of x up to each place, and the caption says so.
  public static func training(
    _ name: String, _ title: String = "", _ caption: String = "", from table: Table, x: String = "step",
    terms: [String], series: String? = nil, scales: Scales = [.logY], smoothing: Int = 1
  ) -> Plot {
    var plot = lines(
      name, title, caption, from: table, x: x, ys: terms, series: series, panels: nil, scales: scales, spread: .band,
      zero: false, range: nil, smoothing: smoothing, sharedY: false)
    guard !table.rows.isEmpty else { return plot }
    plot.panelSize = terms.count == 1 ? (380, 250) : (230, 165)
    if terms.count == 4 { plot.panelsPerRow = 2 }
    if smoothing > 1 { plot.remarks.append("Running mean over \(smoothing) \(table.column(x).label)s") }
    return plot
  }

  private static func lines(
    _ name: String, _ title: String, _ caption: String, from table: Table, x: String, ys: [String], series: String?,
    panels panelColumn: String?, scales: Scales, spread: Spread, zero: Bool, range: ClosedRange<Double>?,
    smoothing: Int, sharedY: Bool
  ) -> Plot {
    guard !table.rows.isEmpty else { return .absent(name, title, caption, Plot.noRows) }
    let groups = PlotGroups(table, panels: panelColumn, series: series)
    var counts: Set<Int> = []
    var panels: [PlotPanel] = []
    let xAxis = LogPlaces(
      PlotAxis(table.column(x).heading, isLog: scales.contains(.logX)), table[x].compactMap(\.number))
    for y in ys {
      for panel in groups.panels {
        let yHead = table.column(y)
        var drawn = PlotPanel(x: xAxis.axis, y: PlotAxis(yHead.heading, isLog: scales.contains(.logY), range: range))
        drawn.title = ys.count > 1 ? yHead.label : groups.panelTitle(panel, panelColumn)
        if ys.count > 1 { drawn.y.label = yHead.unit }
        if zero { drawn.guides.append(.horizontal(0)) }
        for (s, key) in groups.series.enumerated() {
          let curve = Curve(groups.rows(panel, key), table.index(x), table.index(y), isLog: scales.contains(.logY))
          counts.formUnion(curve.counts)
          drawn.layers += curve.smoothed(smoothing).layers(s, spread, xAxis, showsSeeds: smoothing == 1)
        }
        drawn.layers.sort { Plot.depth($0.mark) < Plot.depth($1.mark) }
        panels.append(drawn)
      }
    }
    if sharedY { Plot.share(&panels) } else { Plot.shareX(&panels) }
    var plot = Plot(
      name, title, caption, series: series == nil ? [] : groups.series.map(PlotGroups.name), panels: panels)
    plot.keyTitle = series.map { table.column($0).heading } ?? ""
    if panels.count > 1 { plot.panelSize = (240, 180) }
    plot.remarks = Plot.words(
      counts, spread, intervals: table[ys[0]].contains { if case .estimate = $0 { true } else { false } })
    plot.remarks += groups.remarks + ys.flatMap { table.wildRemarks($0) } + table.wildRemarks(x)
    return plot.drawable()
  }

  /// What stands in the place of a figure of an empty table.
  static let noRows = "this run has no cell that it shows"

  /// Bands lowest, then seeds, intervals, means.
  static func depth(_ mark: Layer.Mark) -> Int {
    switch mark {
    case .cell, .bar: 0
    case .band: 1
    case .seeds: 2
    case .interval, .horizontalInterval: 3
    default: 4
    }
  }

  /// What the spread is, in words.
  static func words(_ counts: Set<Int>, _ spread: Spread, intervals: Bool) -> [String] {
    let noun = spread == .band ? "band" : "bars"
    if intervals { return spread == .none ? [] : ["\((spread == .band ? "Band" : "Bars")): 95 % interval"] }
    guard let most = counts.max(), most > 1, let least = counts.min() else { return [] }
    let n = least == most ? "n = \(most) seeds" : "n = \(least) to \(most) seeds"
    return [spread == .none ? "Mean over \(n)" : "Mean over \(n), \(noun): ± standard deviation"]
  }

  /// One range for all panels, so that they can be compared.
  static func share(_ panels: inout [PlotPanel]) {
    shareX(&panels)
    guard panels.count > 1 else { return }
    let range = panels[0].y.shown(
      panels.flatMap { $0.layers.flatMap(\.points).flatMap { [$0.y, $0.y_low, $0.y_high] } })
    for k in panels.indices { panels[k].y.range = range }
  }

  static func shareX(_ panels: inout [PlotPanel]) {
    guard panels.count > 1 else { return }
    let range = panels[0].x.shown(
      panels.flatMap { $0.layers.flatMap(\.points).flatMap { [$0.x, $0.x_low, $0.x_high] } })
    for k in panels.indices { panels[k].x.range = range }
  }
}

/// A logarithmic axis that has a place for 0: a step to the left of the smallest number.
struct LogPlaces {
  var axis: PlotAxis
  private var zero: Double?

  init(_ axis: PlotAxis, _ numbers: [Double]) {
    self.axis = axis
    guard axis.isLog else { return }
    let places = Set(numbers).sorted()
    let positive = places.filter { $0 > 0 }
    guard let low = positive.first, let high = positive.last else { return }
    if places.contains(0) {
      let ratio = positive.count > 1 ? Portable.pow(high / low, 1 / Double(positive.count - 1)) : 10
      zero = low / min(max(ratio, 2), 10)
    }
    if positive.count <= 8 {
      self.axis.ticks = places.filter { $0 >= 0 }.map { (place($0), $0 == 0 ? "0" : Digits.short($0)) }
    }
  }

  /// Where a number is drawn.
  func place(_ x: Double) -> Double { x == 0 && zero != nil ? zero! : x }
}

/// One series: what was found at each x.
struct Curve {
  private(set) var places: [(x: Double, found: Gathered)]
  let isLog: Bool

  init(_ rows: [[Entry]], _ x: Int, _ y: Int, isLog: Bool) {
    var found: [Double: Gathered] = [:]
    for row in rows { if let at = row[x].number { found[at, default: Gathered()].add(row[y]) } }
    places = found.filter { !$0.value.values.isEmpty }.map { ($0.key, $0.value) }.sorted { $0.x < $1.x }
    self.isLog = isLog
  }

  var counts: Set<Int> { Set(places.map(\.found.values.count)) }

  /// Each seed averaged over what lies within `width` of x up to each place; as it is where seeds come and go.
  func smoothed(_ width: Int) -> Curve {
    guard width > 1, let n = places.first?.found.values.count, places.allSatisfy({ $0.found.values.count == n }) else {
      return self
    }
    var copy = self
    var first = 0
    for k in places.indices {
      while places[first].x <= places[k].x - Double(width) { first += 1 }
      let window = places[first...k]
      copy.places[k].found.values = (0..<n).map { seed in FixedOrder.mean(window.map { $0.found.values[seed] }) }
    }
    return copy
  }

  func layers(_ series: Int, _ spread: Plot.Spread, _ axis: LogPlaces, showsSeeds: Bool) -> [Layer] {
    guard !places.isEmpty else { return [] }
    func isShown(_ y: Double) -> Bool { !isLog || y > 0 }
    // What a logarithmic axis cannot show is left out, and counted, at the end: `Plot.drawable`.
    let means = places.map { PlotPoint(x: axis.place($0.x), y: $0.found.mean) }
    var layers = [Layer(mark: places.count <= 30 ? .linePoints : .line, series: series, points: means)]
    let reaches = places.compactMap { place -> PlotPoint? in
      guard let reach = place.found.reach, isShown(reach.high) else { return nil }
      // On a logarithmic axis a band that reaches 0 ends where its seeds end.
      let low = isShown(reach.low) ? reach.low : place.found.values.filter { $0 > 0 }.min() ?? place.found.mean
      return PlotPoint(x: axis.place(place.x), y: place.found.mean, y_low: low, y_high: reach.high)
    }
    if spread == .band, reaches.count > 1 { layers.append(Layer(mark: .band, series: series, points: reaches)) }
    if spread == .bars || (spread == .band && reaches.count == 1) {
      layers.append(Layer(mark: .interval, series: series, points: reaches))
    }
    let seeds = places.filter { $0.found.values.count > 1 }.flatMap { place in
      place.found.values.map { PlotPoint(x: axis.place(place.x), y: $0) }
    }
    if showsSeeds, places.count <= 30, !seeds.isEmpty {
      layers.append(Layer(mark: .seeds, series: series, points: seeds))
    }
    return layers
  }
}
