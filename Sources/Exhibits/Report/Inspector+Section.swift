import Files
import Pictures

extension Inspector: Reported {
  /// Pictures and maps are thinned to this width by whole steps.
  package static let width = 480

  package func section(on page: inout ReportPage) throws(FileError) -> Markup {
    var shown: [Markup] = []
    for frame in frames {
      guard let markup = try frame.markup(on: &page, isOpen: shown.isEmpty) else { break }
      shown.append(markup)
    }
    let left = frames.count - shown.count
    let rest: Markup =
      left == 0 ? "" : "<p>\(left) more frames are not shown: the report would grow beyond 10 MB.</p>\n"
    return """
      <section id="inspector-\(name)">
      <h3>\(name)</h3>
      <p class="caption">\(caption)</p>
      <p class="hint">Values stand under the maps while the pointer is on one of them; with the keyboard: focus a frame, \
      arrow keys, with Shift by ten pixels.</p>
      <div class="inspector">
      \(shown)</div>
      \(rest)</section>

      """
  }
}

extension Inspector.Frame {
  /// nil if there is no room for it.
  fileprivate func markup(on page: inout ReportPage, isOpen: Bool) throws(FileError) -> Markup? {
    var layers: [(markup: Markup, isPicture: Bool)] = []
    var size = 0
    for layer in self.layers {
      let (markup, bytes) = try layer.markup()
      layers.append((markup, layer.scale == nil))
      size += bytes
    }
    guard page.take(size) else { return nil }
    let pictures = layers.filter(\.isPicture).map(\.markup)
    let maps = layers.filter { !$0.isPicture }.map(\.markup)
    // The first two pictures, clear and hazy, slide over each other.
    let sliding: Markup =
      pictures.count >= 2 ? "<div class=\"slider\">\(Array(pictures.prefix(2)))</div>" : "\(pictures)"
    let others = Array(pictures.dropFirst(2))
    let values = scores.map { score -> Markup in
      "<span class=\"score\" data-name=\"\(score.name)\" data-v=\"\("\(score.value)")\">\(score.name) \(Digits.short(score.value))</span> "
    }
    return """
      <details class="frame"\(verbatim: isOpen ? " open" : "")><summary><strong>\(id)</strong> \(values)</summary>
      <div class="layers">\(sliding)\(others)\(maps)</div>
      <p class="readout" aria-live="polite"></p></details>

      """
  }
}

extension Inspector.Layer {
  /// A figure with the coloured map and, for maps, its values; and the bytes that are embedded.
  fileprivate func markup() throws(FileError) -> (Markup, Int) {
    let row = Panel.Row(heading: name, scale: scale, tiles: [tile])
    let (png, w, h, step) = try row.png(of: tile, width: Inspector.width)
    let image: Markup =
      "<img class=\"pixels\" src=\"\("image/png", base64: png)\" width=\"\(w)\" height=\"\(h)\" alt=\"\(name)\">"
    guard let scale else {
      return (
        "<figure class=\"layer\"><div class=\"view\">\(image)</div><figcaption>\(name)</figcaption></figure>\n",
        png.count
      )
    }
    let values = QuantisedMap(tile, step: step, scale)
    let data: Markup = """
      <div class="view map" data-unit="\(scale.unit)" data-width="\(w)" data-height="\(h)" data-low="\("\(values.low)")" \
      data-step="\("\(values.step)")" data-values="\(verbatim: values.base64)">\(image)</div>
      """
    let thinned = step == 1 ? "" : ", every \(ordinal(step)) pixel"
    return (
      """
      <figure class="layer">\(data)<figcaption>\(name)\(thinned) <output>\u{2007}</output>\(scale.legend)</figcaption></figure>

      """, png.count + values.count * 2
    )
  }

  private func ordinal(_ n: Int) -> String { n == 2 ? "2nd" : n == 3 ? "3rd" : "\(n)th" }
}

extension Scale {
  /// The range as a strip of its colours.
  fileprivate var legend: Markup {
    let stops = (0...12).map { k in
      let c = colours(Float(k) / 12)
      return "rgb(\(c.x) \(c.y) \(c.z))"
    }
    let (low, high) = (shortNumber(range.lowerBound), shortNumber(range.upperBound))
    return """
      <span class="legend"><span>\(low)</span><span class="strip" style="background:linear-gradient(90deg,\(stops.joined(separator: ",")))"></span>\
      <span>\(high) \(unit)\(spacing == .logarithmic ? ", log" : "")</span></span>
      """
  }
}
