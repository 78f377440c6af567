/// How layers, guides and words inside a panel are drawn.
enum GnuplotMarks {
  static func drawing(_ layer: Layer, _ data: FigureData) -> String {
    let look = "lt \(layer.series + 1)"
    let colour = HouseStyle.colour(layer.series)
    let interval = "with vectors nohead \(look) dt 1 lw \(Digits.short(HouseStyle.intervalWidth))"
    func c(_ name: String) -> Int { data.column(name) }
    switch layer.mark {
    case .line: return "using \(c("x")):\(c("y")) with lines \(look)"
    case .linePoints: return "using \(c("x")):\(c("y")) with linespoints \(look)"
    case .points: return "using \(c("x")):\(c("y")) with points \(look)"
    case .seeds:
      return "using \(c("x")):\(c("y")) with points pt 7 ps 0.4 lc rgb '#\(HouseStyle.seedAlpha)\(colour)'"
    case .band:
      let fill = "fs transparent solid \(Digits.short(HouseStyle.bandOpacity)) noborder lc rgb '#\(colour)'"
      return "using \(c("x")):\(c("y_low")):\(c("y_high")) with filledcurves \(fill)"
    // No error bars: gnuplot erases a disc around the point of each, over whatever lies below.
    case .interval: return "using \(c("x")):\(c("y_low")):(0):($\(c("y_high"))-$\(c("y_low"))) \(interval)"
    case .horizontalInterval:
      return "using \(c("x_low")):\(c("y")):($\(c("x_high"))-$\(c("x_low"))):(0) \(interval)"
    case .bar:
      let (low, high) = (c("x_low"), c("x_high"))
      let box = "(($\(low)+$\(high))/2):(0):\(low):\(high):(0):\(c("y"))"
      return "using \(box) with boxxyerror fs solid 0.75 noborder \(look)"
    case .cell:
      let box = "\(c("x")):\(c("y")):(0.49):(0.49):\(c("value"))"
      return "using \(box) with boxxyerror fs solid 1 noborder lc palette"
    }
  }

  /// What stands beside a name in the key.
  static func keyMark(_ plot: Plot) -> String {
    let marks = Set(plot.panels.flatMap { $0.layers.map(\.mark) })
    if marks.contains(.bar) { return "boxes" }
    if marks.contains(.linePoints) { return "linespoints" }
    return marks.contains(.line) ? "lines" : "points"
  }

  static func guide(_ guide: Guide, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> String {
    var colour = HouseStyle.guideColour
    let ends: (from: String, to: String)
    switch guide {
    case .horizontal(let at):
      ends = ("graph 0, first \(GnuplotText.number(at))", "graph 1, first \(GnuplotText.number(at))")
    case .vertical(let at, let series):
      ends = ("first \(GnuplotText.number(at)), graph 0", "first \(GnuplotText.number(at)), graph 1")
      if let series { colour = HouseStyle.colour(series) }
    case .diagonal:
      let low = GnuplotText.number(max(x.lowerBound, y.lowerBound))
      let high = GnuplotText.number(min(x.upperBound, y.upperBound))
      ends = ("first \(low), first \(low)", "first \(high), first \(high)")
    }
    return "set arrow from \(ends.from) to \(ends.to) nohead back lw 1.2 dt (6,4) lc rgb '#\(colour)'"
  }

  static func note(_ note: Note) -> String {
    let ink = GnuplotText.ink(note.series.map(HouseStyle.colour) ?? HouseStyle.textColour, size: HouseStyle.smallSize)
    if note.isHeading {
      let ink = GnuplotText.ink(HouseStyle.textColour, size: HouseStyle.titleSize)
      let place = "graph 0.01, first \(GnuplotText.number(note.y))"
      return "set label \(GnuplotText.quoted(note.text)) at \(place) left front \(ink)"
    }
    let place = "\(GnuplotText.number(note.x)), \(GnuplotText.number(note.y))"
    return "set label \(GnuplotText.quoted(note.text)) at \(place) left offset 0.7, 0.5 \(ink)"
  }

  /// The numbers printed in the cells of a grid; where there is none, a dash on grey.
  static func cellTexts(_ panel: PlotPanel, _ scale: ColourScale) -> [String] {
    panel.layers.filter { $0.mark == .cell }.flatMap(\.points).flatMap { point in
      let place = "\(GnuplotText.number(point.x)), \(GnuplotText.number(point.y))"
      let isMissing = point.value.isNaN
      let text = isMissing ? DisplayedTable.nothing : Digits.short(point.value, significant: 3)
      let colour = isMissing ? HouseStyle.textColour : HouseStyle.textColour(on: point.value, scale)
      let label = "set label \(GnuplotText.quoted(text)) at \(place) center front textcolor rgb '#\(colour)'"
      let fill = "fs solid 1 noborder fc rgb '#\(HouseStyle.missingColour)'"
      return isMissing ? ["set object rectangle center \(place) size 0.98, 0.98 \(fill)", label] : [label]
    }
  }
}
