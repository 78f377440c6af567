import CGnuplot
import Files
import Foundation

/// Draws plots with gnuplot, and believes nothing: neither that it is there, nor that it succeeded, nor its files.
public struct Figure: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case svg
    /// Two pixels a point.
    case png
    case pdf
  }

  /// Why there is no figure: one line with gnuplot's own words, and the exit code of a command that meets it.
  public struct Fault: Error, CustomStringConvertible, Sendable {
    /// 69: gnuplot is missing, failed or was too slow; 74: writing failed.
    public let exitCode: Int32
    public let description: String
  }

  /// What is drawn; a PDF only if it is asked for here.
  public var formats: [Format] = [.svg, .png]
  /// Seconds after which gnuplot is killed. A figure takes a few hundredths of one.
  public var timeLimit = 30.0

  /// Looked for in PATH if it has no slash.
  var program = "gnuplot"

  public init(formats: [Format] = [.svg, .png]) { self.formats = formats }

  /// Makes `NAME.csv`, `NAME.gp` and one picture for each format in a folder that is there; returns their names.
  ///
  /// All of them are made and checked aside and then renamed into the folder, pictures last: after a fault the folder
  /// holds what it held before. The same plot gives the same bytes.
  @discardableResult
  public func draw(_ plot: Plot, in folder: String) throws -> [String] {
    let script = GnuplotScript(plot, formats: formats)
    let workshop = "\(folder)/.\(plot.name).\(getpid()).tmp"
    try? Folder.remove(workshop)
    try Folder.make(workshop)
    defer { try? Folder.remove(workshop) }

    let (gp, csv) = ("\(plot.name).gp", "\(plot.name).csv")
    try AtomicFile.write(script.data.csv, to: "\(workshop)/\(csv)")
    let text = script.text
    var error = cgnuplot_error()
    guard cgnuplot_write_script("\(workshop)/\(gp)", text, text.utf8.count, &error) else { throw fault(plot, error) }
    guard cgnuplot_run(program, workshop, gp, timeLimit, &error) else { throw fault(plot, error) }
    try FontCheck.check(plot.name)
    let pictures = formats.map { "\(plot.name).\($0.rawValue)" }
    for (format, picture) in zip(formats, pictures) {
      try FigureCheck.check("\(workshop)/\(picture)", format, script.layout, plot.name, said: error.words)
    }
    for name in [csv, gp] + pictures {
      guard rename("\(workshop)/\(name)", "\(folder)/\(name)") == 0 else {
        throw FileError(.inputOutput, "\(folder)/\(name)", "cannot rename a figure into place: \(Folder.message())")
      }
    }
    return [csv, gp] + pictures
  }

  private func fault(_ plot: Plot, _ error: cgnuplot_error) -> Fault {
    Fault(exitCode: error.code, description: "figure \(plot.name): \(error.words)")
  }
}

extension cgnuplot_error {
  /// What gnuplot said, or what went wrong.
  var words: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
