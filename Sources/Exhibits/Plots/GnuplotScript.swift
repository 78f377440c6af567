/// The complete script of a figure: run in its folder, plain `gnuplot NAME.gp` draws the same files again.
struct GnuplotScript {
  let plot: Plot
  let data: FigureData
  let layout: FigureLayout
  let formats: [Figure.Format]
  private let ranges: [(x: ClosedRange<Double>, y: ClosedRange<Double>)]

  init(_ plot: Plot, formats: [Figure.Format]) {
    let plot = plot.panels.isEmpty ? Plot.absent(plot.name, plot.title, plot.caption, "it has no panel") : plot
    self.plot = plot
    self.formats = formats
    data = FigureData(plot)
    ranges = plot.panels.map { panel in
      let points = panel.layers.flatMap(\.points)
      return (
        panel.x.shown(points.flatMap { [$0.x, $0.x_low, $0.x_high] }),
        panel.y.shown(points.flatMap { [$0.y, $0.y_low, $0.y_high] })
      )
    }
    layout = FigureLayout(plot, yRanges: ranges.map(\.y), hasKey: plot.series.count > 1)
  }

  var text: String {
    var lines = [
      "# Run `gnuplot \(plot.name).gp` in this folder to draw this figure again from \(plot.name).csv.",
      "reset", "set encoding utf8", "set decimalsign '.'", "set datafile separator ','",
      "set datafile commentschars ''", "data = '\(plot.name).csv'", "",
    ]
    lines += style
    lines.append("do for [output = 1:\(formats.count)] {")
    for (k, format) in formats.enumerated() {
      lines.append("if (output == \(k + 1)) { \(terminal(format)); set output '\(plot.name).\(format.rawValue)' }")
    }
    lines.append("set multiplot")
    lines += words
    for k in plot.panels.indices { lines += panel(k) }
    lines += ["unset multiplot", "unset output", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func terminal(_ format: Figure.Format) -> String {
    let (w, h) = (Int(layout.width), Int(layout.height))
    let look = [
      "font '\(HouseStyle.font),\(Digits.short(HouseStyle.textSize))'", "noenhanced", "background rgb '#ffffff'",
    ]
    // Elements of the SVG are named after the figure, in letters gnuplot allows.
    let id = String(plot.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    let settings =
      switch format {
      case .svg: ["svg", "size \(w),\(h)", "name '\(id)'"] + look
      case .png: ["pngcairo", "size \(2 * w),\(2 * h)", "fontscale 1.5 linewidth 2 pointscale 2"] + look
      case .pdf: ["pdfcairo", "size \(inches(layout.width)),\(inches(layout.height))"] + look
      }
    return "set terminal " + settings.joined(separator: " ")
  }

  private func inches(_ points: Double) -> String { Digits.fixed(points / 72, 3) + "in" }

  private var style: [String] {
    var lines = [
      "set border 3 lc rgb '#\(HouseStyle.paleTextColour)'",
      "set tics nomirror out scale 0.5 textcolor rgb '#\(HouseStyle.textColour)'",
      "set grid back lt 1 lw 0.6 lc rgb '#\(HouseStyle.gridColour)'", "unset key", "unset colorbox",
      "set style fill solid 1 noborder",
    ]
    let width = Digits.short(HouseStyle.lineWidth)
    for k in HouseStyle.colours.indices {
      let look = "lw \(width) dt \(HouseStyle.dash(k)) pt \(HouseStyle.pointShape(k)) ps 0.8"
      lines.append("set linetype \(k + 1) lc rgb '#\(HouseStyle.colour(k))' \(look)")
    }
    if let scale = plot.colourScale {
      let stops = HouseStyle.stops(of: scale).enumerated().map { "\($0) '#\($1)'" }
      lines.append("set palette defined (\(stops.joined(separator: ", ")))")
      lines.append("set cbrange \(GnuplotText.range(scale.range))")
    }
    return lines
  }

  /// Title and caption, once for the page: labels of the first panel, cleared after it.
  private var words: [String] {
    var lines = ["unset label"]
    if !plot.title.isEmpty {
      let ink = GnuplotText.ink(HouseStyle.textColour, size: HouseStyle.titleSize)
      lines.append(label(layout.titleLines, 10, 8 + HouseStyle.titleSize / 2, ink))
    }
    if !layout.captionLines.isEmpty {
      let top = layout.height - Double(layout.captionLines.count) * 13 - 2
      let ink = GnuplotText.ink(HouseStyle.paleTextColour, size: HouseStyle.smallSize)
      lines.append(label(layout.captionLines, 10, top, ink))
    }
    return lines
  }

  /// Lines of text at a place of the page.
  private func label(_ lines: [String], _ x: Double, _ y: Double, _ ink: String) -> String {
    "set label \(GnuplotText.quoted(lines: lines)) at screen \(across(x)), \(up(y)) left \(ink)"
  }

  /// Points from the left, and from the top, as shares of the page.
  private func across(_ x: Double) -> String { GnuplotText.place(x / layout.width) }
  private func up(_ y: Double) -> String { GnuplotText.place(1 - y / layout.height) }

  private func panel(_ k: Int) -> [String] {
    let panel = plot.panels[k]
    let box = layout.panels[k]
    var lines = [
      "set lmargin at screen \(across(box.left))", "set rmargin at screen \(across(box.left + box.width))",
      "set tmargin at screen \(up(box.top))", "set bmargin at screen \(up(box.top + box.height))",
    ]
    if k > 0 { lines.append("unset label; unset key; unset colorbox") }
    lines += axis("x", panel.x, ranges[k].x, isOuter: !layout.sharesX || layout.isLowest(k))
    lines += axis("y", panel.y, ranges[k].y, isOuter: !layout.sharesY || layout.isLeftmost(k))
    if !panel.title.isEmpty {
      let ink = GnuplotText.ink(HouseStyle.textColour, size: HouseStyle.textSize)
      lines.append(label([panel.title], box.left, box.top - 9, ink))
    }
    lines.append("unset arrow; unset object")
    lines += panel.notes.map(GnuplotMarks.note)
    lines += panel.guides.map { GnuplotMarks.guide($0, ranges[k].x, ranges[k].y) }
    if let scale = plot.colourScale { lines += GnuplotMarks.cellTexts(panel, scale) }
    if k == 0 { lines += keyAndScale }
    lines.append("plot \\\n  " + curves(k).joined(separator: ", \\\n  "))
    return lines
  }

  private func axis(_ name: String, _ axis: PlotAxis, _ range: ClosedRange<Double>, isOuter: Bool) -> [String] {
    var lines = ["\(axis.isLog ? "set" : "unset") logscale \(name)"]
    lines.append("set \(name)range \(GnuplotText.range(range, isReversed: axis.isReversed))")
    if axis.ticks?.isEmpty ?? false {
      lines.append("unset \(name)tics")
    } else if let ticks = axis.ticks ?? axis.decadeTicks(range) {
      let places = ticks.map { "\(isOuter ? GnuplotText.tick($0.text) : "''") \(GnuplotText.number($0.at))" }
      lines.append("set \(name)tics (\(places.joined(separator: ", "))); unset m\(name)tics")
    } else {
      let format = isOuter ? axis.tickFormat(range) : ""
      lines.append("set \(name)tics autofreq; set format \(name) '\(format)'")
    }
    let words = GnuplotText.quoted(isOuter ? axis.label : "")
    lines.append("set \(name)label \(words) textcolor rgb '#\(HouseStyle.textColour)'")
    return lines
  }

  private var keyAndScale: [String] {
    var lines: [String] = []
    let box = layout.panels[0]
    let ink = "textcolor rgb '#\(HouseStyle.textColour)'"
    if layout.hasKey {
      let look = "left top Left reverse vertical samplen 2 spacing 1.15 \(ink)"
      let title = plot.keyTitle.isEmpty ? "" : " title \(GnuplotText.quoted(plot.keyTitle)) left"
      lines.append("set key at screen \(across(layout.keyLeft)), \(up(box.top - 4)) \(look)\(title)")
    }
    if let scale = plot.colourScale {
      let left = layout.panels[layout.columns - 1].left + box.width + 14
      let origin = "origin screen \(across(left)), \(up(box.top + box.height))"
      let size = "size screen \(across(12)), \(GnuplotText.place(box.height / layout.height))"
      let (low, high) = (scale.range.lowerBound, scale.range.upperBound)
      let ticks = [low, (low + high) / 2, high].map {
        "\(GnuplotText.tick(Digits.short($0, significant: 3))) \(GnuplotText.number($0))"
      }
      lines.append("set colorbox user \(origin) \(size) noborder; set cbtics (\(ticks.joined(separator: ", ")))")
      // A label longer than the bar is in the caption only.
      let label = HouseStyle.width(scale.label) <= box.height + 40 ? scale.label : ""
      lines.append("set cblabel \(GnuplotText.quoted(label)) \(ink)")
    }
    return lines
  }

  private func curves(_ k: Int) -> [String] {
    // gnuplot wants one curve: a panel without points still shows its axes.
    var curves = data.rows[k].allSatisfy { $0 == nil } ? ["NaN notitle"] : []
    for (layer, rows) in zip(plot.panels[k].layers, data.rows[k]) {
      guard let rows else { continue }
      let drawn = GnuplotMarks.drawing(layer, data)
      curves.append("data skip 1 every ::\(rows.first)::\(rows.last) \(drawn) notitle")
    }
    if k == 0, layout.hasKey {
      let mark = GnuplotMarks.keyMark(plot)
      for (s, name) in plot.series.enumerated() {
        curves.append("keyentry with \(mark) lt \(s + 1) title \(GnuplotText.quoted(name))")
      }
    }
    return curves
  }
}
