import Files
import Numerics

/// A figure: panels of layers over axes, made from a table by one of the kinds (`.lines`, `.heatMap` …).
///
/// It knows no colours and no gnuplot: the look is in `HouseStyle`, the script in `GnuplotScript`.
public struct Plot: Sendable {
  /// The name of its files: letters, digits, "-", "_" and ".".
  public let name: String
  public var title: String
  /// Said below the figure, after the kind's own words (what the band is, how many seeds).
  public var caption: String
  /// Width and height of one panel's plotting area in points.
  public var panelSize = (width: 380.0, height: 250.0)
  /// Panels beside each other before a new row starts.
  public var panelsPerRow = 3

  var panels: [PlotPanel]
  /// The names of the series, in the order of their colours; over the key stands `keyTitle`.
  var series: [String]
  var keyTitle = ""
  /// What the kind says of itself in the caption.
  var remarks: [String] = []
  /// The colours of numbers, where a layer has such.
  var colourScale: ColourScale?

  init(_ name: String, _ title: String, _ caption: String, series: [String], panels: [PlotPanel]) {
    require(isFileName(name), "Plot: \(printable(name)) is no name for its files")
    self.name = name
    self.title = title
    self.caption = caption
    self.series = series
    self.panels = panels
  }

  /// What stands below the figure.
  public var fullCaption: String {
    let only = series.count == 1 && !keyTitle.isEmpty ? "\(keyTitle): \(series[0])" : ""
    let squares = texts.allSatisfy { FontCoverage.covers(printable($0)) } ? "" : "□: a character that the font lacks"
    return ([caption, only] + remarks + [squares]).filter { !$0.isEmpty }.map { $0.last == "." ? $0 : $0 + "." }.joined(
      separator: " ")
  }
}

extension Plot {
  /// Every text of the picture.
  private var texts: [String] {
    let ofPanels = panels.flatMap { panel in
      let axes = [panel.x, panel.y]
      return [panel.title] + axes.map(\.label) + axes.flatMap { ($0.ticks ?? []).map(\.text) } + panel.notes.map(\.text)
    }
    return [title, caption, keyTitle] + series + remarks + ofPanels
  }

  /// The figure that stands where one cannot be drawn: it says why.
  static func absent(_ name: String, _ title: String, _ caption: String, _ why: String) -> Plot {
    var panel = PlotPanel(x: PlotAxis("", range: 0...1), y: PlotAxis("", range: 0...1))
    (panel.x.ticks, panel.y.ticks) = ([], [])
    panel.notes = [Note(text: "Not drawn: \(why)", x: 0.02, y: 0.5)]
    var plot = Plot(name, title, caption, series: [], panels: [panel])
    plot.panelSize = (380, 60)
    plot.remarks = ["Not drawn: \(why)"]
    return plot
  }

  /// The figure without what no axis can show, which the caption counts; one of nothing else says so in its place.
  func drawable() -> Plot {
    var plot = self
    var left = LeftOut()
    for k in plot.panels.indices {
      let panel = plot.panels[k]
      for l in panel.layers.indices { plot.panels[k].layers[l].keepShown(on: panel, &left) }
      plot.panels[k].notes.removeAll { !$0.isHeading && !(panel.x.canShow($0.x) && panel.y.canShow($0.y)) }
      plot.panels[k].guides.removeAll { guide in
        switch guide {
        case .horizontal(let y): !panel.y.canShow(y)
        case .vertical(let x, _): !panel.x.canShow(x)
        case .diagonal: false
        }
      }
    }
    plot.remarks += left.words
    let hasNothing = plot.panels.allSatisfy {
      $0.layers.allSatisfy { layer in
        layer.mark == .cell ? layer.points.allSatisfy(\.value.isNaN) : layer.points.isEmpty
      }
    }
    guard hasNothing else { return plot }
    let why = (left.words.first.map { "no value is left; \($0)" }) ?? "there is no value for it in this run"
    return .absent(name, title, caption, why)
  }
}

