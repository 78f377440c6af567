import Files
import Foundation
import Testing

@testable import Exhibits

/// The least number above 0.
private let tiny = Double.leastNonzeroMagnitude

/// What a legal grid can ask of a figure that cannot be drawn: it is left out and said in the figure's place.
@Suite struct DrawableTests {
  private func points(_ rows: [(Double, Double, String)]) -> Table {
    var table = Table("points", columns: "x", Column("y", unit: "m"), "s")
    for (x, y, s) in rows { table.row(x, y, s) }
    return table
  }

  /// Every kind of figure of one table.
  private func all(_ t: Table, _ scales: Plot.Scales = []) -> [Plot] {
    [
      .lines("lines", from: t, x: "x", y: "y", series: "s", scales: scales),
      .lines("panels", from: t, x: "x", y: "y", panels: "s", scales: scales),
      .training("training", from: t, x: "x", terms: ["y"], series: "s", scales: scales),
      .bars("bars", from: t, label: "x", value: "y", series: "s"),
      .histogram("histogram", from: t, value: "y", series: "s"),
      .reliability("reliability", from: t, predicted: "x", actual: "y", series: "s"),
      .paired("paired", from: t, x: "x", y: "y", series: "s", scales: scales),
      .forest("forest", from: t, label: "x", effect: "y", group: "s"),
      .quantileDifference("quantiles", from: t, q: "x", difference: "y", series: "s"),
      .heatMap("heat", from: t, x: "x", y: "s", value: "y"),
      .tradeOff("trade-off", from: t, x: "x", y: "y", along: "s", series: "s", scales: scales),
    ]
  }

  private func drawAll(_ plots: [Plot]) throws {
    let folder = try Scratch()
    for plot in plots { try Figure().draw(plot, in: folder.path) }
    #expect(try Folder.names(in: folder.path).count == 4 * plots.count)
  }

  @Test func `a table without rows gives a figure that says so, its columns unknown or not`() throws {
    let unknown = Table("empty", columns: "seed")
    let plots =
      all(points([]))
      + all(unknown).map { plot in
        var plot = plot
        plot.title = "of unknown columns"
        return plot
      }
    for plot in plots { #expect(plot.fullCaption == "Not drawn: this run has no cell that it shows.", "\(plot.name)") }
    try drawAll(all(unknown))
  }

  @Test(arguments: [9, 40]) func `more series than colours: the first eight are drawn, the others named`(n: Int) throws
  {
    let table = points((0..<n).flatMap { k in (1...2).map { (Double($0), Double(k + 1), "s\(k)") } })
    let plot = Plot.lines("lines", from: table, x: "x", y: "y", series: "s")
    #expect(plot.series == (0..<8).map { "s\($0)" })
    let named = n == 9 ? "s8" : (8..<20).map { "s\($0)" }.joined(separator: ", ") + " and 20 more"
    #expect(plot.fullCaption.contains("Left out: s = \(named) (a figure has at most 8 curves)."))
    try drawAll(all(table))
  }

  @Test func `hundreds of steps, panels and lines still fit on a page`() throws {
    let table = points((0..<300).map { (Double($0), Double($0) * 0.5, "\($0)") })
    try drawAll(all(table))
  }

  @Test(
    arguments: [
      [(1.0, 1.0, "a")], [(0, 0, "a")], [(1, 2, "a"), (1, 2, "a")], [(-1, -1, "a"), (-1, -2, "b")],
      [(1e-300, 1e300, "a"), (1e300, 1e-300, "a")],
      [(1, -.greatestFiniteMagnitude, "a"), (2, .greatestFiniteMagnitude, "b")],
      [(tiny, tiny, "a"), (2 * tiny, 2 * tiny, "a")], [(1, .nan, "a"), (2, .infinity, "a"), (.nan, 1, "b")],
      [(0, 1e15, "a"), (1e15 + 2, 1e15 + 1, "a")], [(-0.0, 0, "a"), (0, -0.0, "a")],
    ] as [[(Double, Double, String)]])
  func `any numbers are drawn, or left out, on any scale`(rows: [(Double, Double, String)]) throws {
    for scales: Plot.Scales in [[], [.logX], [.logX, .logY]] { try drawAll(all(points(rows), scales)) }
  }

  @Test func `points that a logarithmic axis drops are counted, seeds apart`() {
    var table = points([(1, -1, "a"), (2, -2, "a"), (3, 5, "a"), (4, .nan, "a"), (5, .infinity, "a")])
    var plot = Plot.lines("lines", from: table, x: "x", y: "y", series: "s", scales: .logY)
    #expect(plot.panels[0].layers.flatMap(\.points).map(\.y) == [5])
    #expect(
      plot.fullCaption
        == "s: a. 2 values are not finite, and not drawn. 2 values are at or below 0, and not on the logarithmic axis.")
    table = points([(1, -1, "a"), (2, 0, "a")])
    plot = .lines("lines", from: table, x: "x", y: "y", series: "s", scales: .logY)
    #expect(plot.fullCaption.hasPrefix("Not drawn: no value is left; 2 values are at or below 0"))
    // A mean of 2 from seeds 5 and -1: the mean is drawn, one of its seeds is not.
    table = points([(1, 5, "a"), (1, -1, "a"), (2, 3, "a"), (2, 4, "a")])
    plot = .lines("lines", from: table, x: "x", y: "y", series: "s", scales: .logY)
    #expect(plot.fullCaption.hasSuffix("1 seed is at or below 0, and not on the logarithmic axis."))
    // Negative places of a logarithmic x axis are not drawn at its 0.
    plot = .lines("lines", from: points([(-1, 1, "a"), (0, 2, "a"), (1, 3, "a")]), x: "x", y: "y", scales: .logX)
    #expect(plot.panels[0].x.ticks?.map(\.text) == ["0", "1"])
    #expect(plot.fullCaption == "1 value is at or below 0, and not on the logarithmic axis.")
  }

