extension Study {
  /// Runs `body` once per cell of the grid, in worker processes, and returns the finished cells.
  ///
  /// The grid is the product of the axes (all declared ones, or those of `over`), the last fastest, and the seeds. Cells
  /// that were finished before under the same key are reused. `keep` leaves points out. A study may run several parts.
  public func run(
    _ part: String = "", over axes: [any AnyAxis]? = nil, keep: ((Point) -> Bool)? = nil,
    _ body: (Cell) throws -> CellResult
  ) -> Results {
    Results(cells: [], axes: [])
  }

  /// What the run says of an expectation: holds, does not hold, or (nil) cannot tell.
  public func claim(_ name: String, holds: Bool?, evidence: String) {
    guard let index = claims.firstIndex(where: { $0.name == name }) else {
      fatalError("claim: '\(name)' was not written down by study.expects before the run")
    }
    claims[index].holds = holds
    claims[index].evidence = evidence
  }

  /// Ends the study: the version appears, its main table and path go to standard output.
  public func finish() {}
}
