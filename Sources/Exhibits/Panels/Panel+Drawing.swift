import Files
import Pictures

extension Panel {
  /// Pixels of the page, from the tiles' sizes: the same panel gives the same page.
  struct Layout {
    static let gap = 6
    /// Small maps are enlarged until a column is at least this wide; large pictures are thinned above `most`.
    static let least = 200
    static let most = 480
    static let bar = 12

    let tileWidth: Int
    let rowHeights: [Int]
    let headingWidth: Int
    let headerHeight: Int
    let barWidth: Int
    let columns: Int

    init(_ panel: Panel) {
      columns = panel.rows[0].tiles.count
      let tiles = panel.rows.flatMap(\.tiles).compactMap { $0 }
      let widest = tiles.map { $0.shape[1] }.max() ?? 1
      let few = columns <= 3 ? 2 * Layout.least : Layout.least
      if widest <= Layout.most {
        tileWidth = widest * min(max(1, few / widest), max(1, Layout.most / widest))
      } else {
        let step = (widest + Layout.most - 1) / Layout.most
        tileWidth = (widest + step - 1) / step
      }
      let width = tileWidth
      rowHeights = panel.rows.map { row in
        max(row.tiles.compactMap { $0.map { Fit($0, width: width).height } }.max() ?? 0, LabelFont.height * 2)
      }
      headingWidth = min(panel.rows.map { LabelFont.width($0.heading) }.max() ?? 0, 220)
      headerHeight = panel.columns.isEmpty ? 0 : LabelFont.height + 3
      let bars = panel.rows.compactMap(\.scale)
      barWidth =
        bars.isEmpty
        ? 0
        : Layout.gap + Layout.bar + 6
          + (bars.flatMap { scale in scale.ticks(gap: 0.01).map { LabelFont.width(scale.text($0)) } }.max() ?? 0)
    }

    func x(_ column: Int) -> Int {
      Layout.gap + (headingWidth > 0 ? headingWidth + 8 : 0) + column * (tileWidth + Layout.gap)
    }
    func y(_ row: Int) -> Int {
      Layout.gap + headerHeight + rowHeights[..<row].reduce(0) { $0 + $1 + Layout.gap }
    }
    var width: Int { x(columns) + barWidth }
    var height: Int { y(rowHeights.count) }
  }

  /// How a tile comes to fill a column: enlarged by a whole factor, or every `step`-th pixel of it.
  struct Fit {
    let factor: Int
    let step: Int
    let width: Int
    let height: Int

    init(_ tile: NumericArray, width limit: Int) {
      let (h, w) = (tile.shape[0], tile.shape[1])
      factor = max(1, limit / w)
      step = (w + limit - 1) / limit
      width = (w + step - 1) / step * factor
      height = (h + step - 1) / step * factor
    }
  }

  package func drawn() -> Page {
    let layout = Layout(self)
    var page = Page(width: layout.width, height: layout.height)
    for (k, heading) in columns.enumerated() {
      let text = LabelFont.fitted(heading, layout.tileWidth)
      page.write(text, x: layout.x(k) + (layout.tileWidth - LabelFont.width(text)) / 2, y: Layout.gap)
    }
    for (r, row) in rows.enumerated() {
      let (y, height) = (layout.y(r), layout.rowHeights[r])
      page.write(
        LabelFont.fitted(row.heading, layout.headingWidth), x: Layout.gap, y: y + (height - LabelFont.height) / 2)
      for (k, tile) in row.tiles.enumerated() {
        guard let tile else { continue }
        let fit = Fit(tile, width: layout.tileWidth)
        let (x, y) = (layout.x(k) + (layout.tileWidth - fit.width) / 2, y + (height - fit.height) / 2)
        page.draw(
          row.colours(of: tile, step: fit.step), width: fit.width / fit.factor, x: x, y: y, factor: fit.factor)
        if !row.labels.isEmpty, !row.labels[k].isEmpty {
          page.writeOnBand(LabelFont.fitted(row.labels[k], fit.width - 6), x: x, y: y)
        }
      }
      if let scale = row.scale { scale.drawBar(on: &page, x: layout.x(layout.columns), y: y, height: height) }
    }
    return page
  }
}

extension Panel.Row {
  /// A tile's pixels, every `step`-th of both directions.
  func colours(of tile: NumericArray, step: Int) -> [Page.Colour] {
    let (h, w, channels) = (tile.shape[0], tile.shape[1], tile.shape.count == 3 ? tile.shape[2] : 1)
    func byte(_ x: Float) -> UInt8 { UInt8((x * 255).rounded()) }
    return stride(from: 0, to: h, by: step).flatMap { i in
      stride(from: 0, to: w, by: step).map { j in
        let at = (i * w + j) * channels
        guard scale == nil else { return scale!.colour(tile.values[at]) }
        return Page.Colour(
          byte(tile.values[at]), byte(tile.values[at + channels / 2]), byte(tile.values[at + channels - 1]))
      }
    }
  }
}

extension Panel.Row {
  /// A tile as a PNG of its own, thinned by a whole step to at most `limit` pixels of width.
  func png(
    of tile: NumericArray, width limit: Int
  ) throws(FileError) -> (bytes: [UInt8], width: Int, height: Int, step: Int) {
    let step = (tile.shape[1] + limit - 1) / limit
    let (h, w) = ((tile.shape[0] + step - 1) / step, (tile.shape[1] + step - 1) / step)
    let bytes = colours(of: tile, step: step).flatMap { [$0.x, $0.y, $0.z] }
    let raster = Raster(width: w, height: h, channels: 3, samples: .bytes(bytes))
    return (try PNG.encode(raster, level: 9), w, h, step)
  }
}

extension Scale {
  func text(_ tick: Float) -> String { unit.isEmpty ? shortNumber(tick) : "\(shortNumber(tick)) \(unit)" }

  /// Upright, the range's end at its top.
  func drawBar(on page: inout Page, x: Int, y: Int, height: Int) {
    for j in 0..<height {
      let share = Float(height - 1 - j) / Float(height - 1)
      page.fill(x: x, y: y + j, width: Panel.Layout.bar, height: 1, colours(share))
    }
    for tick in ticks(gap: Float(LabelFont.height + 1) / Float(height)) {
      let at = y + Int((Float(height - 1) * (1 - place(tick))).rounded())
      page.fill(x: x + Panel.Layout.bar, y: at, width: 3, height: 1, Page.ink)
      let top = min(max(at - 9, y - 4), y + height - 13)
      page.write(text(tick), x: x + Panel.Layout.bar + 5, y: top)
    }
  }
}
