/// A white page of 8-bit RGB.
package struct Canvas {
  package let width: Int
  package let height: Int
  package private(set) var bytes: [UInt8]

  package init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    bytes = Array(repeating: 255, count: width * height * 3)
  }

  package mutating func draw(_ picture: [UInt8], _ w: Int, _ h: Int, x: Int, y: Int) {
    for row in 0..<h {
      let to = ((y + row) * width + x) * 3
      bytes.replaceSubrange(to..<to + 3 * w, with: picture[row * w * 3..<(row + 1) * w * 3])
    }
  }

  /// A rectangle, cut at the page's border.
  package mutating func fill(x: Int, y: Int, width w: Int, height h: Int, _ colour: SIMD3<UInt8>) {
    for j in max(y, 0)..<max(min(y + h, height), max(y, 0)) {
      for i in max(x, 0)..<max(min(x + w, width), max(x, 0)) {
        for c in 0..<3 { bytes[(j * width + i) * 3 + c] = colour[c] }
      }
    }
  }

  /// Text in the bitmap font, each of its dots `scale` pixels wide.
  package mutating func write(_ text: String, x: Int, y: Int, onBand: Bool = false, scale s: Int = 1) {
    if onBand {
      fill(
        x: x - 2 * s, y: y - s, width: s * (text.count * BitmapFont.width + 3), height: s * (BitmapFont.height + 1),
        SIMD3(repeating: 255))
    }
    for (k, character) in text.enumerated() {
      for (i, column) in BitmapFont.columns(character).enumerated() {
        for j in 0..<8 where column >> UInt8(j) & 1 == 1 {
          fill(x: x + s * (k * BitmapFont.width + i), y: y + s * j, width: s, height: s, SIMD3(repeating: 20))
        }
      }
    }
  }

  /// A colour bar with ticks.
  package mutating func bar(
    _ colours: ColourMap, x: Int, y: Int, width: Int, from: Float, to: Float, step: Float, _ unit: String,
    scale s: Int = 1
  ) {
    for i in 0..<width {
      fill(x: x + i, y: y, width: 1, height: 10 * s, colours(Float(i) / Float(max(width - 1, 1))))
    }
    for k in 0...Int(((to - from) / step).rounded()) {
      let value = from + Float(k) * step
      let at = x + Int(Float(width - 1) * (value - from) / (to - from))
      fill(x: at, y: y + 10 * s, width: s, height: 3 * s, SIMD3(repeating: 60))
      let whole = value == value.rounded()
      let text = (whole ? "\(Int(value))" : "\(value)") + unit
      write(
        text, x: min(max(at - s * text.count * BitmapFont.width / 2, x), x + width - s * text.count * BitmapFont.width),
        y: y + 15 * s, scale: s)
    }
  }
}
