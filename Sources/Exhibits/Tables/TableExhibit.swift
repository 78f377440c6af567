import Files

extension Table: Exhibit {
  package var consoleText: String? {
    let shown = DisplayedTable(self)
    var lines = [shown.headings] + shown.cells.map { row in row.map { $0.mark == .best ? "*\($0.text)" : $0.text } }
    lines = lines.map { $0.map { printable($0) } }
    let widths = columns.indices.map { k in lines.map { $0[k].count }.max() ?? 0 }
    let text = lines.enumerated().map { number, line in
      line.enumerated().map { k, cell in
        let blank = String(repeating: " ", count: widths[k] - cell.count)
        return shown.isText[k] ? cell + blank : blank + cell
      }.joined(separator: "  ")
        + (number == 0 ? "\n" + widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ") : "")
    }
    return (text + ["(\(shown.caption) Here * is bold.)"]).joined(separator: "\n")
  }
}
