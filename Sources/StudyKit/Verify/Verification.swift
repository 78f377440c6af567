import Files
import Glibc
import Processes

/// What running a version's cells again has shown so far.
@MainActor
final class Verification {
  var reasonsNotComparable: [String] = []
  var codeChanges: [String] = []
  var cells = 0
  var numbers = 0
  /// One line each.
  var differences: [String] = []
}

extension Study {
  /// Runs a sample of a part's cells in a store of their own and compares every number with the version's.
  func verify(
    _ cells: [PlannedCell], _ part: String, against stored: Results, of data: VersionData, _ verification: Verification
  ) throws {
    guard verification.reasonsNotComparable.isEmpty else { return }
    let store = try CellStore(VersionCheck.scratch(storeRoot))
    defer { try? Folder.remove(store.root) }
    let sample = sampled(cells)
    let order = WorkOrder(
      part: part, configuration: configuration, surroundings: surroundings ?? Surroundings(), store: store.root,
      allowNonfinite: true, isFresh: false, version: data.folder)
    let scheduler = Scheduler(cells, todo: sample, order: order, store: store, options: options)
    try scheduler.run()
    for index in sample {
      verification.cells += 1
      guard let found = try store.load(cells[index].key) else {
        verification.differences.append("\(cells[index].label): \(scheduler.failures[index] ?? "gave no result")")
        continue
      }
      let new = FinishedCell(cells[index], found)
      compare(new, stored.cells[index], cells[index].label, verification)
    }
  }

  /// At least one, drawn by the cells' own keys, so that the same share means the same cells.
  private func sampled(_ cells: [PlannedCell]) -> [Int] {
    let order = cells.indices.sorted { cells[$0].key < cells[$1].key }
    return order.prefix(max(1, Int((options.sample * Double(cells.count)).rounded(.up)))).sorted()
  }

  private func compare(_ new: FinishedCell, _ old: FinishedCell, _ label: String, _ verification: Verification) {
    func same(_ a: Double?, _ b: Double?) -> Bool { a == b || (a?.isNaN ?? false) && (b?.isNaN ?? false) }
    // A version's table has no line of a series without rows: of a model that was not trained at all.
    func rows(_ series: Series?) -> Series? { series.flatMap { $0.rows.isEmpty ? nil : $0 } }
    for name in Set(old.metrics.keys).union(new.metrics.keys).sorted() {
      verification.numbers += 1
      let (a, b) = (old.metrics[name] ?? nil, new.metrics[name] ?? nil)
      if !same(a, b) {
        func text(_ x: Double?) -> String { x.map { "\($0)" } ?? "undefined" }
        verification.differences.append("\(label): \(name) was \(text(a)), is \(text(b))")
      }
    }
    // The first schema had no values.
    for name in old.values.names where !new.values.isSame(name, as: old.values) {
      verification.differences.append("\(label): value \(name) differs")
    }
    for name in Set(old.seriesNames).union(new.seriesNames).sorted() {
      let (a, b) = (rows(old.series(name)), rows(new.series(name)))
      verification.numbers += a.map { $0.rows.reduce(0) { $0 + $1.count } } ?? 0
      if a?.columns != b?.columns || a?.texts != b?.texts {
        verification.differences.append("\(label): series \(name) differs")
      }
    }
    for name in Set(old.arrayNames).union(new.arrayNames).sorted() {
      let (a, b) = (old.array(name), new.array(name))
      verification.numbers += a?.values.count ?? 0
      let isSame = a?.shape == b?.shape && a?.values.map(\.bitPattern) == b?.values.map(\.bitPattern)
      if !isSame { verification.differences.append("\(label): array \(name) differs") }
    }
  }

  /// The verdict: PASS with 0, FAIL and NOT COMPARABLE with 1.
  func finish(_ verification: Verification, of data: VersionData) throws {
    let place = shown(data.folder)
    if !verification.codeChanges.isEmpty {
      let files = verification.codeChanges
      log(
        "the code has changed since: \(files.prefix(3).joined(separator: ", "))\(files.count > 3 ? " and \(files.count - 3) more" : "")"
      )
    }
    guard verification.reasonsNotComparable.isEmpty else {
      try show("\(place): NOT COMPARABLE: \(verification.reasonsNotComparable.joined(separator: "; "))\n")
      exit(1)
    }
    for line in verification.differences.prefix(20) { try show("  \(line)\n") }
    let total = parts.reduce(0) { $0 + $1.cells.count }
    let scope = "\(verification.cells) of \(total) cells run again, \(verification.numbers) numbers"
    guard verification.differences.isEmpty else {
      try show("\(place): FAIL: \(verification.differences.count) differences; \(scope)\n")
      exit(1)
    }
    try show("\(place): PASS: \(scope), every bit the same\n")
  }
}
