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
    return ([caption, only] + remarks).filter { !$0.isEmpty }.map { $0.last == "." ? $0 : $0 + "." }.joined(
      separator: " ")
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

  /// About how wide the longest number beside the axis is.
  func tickWidth(_ range: ClosedRange<Double>) -> Double {
    if let ticks = ticks ?? decadeTicks(range) { return ticks.map { HouseStyle.width($0.text) }.max() ?? 0 }
    let decimals = max(0, 1 - Digits.exponent(range.upperBound - range.lowerBound))
    let ends = [range.lowerBound, range.upperBound].map { decimals > 4 ? "1.5e-05" : Digits.fixed($0, decimals) }
    return ends.map { HouseStyle.width($0) }.max() ?? 0
  }

  /// The range shown for these numbers: never empty, positive on a logarithmic axis.
  func shown(_ numbers: [Double]) -> ClosedRange<Double> {
    if let range { return range }
    let usable = (numbers + (includes.map { [$0] } ?? [])).filter { $0.isFinite && (!isLog || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return isLog ? 0.1...1 : 0...1 }
    if isLog {
      let ratio = max(Portable.pow(high / low, room), 1.15)
      return low / ratio...high * ratio
    }
    let margin = high > low ? (high - low) * room : max(abs(high) * 0.1, 0.5)
    return (includes == low ? low : low - margin)...(includes == high ? high : high + margin)
  }
}
