import Files
import Foundation
import Numerics
import Processes
import Provenance

extension Study {
  /// Runs `body` once per cell of the grid, in worker processes, and returns the finished cells.
  ///
  /// The grid is the product of the axes (all declared ones, or those of `over`), the last fastest, and the seeds. `keep`
  /// leaves points out. Cells that were finished before under the same key are reused. If a cell fails, the others are
  /// finished and the process ends with 1: nothing is averaged over a part of the grid. So a cell whose outcome may be a
  /// failure (a training that diverges) reports that as a metric.
  ///
  /// A study may run several parts, named. One whose cells use what earlier parts found says `after: [results]`, so that
  /// its cells run again when those change; otherwise parts are independent.
  public func run(
    _ part: String = "", over axes: [any AnyAxis]? = nil, after earlier: [Results] = [],
    keep: ((Point) -> Bool)? = nil, _ body: (Cell) throws -> CellResult
  ) -> Results {
    do {
      try freeze()
      Numerics.require(!parts.contains { $0.name == part }, "study.run: two parts are called '\(part)'")
      let cells = plan(part, axes, earlier, keep)
      var results = try results(of: cells, part, body)
      results.digest = Digest.of(cells.map(\.key).joined())
      parts.append(FinishedPart(name: part, cells: cells, results: results))
      return results
    } catch {
      fail(error)
    }
  }

  private func plan(
    _ part: String, _ axes: [any AnyAxis]?, _ earlier: [Results], _ keep: ((Point) -> Bool)?
  ) -> [PlannedCell] {
    let axes: [any AnyAxis] = axes ?? configuration.axes.map { StoredAxis($0) }
    let seeds = configuration.seeds
    let cells = grid(over: axes).filter { keep?($0) ?? true }.flatMap { point in
      seeds.map {
        PlannedCell(
          study: name, part: part, point: point, seed: $0, settings: configuration.settings,
          surroundings: surroundings ?? Surroundings(), after: earlier.isEmpty ? nil : earlier.map(\.digest))
      }
    }
    Numerics.require(!cells.isEmpty, "study.run: no cell is kept of part '\(part)'")
    return cells
  }

  private func results(of cells: [PlannedCell], _ part: String, _ body: (Cell) throws -> CellResult) throws -> Results {
    switch mode {
    case .worker(let worker):
      if worker.order.part == part { worker.serve(cells, metrics: metrics, body) }
      if let version = worker.order.version { return try VersionData(version).results(for: cells) }
      return try stored(cells, in: CellStore(worker.order.store, isReader: true))
    case .redraw(let data), .upToDate(let data): return try data.results(for: cells)
    case .list:
      let store = try CellStore(storeRoot, isReader: true)
      try list(cells, in: store)
      guard cells.allSatisfy({ store.contains($0.key) }) else {
        log("parts behind this one are listed once its cells are done")
        exit(0)
      }
      return try stored(cells, in: store)
    case .run:
      let store = try CellStore(storeRoot)
      try runMissing(cells, part, in: store)
      return try stored(cells, in: store)
    case .verify(let data, let verification):
      let results = try data.results(for: cells)
      try verify(cells, part, against: results, of: data, verification)
      return results
    }
  }

  /// Results of cells that are all in the store.
  private func stored(_ cells: [PlannedCell], in store: CellStore) throws -> Results {
    let finished = try cells.map { cell -> FinishedCell in
      guard let stored = try store.load(cell.key) else {
        throw StudyError(.busy, "cell \(cell.label) has gone from the store; the same command makes it again")
      }
      return FinishedCell(cell, stored)
    }
    return Results(cells: finished, axes: cells[0].point.names)
  }

  // MARK: Running

