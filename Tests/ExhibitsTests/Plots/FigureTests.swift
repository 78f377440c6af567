import Files
import Foundation
import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct FigureTests {
  @Test func `every kind of plot gives an SVG and a PNG, twice the same bytes`() throws {
    let keep = ProcessInfo.processInfo.environment["FIGURES_KEEP"]
    let folder = try Scratch(keep)
    let again = try Scratch()
    for plot in PlotSamples.all {
      let files = try Figure().draw(plot, in: folder.path)
      #expect(files == ["csv", "gp", "svg", "png"].map { "\(plot.name).\($0)" })
      try Figure().draw(plot, in: again.path)
      for file in files {
        #expect(try Folder.bytes(of: folder.file(file)) == Folder.bytes(of: again.file(file)), "\(file)")
      }
    }
    #expect(try Folder.names(in: again.path).count == 4 * PlotSamples.all.count, "nothing else is left")
  }

  @Test func `plain gnuplot draws the same picture again in the folder`() throws {
    let folder = try Scratch()
    let plot = PlotSamples.all[0]
    try Figure().draw(plot, in: folder.path)
    let before = try Folder.bytes(of: folder.file("lines.svg"))
    try Folder.remove(folder.file("lines.svg"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot", "lines.gp"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try Folder.bytes(of: folder.file("lines.svg")) == before)
  }

  @Test func `words of users are drawn as they are and run nothing`() throws {
    let folder = try Scratch("\(NSTemporaryDirectory())/hazydepth figures 'odd' `name` < $HOME \(getpid())")
    let evil = "`touch ran1` $(touch ran2) '; system('touch ran3'); print ' \" @x %d \\ <script>\n{/Bold x}"
    var table = Table("evil", columns: "name", Column("x", evil, unit: evil), "y")
    // Eight are as many series as one figure takes.
    for name in [evil, "system(\"touch ran4\")", "a,b", "# no comment", "'", "'.system(\"touch ran5\").'", "{ } a' b"] {
      for x in [1, 2] { table.row(name, x, Double(x) * 0.5) }
    }
    let plots = [
      Plot.lines("lines", evil, evil, from: table, x: "x", y: "y", series: "name"),
      .heatMap("heat", evil, evil, from: table, x: "x", y: "name", value: "y"),
      .forest("forest", evil, evil, from: table, label: "name", effect: "y", group: "name"),
    ]
    for plot in plots { try Figure().draw(plot, in: folder.path) }
    #expect(try Folder.names(in: folder.path).filter { $0.hasPrefix("ran") }.isEmpty)
    #expect(try Folder.names(in: folder.path).count == 12)
    let svg = String(decoding: try Folder.bytes(of: folder.file("lines.svg")), as: UTF8.self)
    #expect(!svg.contains("<script") && svg.contains("touch ran1"))
  }

  @Test func `a PDF on request repeats byte for byte`() throws {
    let folder = try Scratch()
    try Figure(formats: [.pdf]).draw(PlotSamples.all[0], in: folder.path)
    let first = try Folder.bytes(of: folder.file("lines.pdf"))
    sleep(1)
    try Figure(formats: [.pdf]).draw(PlotSamples.all[0], in: folder.path)
    #expect(try Folder.bytes(of: folder.file("lines.pdf")) == first)
  }

  @Test func `degenerate data still have axes`() throws {
    let folder = try Scratch()
    var table = Table("none", columns: "x", "y", "s")
    try Figure().draw(.lines("empty", "No rows", from: table, x: "x", y: "y"), in: folder.path)
    table.row(1, Double.nan, "a")
    table.row(0, -1, "b")
    try Figure().draw(
      .lines("odd", from: table, x: "x", y: "y", series: "s", scales: [.logX, .logY]), in: folder.path)
    try Figure().draw(.heatMap("grid", from: table, x: "x", y: "s", value: "y"), in: folder.path)
    try Figure().draw(.histogram("one", from: table, value: "y"), in: folder.path)
    try Figure().draw(.bars("bars", from: table, label: "s", value: "y"), in: folder.path)
  }

  @Test func `a zero on a logarithmic axis stands one step to the left`() {
    let places = LogPlaces(PlotAxis("x", isLog: true), [0, 0.01, 0.1, 1])
    #expect(abs(places.place(0) - 0.001) < 1e-12)
    #expect(places.axis.ticks?.map(\.text) == ["0", "0.01", "0.1", "1"])
  }

  @Test func `the mean, the spread and the crossing are what they are by hand`() {
    var table = Table("t", columns: "x", "seed", "y")
    for (seed, y) in [(0, 1.0), (1, 3.0)] { table.row(2, seed, y) }
    for (seed, y) in [(0, -1.0), (1, -1.0)] { table.row(1, seed, y) }
    let plot = Plot.lines("t", from: table, x: "x", y: "y")
    let mean = plot.panels[0].layers.first { $0.mark == .linePoints }!.points
    #expect(mean.map(\.x) == [1, 2] && mean.map(\.y) == [-1, 2])
    let band = plot.panels[0].layers.first { $0.mark == .band }!.points
    #expect(abs(band[1].y_high - (2 + 2.0.squareRoot())) < 1e-12 && band[0].y_low == -1)
    #expect(abs(Plot.crossings(mean)[0] - 4.0 / 3) < 1e-12)
    #expect(plot.fullCaption == "Mean over n = 2 seeds, band: ± standard deviation.")
  }

  @Test func `a running mean is over steps, however many were logged`() {
    var table = Table("t", columns: "step", "L")
    for (step, L) in [(0, 0.0), (10, 2), (20, 4), (30, 6)] { table.row(step, L) }
    let plot = Plot.training("t", from: table, terms: ["L"], scales: [], smoothing: 20)
    #expect(plot.panels[0].layers.first { $0.mark == .linePoints }!.points.map(\.y) == [0, 1, 3, 5])
    #expect(plot.fullCaption.hasSuffix("Running mean over 20 steps."))
  }
}

/// A folder that goes when the test ends, unless it was named.
final class Scratch {
  let path: String
  private let isKept: Bool

  init(_ name: String? = nil) throws {
    path = name ?? FileManager.default.temporaryDirectory.path + "/hazydepth-figures-\(UUID().uuidString)"
    isKept = name == nil ? false : !name!.contains("odd")
    try Folder.make(path)
  }

  deinit { if !isKept { try? Folder.remove(path) } }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}
