extension Study {
  /// Shows a figure: `plots/NAME.{csv,gp,svg,png}` and the report have it.
  public func draw(_ plot: Plot) {
    exhibits.append(plot)
    guard let canvas else { return }
    do { try Figure().draw(plot, in: "\(canvas.folder)/plots") } catch {
      guard let fault = error as? Figure.Fault else { fail(error) }
      fail(StudyError(code: fault.exitCode, fault.description))
    }
  }
}

extension Plot: Exhibit {}
