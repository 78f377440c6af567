import Files

// Text that comes from names, files and users, made harmless for each format it is written into.

/// GitHub's Markdown, inside a table cell or a paragraph.
enum Markdown {
  static func escaped(_ text: String) -> String {
    mapped(printable(text)) { scalar in
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~", "$", "!": "\\\(scalar)"
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      default: nil
      }
    }
  }
}

/// HTML, in text and in quoted attributes.
enum HTML {
  static func escaped(_ text: String) -> String {
    mapped(text) { scalar in
      switch scalar {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}

/// LaTeX, in text.
enum LaTeX {
  static func escaped(_ text: String) -> String {
    mapped(printable(text)) { scalar in
      switch scalar {
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "{", "}", "$", "&", "#", "%", "_": "\\\(scalar)"
      case "<", ">", "|", "\"": "{\\char\(scalar.value)}"
      default: symbols[scalar]
      }
    }
  }

  /// A formatted number in math mode: minus signs and ± are signs there.
  static func number(_ text: String) -> String {
    if text == DisplayedTable.nothing { return "--" }
    return "$" + mapped(text) { $0 == "±" ? "\\pm" : ($0 == "%" ? "\\%" : nil) } + "$"
  }

  /// What the default fonts lack.
  private static let symbols: [Unicode.Scalar: String] = [
    "±": "$\\pm$", "–": "--", "—": "---", "↓": "$\\downarrow$", "↑": "$\\uparrow$", "→": "$\\rightarrow$",
    "²": "$^2$", "°": "$^\\circ$", "≤": "$\\leq$", "≥": "$\\geq$", "×": "$\\times$", "−": "$-$", "α": "$\\alpha$",
    "β": "$\\beta$", "γ": "$\\gamma$", "δ": "$\\delta$", "λ": "$\\lambda$", "σ": "$\\sigma$", "Δ": "$\\Delta$",
    "…": "\\dots{}", "·": "$\\cdot$", "≈": "$\\approx$", "τ": "$\\tau$", "ρ": "$\\rho$",
  ]
}

/// Scalar by scalar: a quote with a combining accent is one `Character`, but still closes an attribute.
private func mapped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
  var out = ""
  for scalar in text.unicodeScalars { out += replacement(scalar) ?? String(scalar) }
  return out
}
