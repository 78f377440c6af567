extension Study {
  /// `report.html`, from the study's question, configuration, claims and exhibits.
  func writeReport(to canvas: Canvas) throws {}
}
