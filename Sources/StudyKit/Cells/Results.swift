import Files
import Numerics

/// The finished cells of one `study.run`, in the grid's order: axes as declared, the last fastest, then seeds.
public struct Results: Sendable {
  public let cells: [FinishedCell]
  /// The axes of this grid, by name, in declared order.
  public let axes: [String]
  /// Of the keys of all its cells: what depends on these results depends on this.
  var digest = ""

  /// The points of the grid that have a finished cell, each once, in order.
  public var points: [Point] {
    var seen = Set<Point>()
    return cells.map(\.point).filter { seen.insert($0).inserted }
  }

  /// The cells where all of these hold: `results.where(lambda_rank == 0.02, lambda_tv == 0)`.
  public func `where`(_ conditions: Condition...) -> Results { filtered(conditions) }

  /// The cells (one per seed) of a point.
  public func at(_ point: Point) -> Results {
    Results(cells: cells.filter { $0.point == point }, axes: axes, digest: digest)
  }

  /// A metric's values, one per cell (so: per seed, of one point), in order. Cells in which it is not defined are left out.
  public func metric(_ name: String, where conditions: Condition...) -> [Double] {
    filtered(conditions).cells.compactMap { $0[name] }
  }

  /// The mean over those cells; nil without any.
  public func mean(_ name: String, where conditions: Condition...) -> Double? {
    let values = filtered(conditions).cells.compactMap { $0[name] }
    return values.isEmpty ? nil : FixedOrder.mean(values)
  }

  /// The same, the conditions by name: `where: ["lambda_rank": 0.02]`.
  public func metric(_ name: String, where conditions: KeyValuePairs<String, Value>) -> [Double] {
    filtered(conditions.map { Condition(name: $0, value: $1) }).cells.compactMap { $0[name] }
  }

  /// A series of each cell that has it, in order.
  public func series(_ name: String, where conditions: Condition...) -> [Series] {
    filtered(conditions).cells.compactMap { $0.series(name) }
  }

  /// An array of each cell that has it, in order.
  public func arrays(_ name: String, where conditions: Condition...) -> [NumericArray] {
    filtered(conditions).cells.compactMap { $0.array(name) }
  }

  private func filtered(_ conditions: [Condition]) -> Results {
    Results(
      cells: cells.filter { cell in conditions.allSatisfy { $0.holds(for: cell.point) } }, axes: axes, digest: digest)
  }
}

/// One finished cell: its point, its seed and what it measured.
public struct FinishedCell: Sendable {
  public let point: Point
  public let seed: Int
  /// By name; nil where it is not defined for this cell.
  public let metrics: [String: Double?]
  /// What else the cell kept.
  public let values: CellValues
  let readSeries: @Sendable (String) -> Series?
  let readArray: @Sendable (String) -> NumericArray?
  let seriesNames: [String]
  let arrayNames: [String]

  public subscript(_ metric: String) -> Double? { metrics[metric] ?? nil }
  public subscript<Step>(_ axis: Axis<Step>) -> Step { point[axis] }

  /// What the cell put under this name; nil: nothing.
  public func series(_ name: String) -> Series? { readSeries(name) }
  public func array(_ name: String) -> NumericArray? { readArray(name) }
}
