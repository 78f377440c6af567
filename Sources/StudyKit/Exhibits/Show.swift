import Exhibits
import Files
import Numerics
import Processes

// What a study shows: each is drawn into the version that is being made, and stands in the report in this order.

extension Study {
  /// Shows a table: `tables/NAME.{csv,md,tex}` and the report have it; the first one is the run's main table.
  public func write(_ table: Table) {
    exhibits.append(table)
    guard let canvas else { return }
    do { try table.write(to: "\(canvas.folder)/tables") } catch { fail(error) }
  }

  /// Shows a figure: `plots/NAME.{csv,gp,svg,png}` and the report have it.
  public func draw(_ plot: Plot) {
    exhibits.append(plot)
    guard let canvas else { return }
    do { try Figure().draw(plot, in: "\(canvas.folder)/plots") } catch {
      guard let fault = error as? Figure.Fault else { fail(error) }
      fail(StudyError(code: fault.exitCode, fault.description))
    }
  }

  /// Draws `panels/NAME.png`, and `panels/NAME.json` with the ranges and what is in the tiles.
  public func panel(_ name: String, _ caption: String = "", columns: [String] = [], rows: [Panel.Row]) {
    draw(Panel(name, caption, columns: columns, rows: rows))
  }

  /// Two pictures of one size, over each other in the report with an edge to move: clear and hazy, before and after.
  public func slider(
    _ name: String, _ caption: String = "", _ before: (String, NumericArray), _ after: (String, NumericArray)
  ) {
    Numerics.require(
      before.1.shape.prefix(2) == after.1.shape.prefix(2),
      "slider \(name): \(before.1.shape) and \(after.1.shape) are no pictures of one size")
    var panel = Panel(name, caption, columns: [before.0, after.0], rows: [.pictures("", [before.1, after.1])])
    panel.isSlider = true
    draw(panel)
  }

  /// The same for a panel made elsewhere; a second one of its name traps.
  public func draw(_ panel: Panel) {
    Numerics.require(!exhibits.contains { $0 is Panel && $0.name == panel.name }, "panel: \(panel.name) is there twice")
    exhibits.append(panel)
    guard let canvas else { return }
    require(try panel.write(to: "\(canvas.folder)/panels"))
  }

  /// Shows frames in the report; values under the pointer come from 16-bit copies of the maps.
  public func inspector(_ name: String, _ caption: String = "", frames: [Inspector.Frame]) {
    draw(Inspector(name, caption, frames: frames))
  }

  /// The same for an inspector made elsewhere; a second one of its name traps.
  public func draw(_ inspector: Inspector) {
    let isNew = !exhibits.contains { $0 is Inspector && $0.name == inspector.name }
    Numerics.require(isNew, "inspector: \(inspector.name) is there twice")
    exhibits.append(inspector)
  }
}
