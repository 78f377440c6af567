import Foundation
import Numerics
import Pictures
import Processes

/// What the colours of a row of maps mean: a fixed range, so that its tiles can be compared with each other and with
/// those of another run.
public struct Scale: Sendable {
  public enum Spacing: String, Sendable, Codable {
    case linear
    /// Even steps of the ratio; the range is above 0.
    case logarithmic
  }
  public let range: ClosedRange<Float>
  public let colours: ColourMap
  public let spacing: Spacing
  public let unit: String
  /// Whether 0 and below mean "nothing known", as they do in depth maps.
  let isPositive: Bool

  /// Any map. A range without width, and a logarithmic one that does not begin above 0, trap.
  public init(
    _ range: ClosedRange<Float>, unit: String = "", colours: ColourMap = .viridis, spacing: Spacing = .linear
  ) {
    self.init(range, unit, colours, spacing, isPositive: false)
  }

  private init(
    _ range: ClosedRange<Float>, _ unit: String, _ colours: ColourMap, _ spacing: Spacing, isPositive: Bool
  ) {
    let (low, high) = (range.lowerBound, range.upperBound)
    require(
      low.isFinite && high.isFinite && low < high && (spacing == .linear || low > 0), "Scale: \(low) to \(high)")
    (self.range, self.colours, self.spacing, self.unit) = (range, colours, spacing, unit)
    self.isPositive = isPositive
  }

  /// Depth in metres, Spectral from near (red) to far (blue). In equal steps of the ratio: a street's depths lie evenly
  /// over the colours, where inverse depth would leave one blue for all beyond 20 m.
  public static func depth(_ metres: ClosedRange<Float> = 2...80) -> Scale {
    Scale(metres, "m", .spectral, .logarithmic, isPositive: true)
  }

  /// |error| from 0.
  public static func error(upTo high: Float, unit: String = "m") -> Scale {
    Scale(0...high, unit: unit, colours: .magma)
  }

  /// Signed differences, white at 0: blue below, red above.
  public static func difference(within most: Float, unit: String = "m") -> Scale {
    Scale(-most...most, unit: unit, colours: .blueWhiteRed)
  }

  /// v, transmission, any share in [0, 1].
  public static let share = Scale(0...1, colours: .viridis)

  /// NaN, infinity, and no depth.
  func isValid(_ x: Float) -> Bool { x.isFinite && (!isPositive || x > 0) }

  /// Of a valid value: 0 at the range's beginning, 1 at its end; beyond the range beyond them.
  func place(_ x: Float) -> Float {
    let (low, high) = (range.lowerBound, range.upperBound)
    switch spacing {
    case .linear: return (x - low) / (high - low)
    case .logarithmic: return x <= 0 ? -1 : Float(Portable.log(Double(x / low)) / Portable.log(Double(high / low)))
    }
  }

  /// Flat grey for what is invalid; what is beyond the range has the range's last colour, and the sidecar counts it.
  func colour(_ x: Float) -> Page.Colour { isValid(x) ? colours(place(x)) : Scale.invalid }

  static let invalid = Page.Colour(repeating: 150)

  /// Round values to write beside a bar, the range's ends among them, at least `gap` apart (as a share of the bar).
  func ticks(gap: Float) -> [Float] {
    var kept = [range.lowerBound, range.upperBound]
    for x in candidates where kept.allSatisfy({ abs(place($0) - place(x)) >= gap }) { kept.append(x) }
    return kept.sorted()
  }

  /// Coarse ones first.
  private var candidates: [Float] {
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    func inside(_ x: Double) -> Bool { x > low && x < high }
    if spacing == .logarithmic {
      let decades = (-6...6).map { Scale.tens($0) }
      return [1, 5, 2].flatMap { m in decades.map { $0 * m } }.filter(inside).map { Float($0) }
    }
    var steps: [Double] = []
    if low < 0, high > 0 { steps.append(0) }
    for divisions in [2.0, 4, 5, 10] {
      let step = (high - low) / divisions
      steps += (1..<Int(divisions)).map { low + Double($0) * step }.filter { Scale.isRound($0 / Scale.unit(of: step)) }
    }
    return steps.map { Float($0) }
  }

  private static func tens(_ n: Int) -> Double { n < 0 ? 1 / tens(-n) : (0..<n).reduce(1) { x, _ in x * 10 } }

  /// A hundredth of the power of ten below: two more digits are round enough.
  private static func unit(of step: Double) -> Double {
    var unit = 1.0
    while unit > step { unit /= 10 }
    while unit * 10 <= step { unit *= 10 }
    return unit / 10
  }

  private static func isRound(_ x: Double) -> Bool { abs(x - x.rounded()) < 1e-4 }
}

/// A number for a bar: up to three significant digits, no zeros at its end.
func shortNumber(_ x: Float) -> String {
  if x == x.rounded(), abs(x) < 1e6 { return "\(Int(x))".replacing("-", with: "−") }
  return String(format: "%.3g", locale: Locale(identifier: "en_US_POSIX"), Double(x)).replacing("-", with: "−")
}