/// What is not drawn of the points of a figure.
struct LeftOut: Equatable {
  /// At or below 0 on a logarithmic axis: values, and single seeds under a mean that is drawn.
  var onLog = 0
  var seedsOnLog = 0
  /// Beyond what can be drawn at all.
  var beyond = 0
  /// The largest magnitude that gnuplot draws, with room around it.
  static let most = 1e250

  var words: [String] {
    func are(_ n: Int, _ noun: String) -> String { n == 1 ? "1 \(noun) is" : "\(n) \(noun)s are" }
    var words: [String] = []
    if onLog > 0 { words.append("\(are(onLog, "value")) at or below 0, and not on the logarithmic axis") }
    if seedsOnLog > 0 { words.append("\(are(seedsOnLog, "seed")) at or below 0, and not on the logarithmic axis") }
    if beyond > 0 { words.append("\(are(beyond, "value")) beyond what can be drawn") }
    return words
  }
}

extension Layer {
  /// Leaves out points that the axes cannot show.
  fileprivate mutating func keepShown(on panel: PlotPanel, _ left: inout LeftOut) {
    let (mark, isMain) = (mark, [.line, .linePoints, .points, .bar, .cell].contains(mark))
    points = points.compactMap { point in
      var point = point
      let (xs, ys) = ([point.x, point.x_low, point.x_high], [point.y, point.y_low, point.y_high])
      if (xs + ys + [point.value]).contains(where: { abs($0) > LeftOut.most }) {
        if isMain { left.beyond += 1 }
        guard mark == .cell else { return nil }
        point.value = .nan
      }
      let isBelow = { (axis: PlotAxis, values: [Double]) in axis.isLog && values.contains { $0 <= 0 } }
      let isTiny = { (axis: PlotAxis, values: [Double]) in
        axis.isLog && values.contains { $0 > 0 && $0 < 1 / LeftOut.most }
      }
      if isBelow(panel.x, xs) || isBelow(panel.y, ys) {
        if isMain { left.onLog += 1 } else if mark == .seeds { left.seedsOnLog += 1 }
        return nil
      }
      if isTiny(panel.x, xs) || isTiny(panel.y, ys) {
        if isMain { left.beyond += 1 }
        return nil
      }
      return point
    }
  }
}

/// One pair of axes and what is drawn over it, first layer lowest.
struct PlotPanel: Sendable {
  var title = ""
  var x: PlotAxis
  var y: PlotAxis
  var layers: [Layer] = []
  /// Straight lines that help reading: zero, the diagonal, a crossing.
  var guides: [Guide] = []
  /// Words beside points.
  var notes: [Note] = []
  /// One unit of x is as long as one of y.
  var isSquare = false
}

enum Guide: Sendable {
  case horizontal(Double)
  /// In the colour of a series, or of the other guides.
  case vertical(Double, series: Int? = nil)
  case diagonal
}

struct Note: Sendable {
  var text: String
  var x: Double
  var y: Double
  /// Which series' colour it has; nil: the text's.
  var series: Int?
  /// Larger, at the panel's left edge; `x` is not used. (A bold font has no name that SVG and PNG both take.)
  var isHeading = false
}

/// The numbers that colours stand for.
struct ColourScale: Sendable {
  var label: String
  var range: ClosedRange<Double>
  /// Blue to red around zero, instead of dark to bright.
  var isSigned = false
}

/// Points drawn in one way.
struct Layer: Sendable {
  enum Mark: String, Sendable {
    /// x, y joined.
    case line
    /// x, y joined, each with a point.
    case linePoints
    /// Faint small points: the seeds under a mean.
    case seeds
    case points
    /// x, y_low, y_high: a filled band.
    case band
    /// x, y, y_low, y_high: a vertical interval.
    case interval
    /// x, y, x_low, x_high: a horizontal interval.
    case horizontalInterval
    /// x_low, x_high, y: a bar from zero.
    case bar
    /// x, y, value: a coloured cell of a grid.
    case cell
  }
  var mark: Mark
  /// Index into the plot's series.
  var series: Int
  var points: [PlotPoint]
}

struct PlotPoint: Sendable {
  var x = Double.nan
  var y = Double.nan
  var x_low = Double.nan
  var x_high = Double.nan
  var y_low = Double.nan
  var y_high = Double.nan
  var value = Double.nan
}

