import Files

extension Table {
  /// Writes `name.csv`, `name.md` and `name.tex` into a folder that is there; returns the names.
  @discardableResult
  public func write(to folder: String) throws(FileError) -> [String] {
    let files = [("\(name).csv", csv), ("\(name).md", markdown), ("\(name).tex", latex)]
    for (file, text) in files { try AtomicFile.write(text, to: "\(folder)/\(file)") }
    return files.map(\.0)
  }

  /// RFC 4180 with every digit: a column of samples becomes x, x_sd, x_n, one of intervals x, x_low, x_high (and x_n).
  public var csv: String {
    let wide = columns.indices.map { k in CSVColumns(columns[k].name, rows.map { $0[k] }) }
    var lines = [wide.flatMap(\.names)]
    for row in rows { lines.append(zip(wide, row).flatMap { $0.fields($1) }) }
    return lines.map(CSV.line).joined()
  }

  /// A pipe table under its caption, for GitHub and terminals.
  public var markdown: String {
    let shown = DisplayedTable(self)
    var lines = [Markdown.escaped(shown.caption), ""]
    lines.append("| " + shown.headings.map(Markdown.escaped).joined(separator: " | ") + " |")
    lines.append("| " + shown.isText.map { $0 ? ":--" : "--:" }.joined(separator: " | ") + " |")
    for row in shown.cells {
      let texts = row.map { cell in
        let text = Markdown.escaped(cell.text)
        return switch cell.mark {
        case .best: "**\(text)**"
        case .second: "<u>\(text)</u>"
        case nil: text
        }
      }
      lines.append("| " + texts.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A `table` environment with booktabs rules: needs `\usepackage{booktabs}`, nothing else.
  public var latex: String {
    let shown = DisplayedTable(self)
    func line(_ cells: [String]) -> String {
      "    " + LaTeX.atStart(cells.joined(separator: " & ")) + " \\\\"
    }
    var lines = [
      "% \\usepackage{booktabs}", "\\begin{table}", "  \\centering", "  \\caption{\(LaTeX.escaped(shown.caption))}",
      "  \\label{tab:\(name)}", "  \\begin{tabular}{\(shown.isText.map { $0 ? "l" : "r" }.joined())}",
      "    \\toprule", line(shown.headings.map(LaTeX.escaped)), "    \\midrule",
    ]
    for row in shown.cells {
      lines.append(
        line(
          row.map { cell in
            let text = cell.isText ? LaTeX.escaped(cell.text) : LaTeX.number(cell.text)
            return switch cell.mark {
            case .best: "{\\boldmath\\textbf{\(text)}}"
            case .second: "\\underline{\(text)}"
            case nil: text
            }
          }))
    }
    lines += ["    \\bottomrule", "  \\end{tabular}", "\\end{table}"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The columns of a CSV file that one column of a table needs.
private struct CSVColumns {
  let name: String
  let hasSpread: Bool
  let hasInterval: Bool
  let hasCount: Bool

  init(_ name: String, _ values: [Entry]) {
    self.name = name
    hasSpread = values.contains { if case .sample = $0 { true } else { false } }
    let intervals = values.compactMap { if case .estimate(let e) = $0 { e } else { nil } }
    hasInterval = !intervals.isEmpty
    hasCount = hasSpread || intervals.contains { $0.n != nil }
  }

  var names: [String] {
    [name] + (hasSpread ? ["\(name)_sd"] : []) + (hasInterval ? ["\(name)_low", "\(name)_high"] : [])
      + (hasCount ? ["\(name)_n"] : [])
  }

  func fields(_ value: Entry) -> [String] {
    func exact(_ x: Double?) -> String { x.map(Digits.exact) ?? "" }
    var (main, spread, low, high, count) = ("", "", "", "", "")
    switch value {
    case .text(let text): main = text
    case .number(let x): main = exact(x)
    case .sample(let sample):
      (main, spread, count) = (exact(sample.mean), exact(sample.standardDeviation), String(sample.n))
    case .estimate(let e):
      (main, low, high, count) = (exact(e.value), exact(e.low), exact(e.high), e.n.map(String.init) ?? "")
    case .missing: count = "0"
    }
    return [main] + (hasSpread ? [spread] : []) + (hasInterval ? [low, high] : []) + (hasCount ? [count] : [])
  }
}
