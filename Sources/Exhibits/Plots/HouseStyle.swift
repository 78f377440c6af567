import Pictures

/// How figures look; nothing else in the suite knows.
enum HouseStyle {
  /// Chosen because it is free, on every Linux, and has Greek and arrows; `./setup` sees to it.
  static let font = "DejaVu Sans"
  static let textSize = 12.0
  static let smallSize = 10.0
  static let titleSize = 13.0

  /// Okabe and Ito's colours, safe for colour-blind readers, those that stand out on white first.
  static let colours = ["0072b2", "d55e00", "009e73", "cc79a7", "56b4e9", "e69f00", "000000", "999933"]
  /// Dash patterns and point shapes of gnuplot, so that colour is never the only difference.
  static let dashes = ["1", "(5,2.5)", "(8,2.5,1.5,2.5)", "(1.5,2)", "(10,3)", "(5,2.5)", "1", "(8,2.5,1.5,2.5)"]
  static let pointShapes = [7, 9, 5, 13, 11, 6, 8, 4]

  /// Panels of one figure.
  static let mostPanels = 24
  /// Steps along one side of a grid of colours, and lines of a forest.
  static let mostSteps = 40
  static let mostLines = 240

  static let textColour = "202020"
  static let paleTextColour = "606060"
  static let guideColour = "808080"
  static let gridColour = "e0e0e0"
  /// Where a grid has no value.
  static let missingColour = "d8d8d8"
  /// Transparency of bands (25 % opaque) and of single seeds, as gnuplot's leading byte.
  static let bandOpacity = 0.25
  static let seedAlpha = "90"
  static let lineWidth = 2.0
  static let intervalWidth = 1.5

  static func colour(_ series: Int) -> String { colours[series % colours.count] }
  static func dash(_ series: Int) -> String { dashes[series % dashes.count] }
  static func pointShape(_ series: Int) -> Int { pointShapes[series % pointShapes.count] }

  /// Nine colours from the lowest to the highest number.
  static func stops(of scale: ColourScale) -> [String] {
    if scale.isSigned {
      return ["2166ac", "4393c3", "92c5de", "d1e5f0", "f7f7f7", "fddbc7", "f4a582", "d6604d", "b2182b"]
    }
    return (0...8).map { k in
      let c = ColourMap.viridis(Float(k) / 8)
      return [c.x, c.y, c.z].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  /// White on dark cells, black on bright ones.
  static func textColour(on value: Double, _ scale: ColourScale) -> String {
    let span = scale.range.upperBound - scale.range.lowerBound
    let t = span > 0 ? (value - scale.range.lowerBound) / span : 0.5
    return scale.isSigned ? (abs(t - 0.5) > 0.36 ? "ffffff" : "000000") : (t < 0.6 ? "ffffff" : "000000")
  }

  /// How wide a text is, about, in points.
  static func width(_ text: String, size: Double = textSize) -> Double { Double(text.count) * size * 0.60 }
}