/// An axis: its words, its scale and the range it shows.
struct PlotAxis: Sendable {
  var label: String
  var isLog = false
  /// nil: from the data, with a little room.
  var range: ClosedRange<Double>?
  /// Named places instead of numbers.
  var ticks: [(at: Double, text: String)]?
  /// The room at both ends of a range that comes from the data, as a share of it.
  var room = 0.05
  /// The range from the data includes this (0 for bars).
  var includes: Double?
  /// First values at the top.
  var isReversed = false

  init(_ label: String, isLog: Bool = false, range: ClosedRange<Double>? = nil) {
    self.label = label
    self.isLog = isLog
    self.range = range
  }

  /// Of a logarithmic axis that shows less than two decades: 1, 2, 5, or more digits if these are few. nil: gnuplot's
  /// own, one per decade.
  func decadeTicks(_ range: ClosedRange<Double>) -> [(at: Double, text: String)]? {
    guard isLog, range.upperBound / range.lowerBound < 100 else { return nil }
    func ticks(_ digits: [Int]) -> [Double] {
      let decades = Digits.exponent(range.lowerBound)...Digits.exponent(range.upperBound)
      // Read back from text: exactly the numbers that are written beside the ticks.
      return decades.flatMap { e in digits.compactMap { Double("\($0)e\(e)") } }.filter(range.contains)
    }
    let choices = [[1, 2, 5], [1, 2, 3, 5, 7]].map(ticks)
    let places = choices.first { $0.count >= 3 } ?? ticks(Array(1...9))
    return places.count < 2 ? nil : places.map { ($0, Digits.short($0)) }
  }

  /// gnuplot's format for its own ticks: six digits, or as many as tell neighbours apart where the range is narrow for
  /// the size of its numbers.
  func tickFormat(_ range: ClosedRange<Double>) -> String {
    let digits = tickDigits(range)
    return digits > 6 ? "%.\(digits)g" : "%g"
  }

  private func tickDigits(_ range: ClosedRange<Double>) -> Int {
    let most = max(abs(range.lowerBound), abs(range.upperBound))
    let step = (range.upperBound - range.lowerBound) / 5
    guard !isLog, step > 0 else { return 6 }
    return min(max(6, Digits.exponent(most) - Digits.exponent(step) + 2), 16)
  }

  /// About how wide the longest number beside the axis is.
  func tickWidth(_ range: ClosedRange<Double>) -> Double {
    if let ticks = ticks ?? decadeTicks(range) { return ticks.map { HouseStyle.width($0.text) }.max() ?? 0 }
    if tickDigits(range) > 6 { return HouseStyle.width(String(repeating: "0", count: tickDigits(range) + 2)) }
    let decimals = max(0, 1 - Digits.exponent(range.upperBound - range.lowerBound))
    let ends = [range.lowerBound, range.upperBound].map { decimals > 4 ? "1.5e-05" : Digits.fixed($0, decimals) }
    return ends.map { HouseStyle.width($0) }.max() ?? 0
  }

  /// Whether a number has a place on the axis, whatever its range.
  func canShow(_ x: Double) -> Bool {
    abs(x) <= LeftOut.most && (!isLog || x >= 1 / LeftOut.most)
  }

  /// The range shown for these numbers: never empty, positive on a logarithmic axis.
  func shown(_ numbers: [Double]) -> ClosedRange<Double> {
    if let range { return range }
    let usable = (numbers + (includes.map { [$0] } ?? [])).filter(canShow)
    guard let low = usable.min(), let high = usable.max() else { return isLog ? 0.1...1 : 0...1 }
    if isLog {
      let span = high / low
      // Beyond 308 decades the ratio is no number, its logarithm is.
      let ratio =
        span.isFinite ? Portable.pow(span, room) : Portable.exp(room * (Portable.log(high) - Portable.log(low)))
      return low / max(ratio, 1.15)...high * max(ratio, 1.15)
    }
    let margin = high > low ? (high - low) * room : max(abs(high) * 0.1, 0.5)
    return (includes == low ? low : low - margin)...(includes == high ? high : high + margin)
  }
}
