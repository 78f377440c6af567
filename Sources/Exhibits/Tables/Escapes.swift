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

/// LaTeX, in text and in math, with nothing loaded but what a page of plain LaTeX has.
enum LaTeX {
  static func escaped(_ text: String) -> String {
    var out = ""
    var last: Unicode.Scalar?
    for scalar in printable(text).unicodeScalars {
      // Two hyphens, or two quotes, would become one sign.
      if scalar == last, ligatures.contains(scalar) { out += "{}" }
      out += symbol(scalar)
      last = scalar
    }
    return out
  }

  /// The first cell of a row: a bracket or a star there would be an argument of the rule or the line end before it.
  static func atStart(_ cell: String) -> String { cell.hasPrefix("[") || cell.hasPrefix("*") ? "{}" + cell : cell }

  /// A formatted number in math mode: minus signs and ± are signs there, 1.2e-05 is 1.2 · 10⁻⁵.
  static func number(_ text: String) -> String {
    if text == DisplayedTable.nothing { return "--" }
    let powers = text.replacing(#/e([+-]?)0*([0-9]+)/#) { match in
      " \\cdot 10^{\(match.1 == "-" ? "-" : "")\(match.2)}"
    }
    return "$" + mapped(powers) { $0 == "±" ? "\\pm" : ($0 == "%" ? "\\%" : nil) } + "$"
  }

  private static let ligatures: Set<Unicode.Scalar> = ["-", "'", ",", "`", "<", ">", "!", "?"]

  private static func symbol(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": "\\textbackslash{}"
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    case "{", "}", "$", "&", "#", "%", "_": "\\\(scalar)"
    // Plain LaTeX's fonts have other signs in these places.
    case "<", ">", "|": "$\(scalar)$"
    case "\"": "{\\ttfamily\\char34}"
    case "`": "{\\ttfamily\\char96}"
    default: scalar.isASCII || latin1.contains(scalar) ? String(scalar) : (symbols[scalar] ?? number(of: scalar))
    }
  }

  /// What no plain font has keeps its number in Unicode, in sight.
  private static func number(of scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "[U+\(String(repeating: "0", count: max(0, 4 - hex.count)))\(hex)]"
  }

  /// Letters with accents that LaTeX composes from UTF-8 by itself.
  private static let latin1 = Set(
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåçèéêëìíîïñòóôõöøùúûüýÿÆæŒœŠšŽžŁłČčĆćŘřŮůŐőŰűŞşĞğİı".unicodeScalars)

  private static let symbols: [Unicode.Scalar: String] = [
    "±": "$\\pm$", "–": "--", "—": "---", "↓": "$\\downarrow$", "↑": "$\\uparrow$", "→": "$\\rightarrow$",
    "←": "$\\leftarrow$", "²": "$^2$", "³": "$^3$", "¹": "$^1$", "⁻": "$^-$", "°": "$^\\circ$", "≤": "$\\leq$",
    "≥": "$\\geq$", "≠": "$\\neq$", "×": "$\\times$", "÷": "$\\div$", "−": "$-$", "…": "\\dots{}", "·": "$\\cdot$",
    "≈": "$\\approx$", "∞": "$\\infty$", "∝": "$\\propto$", "√": "$\\surd$", "∂": "$\\partial$", "∈": "$\\in$",
    "½": "$\\frac12$", "‖": "$\\|$", "\u{a0}": "~", "‘": "`", "’": "'", "“": "``", "”": "''", "«": "$\\ll$",
    "»": "$\\gg$", "§": "\\S{}", "•": "$\\bullet$", "µ": "$\\mu$", "ℓ": "$\\ell$", "₀": "$_0$", "₁": "$_1$",
    "₂": "$_2$", "₃": "$_3$", "★": "$\\star$", "✓": "$\\surd$", "✗": "$\\times$",
    "α": "$\\alpha$", "β": "$\\beta$", "γ": "$\\gamma$", "δ": "$\\delta$", "ε": "$\\varepsilon$", "ϵ": "$\\epsilon$",
    "ζ": "$\\zeta$", "η": "$\\eta$", "θ": "$\\theta$", "ι": "$\\iota$", "κ": "$\\kappa$", "λ": "$\\lambda$",
    "μ": "$\\mu$", "ν": "$\\nu$", "ξ": "$\\xi$", "ο": "$o$", "π": "$\\pi$", "ρ": "$\\rho$", "ς": "$\\varsigma$",
    "σ": "$\\sigma$", "τ": "$\\tau$", "υ": "$\\upsilon$", "φ": "$\\varphi$", "ϕ": "$\\phi$", "χ": "$\\chi$",
    "ψ": "$\\psi$", "ω": "$\\omega$", "Γ": "$\\Gamma$", "Δ": "$\\Delta$", "Θ": "$\\Theta$", "Λ": "$\\Lambda$",
    "Ξ": "$\\Xi$", "Π": "$\\Pi$", "Σ": "$\\Sigma$", "Φ": "$\\Phi$", "Ψ": "$\\Psi$", "Ω": "$\\Omega$",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "$\\Upsilon$", "Χ": "X",
  ]
}

/// Scalar by scalar: a quote with a combining accent is one `Character`, but still closes an attribute.
private func mapped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
  var out = ""
  for scalar in text.unicodeScalars { out += replacement(scalar) ?? String(scalar) }
  return out
}
