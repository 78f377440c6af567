import Files
import Numerics

/// What a cell found: its metrics, series and arrays for the figures, and whatever else it wants to keep.
///
///     var out = CellResult()
///     out["violations"] = 0.1
///     out.series["loss"] = loss
///     out.arrays["v"] = NumericArray(shape: [h, w], values: v)
///     out.values["basis"] = basis                    // any Codable, kept with its type
public struct CellResult: Sendable {
  /// By name; nil where the metric is not defined for this cell (the correlation of a constant).
  public private(set) var metrics: [String: Double?] = [:]
  public var series: [String: Series] = [:]
  public var arrays: [String: NumericArray] = [:]
  public var values = CellValues()

  public init() {}

  /// A metric, declared by `study.metric`. Assigning nil says "not defined here"; NaN and infinity fail the cell.
  public subscript(_ metric: String) -> Double? {
    get { metrics[metric] ?? nil }
    set { metrics.updateValue(newValue, forKey: metric) }
  }
}

/// Numbers in columns: one row per step, per image or per bin.
///
///     var loss = Series("step", "L_total", "L_rank")
///     loss.append(Double(step), L_total, L_rank)
///     var errors = Series(perID: "image", "mae", "rmse")
///     errors.append("0001", 1.2, 3.4)
public struct Series: Sendable, Equatable {
  /// With the column of the ids first, if there is one.
  public let columns: [String]
  /// One per row, or nil where rows have numbers only.
  public private(set) var ids: [String]?
  /// The numbers of each row, without the id. NaN: not defined.
  public private(set) var rows: [[Double]] = []

  public init(_ columns: String...) { self.init(columns: columns, ids: nil) }
  public init(perID id: String, _ columns: String...) { self.init(columns: [id] + columns, ids: []) }

  /// Two columns of one name trap, and so does a row of another length.
  public init(columns: [String], rows: [[Double]] = []) {
    self.init(columns: columns, ids: nil)
    for row in rows { append(row: row) }
  }

  /// `ids`: nil, or one per row to come.
  init(columns: [String], ids: [String]?) {
    require(Set(columns).count == columns.count, "Series: a column twice among \(columns)")
    self.columns = columns
    self.ids = ids
  }

  public mutating func append(_ numbers: Double...) { append(row: numbers) }
  public mutating func append(_ id: String, _ numbers: Double...) { append(id: id, row: numbers) }

  /// A row of another length than the columns traps, and so does an id too many or too few.
  public mutating func append(id: String? = nil, row: [Double]) {
    let expected = columns.count - (ids == nil ? 0 : 1)
    require(row.count == expected, "Series: \(row.count) numbers for the \(expected) columns of \(columns)")
    require((id == nil) == (ids == nil), "Series: rows of \(columns) \(ids == nil ? "have no id" : "need an id")")
    rows.append(row)
    if let id { ids?.append(id) }
  }

  /// One column's numbers, top to bottom.
  public subscript(_ column: String) -> [Double] {
    let shift = ids == nil ? 0 : 1
    guard let index = columns.firstIndex(of: column), index >= shift else {
      fatalError("Series: no column of numbers '\(column)' among \(columns)")
    }
    return rows.map { $0[index - shift] }
  }
}