  private func runMissing(_ cells: [PlannedCell], _ part: String, in store: CellStore) throws {
    let shard = options.shard.flatMap { Shard($0) } ?? Shard(environment: ProcessInfo.processInfo.environment)
    let states = try cells.map { try state(of: $0, in: store) }
    for (cell, state) in zip(cells, states) {
      guard case .damaged(let what) = state else { continue }
      log("damaged in the store: \(cell.label): \(printable(what)); it is set aside and made again")
      try store.setAside(cell.key)
    }
    let wanted = cells.indices.filter { isWanted(cells[$0], shard) }
    let failed = wanted.filter { states[$0].isFailure && !options.retryFailed }
    for index in failed {
      log("failed before: \(cells[index].label): \(states[index].reason); --retry-failed runs it again")
    }
    let todo = wanted.filter { !states[$0].isFinished && !(states[$0].isFailure && !options.retryFailed) }
    explain(cells, states, todo, in: store)

    let order = WorkOrder(
      part: part, configuration: configuration, surroundings: surroundings ?? Surroundings(), store: store.root,
      allowNonfinite: options.allowNonfinite, isFresh: options.fresh)
    try remember(code, in: store)
    var failures = failed.count
    func run(_ todo: [Int]) throws {
      let scheduler = Scheduler(cells, todo: todo, order: order, store: store, options: options)
      try scheduler.run()
      cellSeconds += scheduler.cellSeconds
      failures += scheduler.failures.count
    }
    try run(todo)
    // A shard that is done helps the others: claims keep two from working on one cell.
    if shard != nil, options.only.isEmpty, failures == 0 {
      try run(cells.indices.filter { !store.contains(cells[$0].key) })
    }
    guard failures == 0 else {
      let others = cells.count - failures
      throw StudyError(
        .failedCells, "\(failures) of \(cells.count) cells failed; no version is made, the other \(others) are kept")
    }
    let missing = cells.count { !store.contains($0.key) }
    guard missing == 0 else {
      let note = "\(wanted.count) of \(cells.count) cells are this run's and done; \(missing) are still missing"
      try show("\(note): the run that finds all of them makes the version\n")
      exit(0)
    }
  }

  func isWanted(_ cell: PlannedCell, _ shard: Shard?) -> Bool {
    guard shard?.contains(cell.key) ?? true else { return false }
    guard !options.only.isEmpty else { return true }
    return options.only.contains { fnmatch($0, cell.label, 0) == 0 || cell.key.hasPrefix($0) }
  }

  private func explain(_ cells: [PlannedCell], _ states: [CellState], _ todo: [Int], in store: CellStore) {
    guard !options.quiet, !todo.isEmpty else { return }
    let reasons = Dictionary(grouping: todo) { states[$0].reason }.sorted {
      ($1.value.count, $0.key) < ($0.value.count, $1.key)
    }
    let summary = reasons.prefix(3).map { reasons.count == 1 ? $0.key : "\($0.value.count) \($0.key)" }
    log("\(name): \(cells.count) cells, \(todo.count) to run (\(summary.joined(separator: "; ")))")
    if options.verbose { for index in todo { log("  \(cells[index].label): \(states[index].reason)") } }
  }

  /// So that a later run can say which file changed.
  private func remember(_ code: CodeDigest?, in store: CellStore) throws {
    guard let code, !Folder.exists("\(store.root)/code/\(code.digest).json") else { return }
    try AtomicFile.write(JSON.pretty(code), to: "\(store.root)/code/\(code.digest).json")
  }
}

/// An axis as a configuration holds it.
private struct StoredAxis: AnyAxis {
  let name: String
  let values: [Value]

  init(_ axis: Configuration.AxisSteps) { (name, values) = (axis.name, axis.steps) }
}

extension FinishedCell {
  init(_ cell: PlannedCell, _ stored: StoredCell) {
    self.init(
      point: cell.point, seed: cell.seed, metrics: stored.record.metrics, values: stored.record.values,
      readSeries: { name in orEnd { try stored.series(name) } },
      readArray: { name in orEnd { try stored.array(name) } },
      seriesNames: stored.record.series.keys.sorted(), arrayNames: stored.record.arrays)
  }
}

/// What cannot be read any more ends the process with its line and code.
func orEnd<T>(_ body: () throws -> T) -> T {
  do { return try body() } catch { end(with: error) }
}
