import Files

/// Words and numbers as gnuplot reads them.
enum GnuplotText {
  /// In single quotes, where nothing is expanded: no backtick runs a command, no backslash or `@` means anything.
  ///
  /// An apostrophe becomes a typographic one. Doubled, as gnuplot's manual has it, it is safe only inside a text: 5.4
  /// reads `'''a'` as an empty string and what follows as a command.
  static func quoted(_ text: String) -> String {
    "'" + FontCoverage.written(printable(text)).replacing("'", with: "\u{2019}") + "'"
  }

  /// The label of a tick goes through a format: percent signs are doubled.
  static func tick(_ text: String) -> String { quoted(text.replacing("%", with: "%%")) }

  static func number(_ x: Double) -> String { Digits.exact(x) }

  static func range(_ range: ClosedRange<Double>, isReversed: Bool = false) -> String {
    let (low, high) = (number(range.lowerBound), number(range.upperBound))
    return isReversed ? "[\(high):\(low)]" : "[\(low):\(high)]"
  }

  /// Font and colour of a text.
  static func ink(_ colour: String, size: Double) -> String {
    "font '\(HouseStyle.font),\(Digits.short(size))' textcolor rgb '#\(colour)'"
  }

  /// Lengths and places in the figure, to a hundredth of a percent.
  static func place(_ x: Double) -> String { Digits.fixed(x, 4) }

  /// Several lines; the line feed between them is ours, outside the quotes.
  static func quoted(lines: [String]) -> String { lines.map { quoted($0) }.joined(separator: ".\"\\n\".") }

  /// Breaks a text at blanks so that no line is longer than `limit`, if its words allow.
  static func wrapped(_ text: String, _ limit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= limit {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
