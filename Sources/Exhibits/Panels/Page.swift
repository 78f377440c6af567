import Files
import Pictures

/// A white page of 8-bit RGB that panels are drawn on.
package struct Page {
  typealias Colour = SIMD3<UInt8>

  static let ink = Colour(32, 32, 32)

  let width: Int
  let height: Int
  private(set) var bytes: [UInt8]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    bytes = Array(repeating: 255, count: width * height * 3)
  }

  /// A rectangle, cut at the page's border.
  mutating func fill(x: Int, y: Int, width w: Int, height h: Int, _ colour: Colour) {
    for j in max(y, 0)..<max(min(y + h, height), max(y, 0)) {
      for i in max(x, 0)..<max(min(x + w, width), max(x, 0)) { set(i, j, colour) }
    }
  }

  /// A tile's pixels, each `factor` times as wide and high.
  mutating func draw(_ pixels: [Colour], width w: Int, x: Int, y: Int, factor: Int) {
    for (k, colour) in pixels.enumerated() {
      fill(x: x + k % w * factor, y: y + k / w * factor, width: factor, height: factor, colour)
    }
  }

  mutating func write(_ text: String, x: Int, y: Int, _ colour: Colour = Page.ink) {
    var x = x
    for sign in text {
      let glyph = LabelFont.glyph(sign)
      for (k, level) in glyph.coverage.enumerated() where level > 0 {
        let (i, j) = (x + glyph.left + k % glyph.width, y + glyph.top + k / glyph.width)
        guard (0..<width).contains(i), (0..<height).contains(j) else { continue }
        let at = (j * width + i) * 3
        for c in 0..<3 {
          let (old, new) = (Int(bytes[at + c]), Int(colour[c]))
          bytes[at + c] = UInt8(old + ((new - old) * Int(level) * 2 + (new < old ? -7 : 7)) / 14)
        }
      }
      x += glyph.advance
    }
  }

  /// On a white band, over a picture.
  mutating func writeOnBand(_ text: String, x: Int, y: Int) {
    fill(x: x, y: y, width: LabelFont.width(text) + 6, height: LabelFont.height, Colour(repeating: 255))
    write(text, x: x + 3, y: y)
  }

  /// The same bytes for the same page. `maker`: as `PNG.encode` takes it.
  package func png(maker: String? = nil) throws(FileError) -> [UInt8] {
    try PNG.encode(Raster(width: width, height: height, channels: 3, samples: .bytes(bytes)), level: 9, maker: maker)
  }

  private mutating func set(_ i: Int, _ j: Int, _ colour: Colour) {
    let at = (j * width + i) * 3
    bytes[at] = colour.x
    bytes[at + 1] = colour.y
    bytes[at + 2] = colour.z
  }
}
