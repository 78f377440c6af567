import Foundation

/// Numbers as text, the same in every locale.
package enum Digits {
  /// With `decimals` digits after the point; "-0.00" is written "0.00".
  package static func fixed(_ x: Double, _ decimals: Int) -> String {
    let text = String(format: "%.*f", max(decimals, 0), x)
    return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) }) ? String(text.dropFirst()) : text
  }

  /// With as many digits as `significant` ask for, without an exponent between 1e-4 and 1e6; whole numbers stay whole.
  static func short(_ x: Double, significant: Int = 4) -> String {
    guard x.isFinite else { return x.isNaN ? "NaN" : (x > 0 ? "inf" : "-inf") }
    let magnitude = abs(x)
    if magnitude < 1e15, x == x.rounded() { return String(Int64(x)) }
    if magnitude < 1e-4 || magnitude >= 1e6 {
      let parts = String(format: "%.*e", significant - 1, x).split(separator: "e")
      return trimmed(String(parts[0])) + "e" + String(Int(parts[1])!)
    }
    return trimmed(fixed(x, significant - 1 - exponent(x)))
  }

  /// mean ± sd, both to the decimal place of the sd's second significant digit: "0.123 ± 0.012", "1230 ± 120".
  static func spread(_ mean: Double, _ sd: Double) -> String {
    guard sd > 0 else { return "\(short(mean)) ± 0" }
    var place = 1 - exponent(sd)
    // 0.0996 has its second digit at the third decimal, but is written 0.10: the rounded value decides.
    place = 1 - exponent(rounded(sd, place))
    if place < -3 || place > 7 {
      return "\(String(format: "%.*e", max(exponent(mean) + place, 1), mean)) ± \(String(format: "%.1e", sd))"
    }
    return "\(fixed(rounded(mean, place), place)) ± \(fixed(rounded(sd, place), place))"
  }

  /// value [low, high], to the place where the interval's width has its second significant digit.
  package static func interval(_ value: Double, _ low: Double, _ high: Double) -> String {
    guard high > low else { return "\(short(value)) [\(short(low)), \(short(high))]" }
    let place = min(max(1 - exponent(high - low), 0), 7)
    return "\(fixed(value, place)) [\(fixed(low, place)), \(fixed(high, place))]"
  }

  /// Full precision: the shortest decimal that reads back as the same number; whole numbers without ".0".
  static func exact(_ x: Double) -> String {
    guard x.isFinite else { return x.isNaN ? "nan" : (x > 0 ? "inf" : "-inf") }
    let text = x.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The power of ten of the first significant digit.
  static func exponent(_ x: Double) -> Int {
    guard x != 0, x.isFinite else { return 0 }
    return Int(String(format: "%.16e", abs(x)).split(separator: "e")[1])!
  }

  /// x rounded to a decimal place; negative places are tens, hundreds …
  private static func rounded(_ x: Double, _ place: Int) -> Double {
    place >= 0 ? Double(fixed(x, place))! : (x / power(-place)).rounded() * power(-place)
  }

  private static func power(_ n: Int) -> Double { (0..<n).reduce(1) { product, _ in product * 10 } }

  /// Without zeros at the end of a fraction.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let cut = text.reversed().drop { $0 == "0" }
    return String((cut.first == "." ? cut.dropFirst() : cut).reversed())
  }
}
