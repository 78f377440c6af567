import Driving
import Numerics
import Pictures

/// Predictions beside the truth on one page: a column for each scene, a row for each kind of picture.
public struct PredictionSheet: Sendable {
  /// One scene: what was seen and is true, and what was predicted from the hazy picture.
  public struct Scene: Sendable {
    public let frame: Frame
    public let clean: Image?
    public let depth: Grid<Float>
    public let visibility: Grid<Float>?
    /// Written over the hazy picture.
    public let note: String

    public init(frame: Frame, clean: Image?, depth: Grid<Float>, visibility: Grid<Float>?, note: String = "") {
      (self.frame, self.clean, self.depth, self.visibility, self.note) = (frame, clean, depth, visibility, note)
    }
  }
  /// Metres that the first and last colour stand for.
  public var depthRange: ClosedRange<Float> = 0...80
  /// Pixels of the page per pixel of a picture; text grows with it.
  public var zoom = 2

  public init() {}

  private static let noDepth = SIMD3<UInt8>(repeating: 24)
  private static let gap = 6
  private static let labels = 14 * BitmapFont.width

  /// The page, in 8-bit RGB. Frames need a hazy picture and one size, scenes one size; others, and an empty list, trap. A
  /// row is left out where no scene has its picture.
  public func picture(of scenes: [Scene]) -> Image {
    require(!scenes.isEmpty, "PredictionSheet: no scenes")
    let (w, h) = (scenes[0].depth.width, scenes[0].depth.height)
    for scene in scenes {
      require(
        scene.depth.width == w && scene.depth.height == h && scene.frame.hazy != nil
          && scene.frame.sizes.allSatisfy { $0.width == w && $0.height == h },
        "PredictionSheet: \(scene.frame.id) has no hazy picture or another size than \(w) x \(h)")
    }
    let rows = self.rows.filter { row in scenes.contains { row.picture($0) != nil } }
    let (s, gap) = (zoom, PredictionSheet.gap)
    let left = s * PredictionSheet.labels
    var page = Canvas(
      width: left + scenes.count * (s * w + gap) + gap, height: gap + rows.count * (s * h + gap) + 30 * s)
    for (j, row) in rows.enumerated() {
      let y = gap + j * (s * h + gap)
      page.write(row.title, x: 3 * s, y: y + s * h / 2 - 4 * s, scale: s)
      for (i, scene) in scenes.enumerated() {
        let x = left + gap + i * (s * w + gap)
        if let pixels = row.picture(scene) { page.draw(enlarged(pixels, w, h), s * w, s * h, x: x, y: y) }
        if j == 0, !scene.note.isEmpty {
          page.write(scene.note, x: x + 4 * s, y: y + s * (h - 11), onBand: true, scale: s)
        }
      }
    }
    let y = gap + rows.count * (s * h + gap)
    let (low, high) = (depthRange.lowerBound, depthRange.upperBound)
    page.bar(
      .turbo, x: left + gap, y: y, width: s * w, from: low, to: high, step: (high - low) / 4, " m", scale: s)
    if scenes.count > 1 {
      page.bar(
        .viridis, x: left + gap + s * w + gap, y: y, width: s * w, from: 0, to: 1, step: 0.25, "", scale: s)
    }
    return Image(width: page.width, height: page.height, bytes: page.bytes)
  }

  private struct Row {
    let title: String
    let picture: (Scene) -> [UInt8]?
  }

  private var rows: [Row] {
    [
      Row(title: "hazy input") { $0.frame.hazy?.rgb.bytes }, Row(title: "dehazed") { $0.clean?.rgb.bytes },
      Row(title: "clear, true") { $0.frame.clear?.rgb.bytes },
      Row(title: "depth") { coloured($0.depth.values, valid: nil) },
      Row(title: "depth, true") { $0.frame.depth.map { coloured($0.metres, valid: $0.valid) } },
      Row(title: "visibility v") { $0.visibility.map { shares($0.values) } },
      Row(title: "transmission") { $0.frame.transmission.map { shares($0.values) } },
    ]
  }

  private func coloured(_ metres: [Float], valid: [Bool]?) -> [UInt8] {
    let (low, span) = (depthRange.lowerBound, depthRange.upperBound - depthRange.lowerBound)
    return metres.indices.flatMap { i in
      bytes(valid?[i] == false ? PredictionSheet.noDepth : ColourMap.turbo((metres[i] - low) / span))
    }
  }

  private func shares(_ values: [Float]) -> [UInt8] { values.flatMap { bytes(ColourMap.viridis($0)) } }

  private func bytes(_ c: SIMD3<UInt8>) -> [UInt8] { [c.x, c.y, c.z] }

  /// Every pixel as a square.
  private func enlarged(_ pixels: [UInt8], _ w: Int, _ h: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(pixels.count * zoom * zoom)
    for y in 0..<h {
      var row: [UInt8] = []
      for x in 0..<w {
        for _ in 0..<zoom { row += pixels[(y * w + x) * 3..<(y * w + x) * 3 + 3] }
      }
      for _ in 0..<zoom { out += row }
    }
    return out
  }
}