  @Test func `ticks have as many digits as tell them apart`() throws {
    func format(_ range: ClosedRange<Double>) -> String { PlotAxis("").tickFormat(range) }
    #expect(format(0...1) == "%g")
    #expect(format(-1e6...1e6) == "%g")
    #expect(format(1_234_567.1...1_234_567.3) == "%.10g")
    #expect(format(100...100.0001) == "%.9g")
    #expect(format(0...0) == "%g")
    // Drawn: five labels, all different.
    let folder = try Scratch()
    let table = points([(1, 1_234_567.1, "a"), (2, 1_234_567.2, "a"), (3, 1_234_567.3, "a")])
    try Figure().draw(.lines("close", from: table, x: "x", y: "y"), in: folder.path)
    let svg = String(decoding: try Folder.bytes(of: folder.file("close.svg")), as: UTF8.self)
    let labels = svg.matches(of: #/1234567[.0-9]*/#).map { String($0.output) }
    #expect(labels.count >= 4 && Set(labels).count == labels.count, "\(labels)")
  }

  @Test func `a character without a glyph is a square, and the caption says so`() throws {
    #expect(FontCoverage.written("λ_rank → 0.5 · é ≤ ∞") == "λ_rank → 0.5 · é ≤ ∞")
    #expect(FontCoverage.written("深度 d\u{1f600}") == "□□ d□")
    let folder = try Scratch()
    let plot = Plot.lines("cjk", "深度", from: points([(1, 2, "雾"), (2, 3, "b")]), x: "x", y: "y", series: "s")
    #expect(plot.fullCaption.hasSuffix("□: a character that the font lacks."))
    try Figure().draw(plot, in: folder.path)
    let svg = String(decoding: try Folder.bytes(of: folder.file("cjk.svg")), as: UTF8.self)
    #expect(svg.contains("□□") && !svg.contains("深"))
  }

  @Test func `without its font there is no figure`() throws {
    #expect(FontCheck.fault() == "")
    let folder = try Scratch()
    let configuration = folder.file("fonts.conf")
    try """
    <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
    <fontconfig><dir>\(folder.path)/none</dir><cachedir>\(folder.path)/cache</cachedir></fontconfig>
    """.write(toFile: configuration, atomically: true, encoding: .utf8)
    var environment = ProcessInfo.processInfo.environment
    environment["FONTCONFIG_FILE"] = configuration
    #expect(FontCheck.fault(environment: environment).contains("DejaVu Sans is missing"))
    environment["PATH"] = folder.path
    #expect(FontCheck.fault(environment: environment).contains("fc-match"))
  }
}
