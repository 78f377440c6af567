import Files

extension Panel: Reported {
  package func section(on page: inout ReportPage) throws(FileError) -> Markup {
    let shown: Markup
    if let slides = try slides(on: &page) {
      shown = slides
    } else {
      let picture = try page.picture(["panels/\(name).png"], alternative: caption)
      shown = "<figure>\(picture)</figure>"
    }
    return """
      <section id="panel-\(name)" class="panel">
      <h3>\(name)</h3>
      \(shown)
      <p class="caption">\(caption)</p>
      \(page.links(["panels/\(name).png", "panels/\(name).json"]))</section>

      """
  }

  /// The two tiles of a slider over each other.
  private func slides(on page: inout ReportPage) throws(FileError) -> Markup? {
    guard isSlider else { return nil }
    var figures: [Markup] = []
    let row = rows[0]
    for (heading, tile) in zip(columns, row.tiles.compactMap { $0 }) {
      let (png, w, h, _) = try row.png(of: tile, width: 800)
      guard page.take(png.count) else { return nil }
      figures.append(
        """
        <figure class="layer"><div class="view"><img class="pixels" src="\("image/png", base64: png)" width="\(w)" \
        height="\(h)" alt="\(heading)"></div><figcaption>\(heading)</figcaption></figure>
        """)
    }
    return "<div class=\"slider\">\(figures)</div>"
  }
}
