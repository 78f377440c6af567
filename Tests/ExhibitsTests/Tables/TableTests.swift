import Files
import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct TableTests {
  /// Three seeds: A is better than B in each, C cannot be told from A, D has no cell.
  private var table: Table {
    var table = Table(
      "scores", "Depth on held-out frames",
      columns: ["model", Column("mae", "MAE", unit: "m", better: .lower), Column("n", "images")])
    table.row("A", Sample([1.0, 1.1, 1.2]), 128)
    table.row("B", Sample([2.0, 2.1, 2.25]), 128)
    table.row("C", Sample([1.0, 1.2, 1.3]), 128)
    table.row("D", Sample([]), 0)
    return table
  }

  @Test func `the best and what cannot be told from it are bold, the second is underlined`() {
    #expect(Marks(table).cells.map { $0[1] } == [.best, nil, .best, nil])
    var two = Table("two", columns: ["model", Column("psnr", unit: "dB", better: .higher)])
    two.row("A", 18.0)
    two.row("B", 19.5)
    two.row("C", 17.0)
    // Single numbers: nothing to test with, so only ranks.
    #expect(Marks(two).cells.map { $0[1] } == [.second, .best, nil])
    #expect(DisplayedTable(two).caption == "Bold: best. Underlined: second.")
  }

  @Test func `images pair the rows where they are given, and Holm widens the tie`() {
    let base = (0..<40).map { Double($0 % 7) }
    var table = Table("images", columns: ["model", Column("mae", better: .lower)])
    table.row("best", Sample([3, 3], images: base))
    table.row("worse on every image", Sample([3.1, 3.1], images: base.map { $0 + 0.1 }))
    table.row("noise", Sample([3.05, 3.05], images: base.enumerated().map { $1 + ($0 % 2 == 0 ? 2 : -1.9) }))
    let marks = Marks(table)
    #expect(marks.cells.map { $0[1] } == [.best, nil, .best])
    #expect(marks.method == "at 95 % (paired bootstrap over 40 images, Holm)")
  }

  @Test func `bests are sought within groups, and near zero means the smallest distance`() {
    var table = Table("bias", columns: ["fog", "model", Column("bias", unit: "m", better: .nearZero)])
    table.groups = ["fog"]
    for (fog, model, x) in [("clear", "a", -0.1), ("clear", "b", 0.3), ("hazy", "a", 2.0), ("hazy", "b", -1.0)] {
      table.row(fog, model, x)
    }
    #expect(Marks(table).cells.map { $0[2] } == [.best, .second, .second, .best])
  }

  @Test func `an empty group is a dash with n = 0, never a zero`() {
    let shown = DisplayedTable(table)
    #expect(shown.cells.map { $0[1].text } == ["1.10 ± 0.10", "2.12 ± 0.13", "1.17 ± 0.15", "–"])
    #expect(table.csv.hasSuffix("D,,,0,0\n"))
    #expect(shown.caption.contains("n = 3 seeds"))
  }

  @Test func `numbers that are not finite are shown, not averaged`() {
    var table = Table("wild", columns: ["model", Column("mae", better: .lower)])
    table.row("diverged", Sample([1, .nan, 3]))
    table.row("infinite", Double.infinity)
    table.row("fine", 2.0)
    let shown = DisplayedTable(table)
    #expect(shown.cells.map { $0[1].text } == ["1 of 3 not finite", "inf", "2"])
    #expect(Marks(table).cells.map { $0[1] } == [nil, nil, nil], "one number is no contest")
  }

  @Test func `CSV keeps every digit`() {
    var table = Table("digits", columns: "x", "y", "z")
    table.row(1.0 / 3, Sample([0.1, 0.2]), Estimate(0.25, 0.1...0.4, n: 7))
    #expect(
      table.csv == """
        x,y,y_sd,y_n,z,z_low,z_high,z_n
        0.3333333333333333,0.15000000000000002,0.07071067811865477,2,0.25,0.1,0.4,7

        """)
  }

  @Test func `seeds become samples in order of the keys' first appearance`() {
    var long = Table("long", columns: "lambda", "seed", "mae", "note")
    for (lambda, seed, mae) in [(0.2, 0, 5.0), (0, 0, 1.0), (0.2, 1, 7.0), (0, 1, 2.0)] {
      long.row(lambda, seed, mae, "x")
    }
    let short = long.overSeeds(by: ["lambda"])
    #expect(short.columns.map(\.name) == ["lambda", "mae"])
    #expect(short.rows == [[.number(0.2), .sample(Sample([5, 7]))], [.number(0), .sample(Sample([1, 2]))]])
  }

  @Test func `hostile words stay words in every format`() {
    let evil = "`rm` <script>alert(1)</script> | \\input{/etc/passwd} $x_1$ \"q\" 'a' [l](u) #1 50% & ~^\n**b**"
    var table = Table("evil", evil, columns: [Column("a", evil, unit: evil), "b"])
    table.row(evil, 1)
    let body = table.markdown.split(separator: "\n")
    #expect(body.count == 4, "no line feed gets into a row: \(body.count)")
    #expect(!table.markdown.contains("<script") && table.markdown.contains("&lt;script&gt;"))
    #expect(body[3].replacing("\\|", with: "").count { $0 == "|" } == 3)
    #expect(!table.markdown.contains(" `rm`") && table.markdown.contains("\\`rm\\`"))
    let latex = table.latex
    #expect(!latex.contains("\\input") && latex.contains("\\textbackslash{}input\\{/etc/passwd\\}"))
    #expect(latex.contains("50\\% \\& \\textasciitilde{}\\textasciicircum{}") && latex.contains("\\$x\\_1\\$"))
    #expect(table.csv.contains("\"\"q\"\""))
    // A quote with an accent is one character, and must not close an attribute.
    #expect(HTML.escaped("\"\u{301} onload=<\u{301}b>") == "&quot;\u{301} onload=&lt;\u{301}b&gt;")
  }

  @Test func `LaTeX has booktabs rules, math numbers and no vertical rule`() {
    let latex = table.latex
    #expect(latex.contains("\\begin{tabular}{lrr}") && latex.contains("\\toprule") && latex.contains("\\bottomrule"))
    #expect(latex.contains("A & {\\boldmath\\textbf{$1.10 \\pm 0.10$}} & $128$ \\\\"))
    #expect(latex.contains("D & -- & $0$ \\\\") && latex.contains("MAE (m) $\\downarrow$"))
  }
}
