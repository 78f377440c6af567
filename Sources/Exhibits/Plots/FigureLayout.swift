/// Where things stand on the page, in points from the top left: computed, so that small multiples share their axes and
/// a figure never depends on what gnuplot guesses.
struct FigureLayout {
  struct Box {
    var left: Double
    var top: Double
    var width: Double
    var height: Double
  }

  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var panels: [Box] = []
  private(set) var columns = 1
  private(set) var titleLines: [String] = []
  private(set) var captionLines: [String] = []
  private(set) var keyLeft = 0.0
  private(set) var hasKey = false
  /// Whether panels of a row, or of a column, show the same range, so that only the outer ones need numbers.
  let sharesX: Bool
  let sharesY: Bool

  init(_ plot: Plot, yRanges: [ClosedRange<Double>], hasKey: Bool) {
    let n = plot.panels.count
    columns = max(1, min(n, plot.panelsPerRow))
    let rows = (n + columns - 1) / columns
    sharesX = n > 1 && FigureLayout.same(plot.panels.map(\.x))
    sharesY = n > 1 && FigureLayout.same(plot.panels.map(\.y))
    let (w, h) = plot.panelSize
    let tickWidth = 8 + (zip(plot.panels, yRanges).map { $0.y.tickWidth($1) }.max() ?? 0)
    let left = tickWidth + (plot.panels.contains { !$0.y.label.isEmpty } ? 40 : 12)
    let gapX = sharesY ? 14 : left + 6
    let panelTitle = plot.panels.contains { !$0.title.isEmpty } ? 20.0 : 0
    let bottom = 56.0
    let gapY = (sharesX ? 12 : bottom) + panelTitle
    let gridWidth = Double(columns) * w + Double(columns - 1) * gapX

    self.hasKey = hasKey
    let keyTexts = plot.series + (plot.keyTitle.isEmpty ? [] : [plot.keyTitle])
    let keyWidth = hasKey ? 58 + (keyTexts.map { HouseStyle.width($0) }.max() ?? 0) : 0
    let scaleWidth = plot.colourScale == nil ? 0.0 : 90
    let right = max(keyWidth + scaleWidth, 16)
    width = (left + gridWidth + right).rounded(.up)

    titleLines =
      plot.title.isEmpty
      ? [] : GnuplotText.wrapped(plot.title, Int((width - 16) / (HouseStyle.titleSize * 0.62)))
    captionLines = GnuplotText.wrapped(plot.fullCaption, Int((width - 16) / (HouseStyle.smallSize * 0.56)))
    let titleHeight = titleLines.isEmpty ? 10 : Double(titleLines.count) * 18 + 12
    let captionHeight = captionLines.isEmpty ? 4 : Double(captionLines.count) * 13 + 12
    let top = titleHeight + panelTitle
    height = (top + Double(rows) * h + Double(rows - 1) * gapY + bottom + captionHeight).rounded(.up)
    for k in 0..<n {
      let (row, column) = (k / columns, k % columns)
      panels.append(
        Box(left: left + Double(column) * (w + gapX), top: top + Double(row) * (h + gapY), width: w, height: h))
    }
    keyLeft = left + gridWidth + scaleWidth + 12
  }

  func isLeftmost(_ k: Int) -> Bool { k % columns == 0 }
  /// No panel stands below it.
  func isLowest(_ k: Int) -> Bool { k + columns >= panels.count }

  private static func same(_ axes: [PlotAxis]) -> Bool {
    axes.allSatisfy { $0.range != nil && $0.range == axes[0].range && $0.label == axes[0].label }
  }
}
