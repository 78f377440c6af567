import Files
import Foundation

extension Comparison {
  /// For people: changes first, then the metrics; `all` adds a line per point.
  public func text(all: Bool = false) -> String {
    var text = "\(old) -> \(new)\n"
    if changes.isEmpty { text += "made alike: settings, inputs and code are the same\n" }
    let code = changes.filter { $0.what.hasPrefix("Sources/") || $0.what.hasSuffix(".swift") }
    for change in changes where !code.contains(where: { $0.what == change.what }) {
      text += "  \(change.what): \(change.old) -> \(change.new)\n"
    }
    if !code.isEmpty {
      let names = code.prefix(3).map(\.what).joined(separator: ", ")
      text += "  code: \(code.count) files differ: \(names)\(code.count > 3 ? ", …" : "")\n"
    }
    if !unpaired.isEmpty {
      text +=
        "samples differ (\(unpaired.joined(separator: "; "))): only common cells are compared, nothing is called better\n"
    }
    let shown = rows.filter { all || $0.point == nil }
    guard !shown.isEmpty else { return text + "no cell and metric in common\n" }
    let lines =
      [["metric", "old", "new", "delta", "95 % interval", "n", ""]]
      + shown.map { row in
        let interval = row.low.flatMap { low in row.high.map { "[\(digits(low)), \(digits($0))]" } } ?? "–"
        let name = row.point.map { "  \(row.metric) at \($0)" } ?? row.metric
        let delta = row.delta == 0 && row.differs ? "0 (pairs differ)" : row.delta == 0 ? "0" : digits(row.delta)
        let remarks = ([row.verdict] + row.left_out.words).filter { !$0.isEmpty }
        return [
          name, digits(row.old), digits(row.new), delta, interval, "\(row.n)", remarks.joined(separator: ", "),
        ]
      }
    let widths = lines[0].indices.map { k in lines.map { $0[k].count }.max() ?? 0 }
    for line in lines {
      let fields = zip(line, widths).enumerated().map { k, field in
        let pad = String(repeating: " ", count: field.1 - field.0.count)
        return k == 0 || k == 6 ? field.0 + pad : pad + field.0
      }
      text += fields.joined(separator: "  ").replacing(#/ +$/#, with: "") + "\n"
    }
    return text
  }

  public var json: String { JSON.pretty(self) }
}

extension Comparison.Row.LeftOut {
  /// "2 not finite in new", and so on.
  fileprivate var words: [String] {
    [
      (nonfinite_in_old, "not finite in old"), (nonfinite_in_new, "not finite in new"),
      (nonfinite_in_both, "not finite in both"), (undefined_in_one, "defined in one only"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
  }
}

/// Five significant digits.
private func digits(_ x: Double?) -> String {
  x.map { String(format: "%.5g", locale: Locale(identifier: "en_US_POSIX"), $0) } ?? "–"
}
