import Files
import Foundation
import Testing

@testable import Exhibits

/// Tables must compile with booktabs alone. Where a LaTeX is installed they are compiled; everywhere their sources are
/// checked for what plain LaTeX cannot set.
@Suite struct LaTeXTests {
  private var hard: [Table] {
    var brackets = Table("brackets", "Intervals [a, b], 50 % & more", columns: Column("[bin", "[bin"), "count")
    for name in ["[0, 50]", "(50, 100]", "*ours", "**", "[", "plain"] { brackets.row(name, 35) }
    var greek = Table("greek", "Greek: α to ω, µ and Ω.", columns: Column("λ_rank", "λ_rank", better: .lower), "n")
    for name in ["π-net", "µ-net", "ωΩ", "Дом", "深度", "café naïve Łódź", "1 → 2 ∈ ℝ", "a\u{a0}b", "“q” ‘r’ «s»"] {
      greek.row(name, Estimate(0.1, -0.2...0.3))
    }
    var powers = Table("powers", "Rates", columns: "rate", Column("x", better: .higher), "y")
    powers.row(1e-5, 1e300, Sample([1e-9, 2e-9, 4e-9]))
    powers.row(2.5e-7, -1e-300, Sample([.nan, 1]))
    powers.row(-3.25e21, 0.0, Estimate(-1e-7, -2e-7...1e-8))
    powers.row(Double.nan, Double.infinity, Sample([]))
    let evil = "`rm` <b> | \\input{/etc/passwd} \\\\[1cm] $x_1$ \"q\" 'a' ?` !` -- --- ,, << >> ~^ {} #1 50% & \u{7}\n% *"
    var words = Table("words", evil, columns: [Column("a", evil, unit: evil), "b"])
    words.row(evil, 1)
    words.row("% comment", 2)
    words.row("\\", 3)
    return [brackets, greek, powers, words, Table("none", "Nothing", columns: "a", "b")]
  }

  @Test func `numbers are set as numbers, powers of ten too`() {
    #expect(LaTeX.number("1e-5") == "$1 \\cdot 10^{-5}$")
    #expect(LaTeX.number("2.5e-07 ± 3.0e-08") == "$2.5 \\cdot 10^{-7} \\pm 3.0 \\cdot 10^{-8}$")
    #expect(LaTeX.number("1e+300") == "$1 \\cdot 10^{300}$")
    #expect(LaTeX.number("-0.5 [-1, 2e-6]") == "$-0.5 [-1, 2 \\cdot 10^{-6}]$")
    #expect(LaTeX.number("12") == "$12$")
  }

  @Test func `words are set as they are written, or by their number in Unicode`() {
    #expect(LaTeX.escaped("µ-net, π") == "$\\mu$-net, $\\pi$")
    #expect(LaTeX.escaped("a--b <c> ?`") == "a-{}-b $<$c$>$ ?{\\ttfamily\\char96}")
    #expect(LaTeX.escaped("深 é") == "[U+6DF1] é")
    #expect(LaTeX.atStart("[0, 50] & 3") == "{}[0, 50] & 3")
    #expect(LaTeX.atStart("*ours") == "{}*ours")
    #expect(LaTeX.atStart("a [b]") == "a [b]")
  }

  @Test func `no row begins with what a rule or a line end takes for its argument, and all is ASCII or an accent`() {
    let plain = CharacterSet(charactersIn: "\u{20}"..."\u{7e}").union(.newlines)
    let accents = CharacterSet(charactersIn: "\u{c0}"..."\u{17f}")
    for table in hard {
      let lines = table.latex.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(lines.allSatisfy { !$0.hasPrefix("[") && !$0.hasPrefix("*") }, "\(table.name)")
      #expect(table.latex.unicodeScalars.allSatisfy { plain.contains($0) || accents.contains($0) }, "\(table.name)")
      // A comment sign that is not escaped would swallow the end of its row.
      #expect(lines.dropFirst().allSatisfy { $0.firstMatch(of: #/(^|[^\\])%/#) == nil }, "\(table.name)")
    }
  }

  static let compiler = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: compiler != nil, "no pdflatex here"))
  func `tables compile with booktabs alone`() throws {
    let folder = try Scratch()
    for table in hard { try table.write(to: folder.path) }
    for table in hard {
      let document = "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\\input{\(table.name)}\\end{document}\n"
      let outcome = try LaTeXTests.compile(document, in: folder.path)
      #expect(outcome == "", "\(table.name): \(outcome)")
    }
  }

  /// What a LaTeX says against a document; empty if it compiles, or if there is no booktabs to compile with.
  static func compile(_ document: String, in folder: String) throws -> String {
    try document.write(toFile: folder + "/document.tex", atomically: true, encoding: .utf8)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: compiler!)
    process.arguments = ["-halt-on-error", "-interaction=nonstopmode", "document.tex"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if text.contains("File `booktabs.sty' not found") { return "" }
    let missing = text.split(separator: "\n").filter { $0.contains("Missing character") }
    return process.terminationStatus == 0 && missing.isEmpty
      ? "" : text.split(separator: "\n").filter { $0.hasPrefix("!") || $0.contains("Missing character") }.joined(separator: " ")
  }
}
