import Numerics

/// The complete script of a figure: run in its folder, plain `gnuplot NAME.gp` draws the same files again.
struct GnuplotScript {
  let plot: Plot
  let data: FigureData
  let layout: FigureLayout
  let formats: [Figure.Format]
  private let ranges: [(x: ClosedRange<Double>, y: ClosedRange<Double>)]

  init(_ plot: Plot, formats: [Figure.Format]) {
    self.plot = plot
    self.formats = formats
    data = FigureData(plot)
    layout = FigureLayout(plot, hasKey: plot.series.count > 1)
    ranges = plot.panels.map { panel in
      let points = panel.layers.flatMap(\.points)
      return (
        panel.x.shown(points.flatMap { [$0.x, $0.x_low, $0.x_high] }),
        panel.y.shown(points.flatMap { [$0.y, $0.y_low, $0.y_high] })
      )
    }
  }

  var text: String {
    var lines = [
      "# \(printable(plot.name)): run `gnuplot \(plot.name).gp` in this folder to draw it again from \(plot.name).csv.",
      "reset", "set encoding utf8", "set decimalsign '.'", "set datafile separator ','",
      "set datafile commentschars ''", "data = '\(plot.name).csv'", "",
    ]
    lines += style
    lines.append("do for [output = 1:\(formats.count)] {")
    for (k, format) in formats.enumerated() { lines.append("if (output == \(k + 1)) { \(terminal(format)) }") }
    lines.append("set multiplot")
    lines += words
    for k in plot.panels.indices { lines += panel(k) }
    lines += ["unset multiplot", "unset output", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func terminal(_ format: Figure.Format) -> String {
    let (w, h) = (Int(layout.width), Int(layout.height))
    let font = "font '\(HouseStyle.font),\(Digits.short(HouseStyle.textSize))'"
    let setting =
      switch format {
      case .svg:
        "svg size \(w),\(h) \(font) noenhanced name '\(plot.name.map { $0.isLetter || $0.isNumber ? $0 : "_" }.reduce(into: "") { $0.append($1) })' background rgb '#ffffff'"
      case .png:
        "pngcairo size \(2 * w),\(2 * h) \(font) fontscale 1.5 linewidth 2 pointscale 2 noenhanced background rgb '#ffffff'"
      case .pdf:
        "pdfcairo size \(Digits.fixed(layout.width / 72, 3))in,\(Digits.fixed(layout.height / 72, 3))in \(font) fontscale 1 noenhanced"
      }
    return "set terminal \(setting); set output '\(plot.name).\(format.rawValue)'"
  }

  private var style: [String] {
    var lines = [
      "set border 3 lc rgb '#606060'", "set tics nomirror out scale 0.5 textcolor rgb '#\(HouseStyle.textColour)'",
      "set grid back lt 1 lw 0.6 lc rgb '#\(HouseStyle.gridColour)'", "unset key", "unset colorbox",
      "set style fill solid 1 noborder", "set errorbars small",
    ]
    for k in HouseStyle.colours.indices {
      lines.append(
        "set linetype \(k + 1) lc rgb '#\(HouseStyle.colour(k))' lw \(Digits.short(HouseStyle.lineWidth)) dt \(HouseStyle.dash(k)) pt \(HouseStyle.pointShape(k)) ps 0.8"
      )
    }
    if let scale = plot.colourScale {
      let stops = HouseStyle.stops(of: scale)
      lines.append(
        "set palette defined (" + stops.enumerated().map { "\($0) '#\($1)'" }.joined(separator: ", ") + ")")
      lines.append(
        "set cbrange [\(GnuplotText.number(scale.range.lowerBound)):\(GnuplotText.number(scale.range.upperBound))]")
    }
    return lines
  }

  /// Title and caption, once for the page: they are labels of the first panel and cleared after it.
  private var words: [String] {
    var lines = ["unset label"]
    if !plot.title.isEmpty {
      lines.append(
        label(
          GnuplotText.quoted(lines: layout.titleLines), 10, 8 + HouseStyle.titleSize / 2, HouseStyle.titleSize,
          HouseStyle.textColour))
    }
    if !layout.captionLines.isEmpty {
      let top = layout.height - Double(layout.captionLines.count) * 13 - 2
      lines.append(
        label(GnuplotText.quoted(lines: layout.captionLines), 10, top, HouseStyle.smallSize, HouseStyle.paleTextColour))
    }
    return lines
  }

  private func label(_ text: String, _ x: Double, _ y: Double, _ size: Double, _ colour: String) -> String {
    "set label \(text) at screen \(GnuplotText.place(x / layout.width)), \(GnuplotText.place(1 - y / layout.height)) left font '\(HouseStyle.font),\(Digits.short(size))' textcolor rgb '#\(colour)'"
  }

  private func panel(_ k: Int) -> [String] {
    let panel = plot.panels[k]
    let box = layout.panels[k]
    let range = ranges[k]
    var lines = [
      "set lmargin at screen \(GnuplotText.place(box.left / layout.width))",
      "set rmargin at screen \(GnuplotText.place((box.left + box.width) / layout.width))",
      "set tmargin at screen \(GnuplotText.place(1 - box.top / layout.height))",
      "set bmargin at screen \(GnuplotText.place(1 - (box.top + box.height) / layout.height))",
    ]
    if k > 0 { lines.append("unset label; unset key; unset colorbox") }
    lines += axis("x", panel.x, range.x, isOuter: !layout.sharesX || layout.isLowest(k))
    lines += axis("y", panel.y, range.y, isOuter: !layout.sharesY || layout.isLeftmost(k))
    if !panel.title.isEmpty {
      lines.append(
        label(
          GnuplotText.quoted(panel.title), box.left, box.top - 9, HouseStyle.textSize, HouseStyle.textColour))
    }
    for note in panel.notes {
      let colour = note.series.map(HouseStyle.colour) ?? HouseStyle.textColour
      lines.append(
        "set label \(GnuplotText.quoted(note.text)) at \(GnuplotText.number(note.x)), \(GnuplotText.number(note.y)) left offset 0.7, 0.5 font '\(HouseStyle.font),\(Digits.short(HouseStyle.smallSize))' textcolor rgb '#\(colour)'"
      )
    }
    lines.append("unset arrow; unset object")
    for point in panel.layers.filter({ $0.mark == .cell }).flatMap(\.points) where point.value.isNaN {
      let (x, y) = (GnuplotText.number(point.x), GnuplotText.number(point.y))
      lines.append(
        "set object rectangle center \(x), \(y) size 0.98, 0.98 fs solid 1 noborder fc rgb '#\(HouseStyle.missingColour)'"
      )
    }
    lines += panel.guides.map { guide($0, range) }
    if k == 0 { lines += keyAndScale }
    lines += cellTexts(panel)
    lines.append("plot \\\n  " + curves(k).joined(separator: ", \\\n  "))
    return lines
  }

  private func axis(_ name: String, _ axis: PlotAxis, _ range: ClosedRange<Double>, isOuter: Bool) -> [String] {
    let (low, high) = (GnuplotText.number(range.lowerBound), GnuplotText.number(range.upperBound))
    var lines = [axis.isLog ? "set logscale \(name)" : "unset logscale \(name)"]
    lines.append("set \(name)range [\(axis.isReversed ? high : low):\(axis.isReversed ? low : high)]")
    if let ticks = axis.ticks ?? axis.decadeTicks(range) {
      let places = ticks.map { "\(isOuter ? GnuplotText.tick($0.text) : "''") \(GnuplotText.number($0.at))" }
      lines.append("set \(name)tics (\(places.joined(separator: ", ")))")
      lines.append("unset m\(name)tics")
    } else {
      lines.append("set \(name)tics autofreq; set format \(name) \(isOuter ? "'%g'" : "''")")
    }
    let words = isOuter ? axis.label : ""
    lines.append("set \(name)label \(GnuplotText.quoted(words)) textcolor rgb '#\(HouseStyle.textColour)'")
    return lines
  }

  private func guide(_ guide: Guide, _ range: (x: ClosedRange<Double>, y: ClosedRange<Double>)) -> String {
    let ends: (from: String, to: String)
    switch guide {
    case .horizontal(let y):
      ends = ("graph 0, first \(GnuplotText.number(y))", "graph 1, first \(GnuplotText.number(y))")
    case .vertical(let x, _):
      ends = ("first \(GnuplotText.number(x)), graph 0", "first \(GnuplotText.number(x)), graph 1")
    case .diagonal:
      let low = GnuplotText.number(max(range.x.lowerBound, range.y.lowerBound))
      let high = GnuplotText.number(min(range.x.upperBound, range.y.upperBound))
      ends = ("first \(low), first \(low)", "first \(high), first \(high)")
    }
    var colour = HouseStyle.guideColour
    if case .vertical(_, let series?) = guide { colour = HouseStyle.colour(series) }
    return "set arrow from \(ends.from) to \(ends.to) nohead back lw 1.2 dt 2 lc rgb '#\(colour)'"
  }

  private var keyAndScale: [String] {
    var lines: [String] = []
    let box = layout.panels[0]
    if layout.hasKey {
      let title = plot.keyTitle.isEmpty ? "" : " title \(GnuplotText.quoted(plot.keyTitle)) left"
      lines.append(
        "set key at screen \(GnuplotText.place(layout.keyLeft / layout.width)), \(GnuplotText.place(1 - (box.top - 4) / layout.height)) left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#\(HouseStyle.textColour)'\(title)"
      )
    }
    if let scale = plot.colourScale {
      let left = layout.panels[layout.columns - 1].left + box.width + 14
      lines.append(
        "set colorbox user origin screen \(GnuplotText.place(left / layout.width)), \(GnuplotText.place(1 - (box.top + box.height) / layout.height)) size screen \(GnuplotText.place(12 / layout.width)), \(GnuplotText.place(box.height / layout.height)) noborder"
      )
      lines.append("set cblabel \(GnuplotText.quoted(scale.label)) textcolor rgb '#\(HouseStyle.textColour)'")
      lines.append("set format cb '%g'")
    }
    return lines
  }

  /// The numbers printed in the cells of a grid.
  private func cellTexts(_ panel: PlotPanel) -> [String] {
    guard let scale = plot.colourScale else { return [] }
    return panel.layers.filter { $0.mark == .cell }.flatMap(\.points).map { point in
      let text = point.value.isNaN ? DisplayedTable.nothing : Digits.short(point.value, significant: 3)
      let colour = point.value.isNaN ? "000000" : HouseStyle.textColour(on: point.value, scale)
      return
        "set label \(GnuplotText.quoted(text)) at \(GnuplotText.number(point.x)), \(GnuplotText.number(point.y)) center front textcolor rgb '#\(colour)'"
    }
  }

  private func curves(_ k: Int) -> [String] {
    // gnuplot wants one curve: a panel without points still shows its axes.
    var curves = data.rows[k].allSatisfy { $0 == nil } ? ["NaN notitle"] : []
    for (layer, rows) in zip(plot.panels[k].layers, data.rows[k]) {
      guard let rows else { continue }
      curves.append("data skip 1 every ::\(rows.first)::\(rows.last) \(drawing(layer)) notitle")
    }
    if k == 0, layout.hasKey {
      let mark = keyMark
      for (s, name) in plot.series.enumerated() {
        curves.append("keyentry with \(mark) lt \(s + 1) title \(GnuplotText.quoted(name))")
      }
    }
    return curves
  }

  private var keyMark: String {
    let marks = Set(plot.panels.flatMap { $0.layers.map(\.mark) })
    if marks.contains(.bar) { return "boxes" }
    if marks.contains(.linePoints) { return "linespoints" }
    return marks.contains(.line) ? "lines" : "points"
  }

  private func drawing(_ layer: Layer) -> String {
    let lt = "lt \(layer.series + 1)"
    let colour = HouseStyle.colour(layer.series)
    func using(_ names: String...) -> String {
      "using " + names.map { Int($0) == nil ? "\(data.column($0))" : "(\($0))" }.joined(separator: ":")
    }
    switch layer.mark {
    case .line: return "\(using("x", "y")) with lines \(lt)"
    case .linePoints: return "\(using("x", "y")) with linespoints \(lt)"
    case .points: return "\(using("x", "y")) with points \(lt)"
    case .seeds: return "\(using("x", "y")) with points pt 7 ps 0.4 lc rgb '#\(HouseStyle.seedAlpha)\(colour)'"
    case .band:
      return
        "\(using("x", "y_low", "y_high")) with filledcurves fs transparent solid \(Digits.short(HouseStyle.bandOpacity)) noborder lc rgb '#\(colour)'"
    case .interval: return "\(using("x", "y", "y_low", "y_high")) with yerrorbars \(lt) dt 1 lw 1.4 ps 0"
    case .horizontalInterval: return "\(using("x", "y", "x_low", "x_high")) with xerrorbars \(lt) dt 1 lw 1.4"
    case .bar:
      let columns = ["x_low", "x_high", "y"].map(data.column)
      return
        "using (($\(columns[0])+$\(columns[1]))/2):(0):\(columns[0]):\(columns[1]):(0):\(columns[2]) with boxxyerror fs solid 0.75 noborder \(lt)"
    case .cell:
      let columns = ["x", "y"].map(data.column)
      return
        "using \(columns[0]):\(columns[1]):(0.49):(0.49):\(data.column("value")) with boxxyerror fs solid 1 noborder lc palette"
    }
  }
}
