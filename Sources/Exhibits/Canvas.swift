import Files

/// Where tables, figures, panels and the report of this run go; they know nothing else of versions.
///
/// The study has one while there is something to draw (a normal run, a redraw), and none in a worker or a listing: what
/// draws returns early then.
package final class Canvas {
  /// The folder being filled; it holds `tables/`, `plots/`, `panels/` already.
  package let folder: String

  package static let folders = ["tables", "plots", "panels"]

  package init(folder: String) throws(FileError) {
    self.folder = folder
    for name in Canvas.folders { try Folder.make("\(folder)/\(name)") }
  }

  /// Writes one file, its path relative to the folder.
  package func write(_ text: String, to path: String) throws(FileError) {
    try AtomicFile.write(text, to: "\(folder)/\(path)")
  }
}

/// Something a report shows: a table, a figure, a panel. In the order of the study.
///
/// What shows something appends it to `study.exhibits`, and writes its files if `study.canvas` is there:
///
///     public func write(_ table: Table) {
///       exhibits.append(table)
///       guard let canvas else { return }
///       require(try table.write(to: "\(canvas.folder)/tables"))   // a fault ends the study with its line and code
///     }
package protocol Exhibit: Sendable {
  /// File name without its ending.
  var name: String { get }
  /// What a terminal shows of it at the end of a run, if it is the study's first that has this: the main table.
  var consoleText: String? { get }
}

extension Exhibit {
  package var consoleText: String? { nil }
}
