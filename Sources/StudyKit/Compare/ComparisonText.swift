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
        return [
          name, digits(row.old), digits(row.new), row.delta == 0 ? "0" : digits(row.delta), interval, "\(row.n)",
          row.verdict,
        ]
      }
    let widths = lines[0].indices.map { k in lines.map { $0[k].count }.max() ?? 0 }
    for line in lines {
      let fields = zip(line, widths).enumerated().map { k, field in
        let pad = String(repeating: " ", count: field.1 - field.0.count)
        return k == 0 ? field.0 + pad : pad + field.0
      }
      text += fields.joined(separator: "  ").replacing(#/ +$/#, with: "") + "\n"
    }
    return text
  }

  public var json: String { JSON.pretty(self) }
}

/// Five significant digits.
private func digits(_ x: Double) -> String { String(format: "%.5g", locale: Locale(identifier: "en_US_POSIX"), x) }
