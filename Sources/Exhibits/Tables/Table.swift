import Files
import Numerics

/// Rows of values under named columns: what a study writes, and what its plots are drawn from.
///
/// `write(to:)` makes `name.csv` (every digit), `name.md` and `name.tex`; the report shows the same as HTML.
public struct Table: Sendable, Equatable {
  /// The name of its files: letters, digits, "-", "_" and ".".
  public let name: String
  /// What a reader sees above it. Samples, intervals and marks are explained after it automatically.
  public var caption: String
  public let columns: [Column]
  public private(set) var rows: [[Entry]] = []
  /// Columns whose values part the rows into groups: the best is sought within each.
  public var groups: [String] = []

  public init(_ name: String, _ caption: String = "", columns: Column...) {
    self.init(name, caption, columns: columns)
  }

  /// Two columns of one name, or a name that is none for a file, trap.
  public init(_ name: String, _ caption: String = "", columns: [Column]) {
    require(isFileName(name), "Table: \(printable(name)) is no name for its files")
    let names = columns.map(\.name)
    require(Set(names).count == names.count, "Table \(name): two columns have one name among \(names)")
    self.name = name
    self.caption = caption
    self.columns = columns
  }

  /// Appends a row: one value per column; another count traps. Numbers that are not finite are kept and shown as such.
  public mutating func row(_ values: any TableEntry...) { row(values.map(\.entry)) }

  /// The same from a list.
  public mutating func row(_ values: [Entry]) {
    require(
      values.count == columns.count, "Table \(name): \(values.count) values for the \(columns.count) columns")
    rows.append(values)
  }

  /// The place of a column; an unknown name traps and names the columns there are.
  public func index(_ column: String) -> Int {
    guard let k = columns.firstIndex(where: { $0.name == column }) else {
      fatalError("Table \(name): no column \(column) among \(columns.map(\.name).joined(separator: ", "))")
    }
    return k
  }

  /// The column of a name; an unknown one traps.
  public func column(_ name: String) -> Column { columns[index(name)] }

  /// A column's values from the first row to the last.
  public subscript(name: String) -> [Entry] {
    let k = index(name)
    return rows.map { $0[k] }
  }

  /// The rows for which this holds.
  public func keeping(_ isKept: ([Entry]) -> Bool) -> Table {
    var part = self
    part.rows = rows.filter(isKept)
    return part
  }

  /// The rows in which `column` has this value.
  public func filtered(_ column: String, is value: any TableEntry) -> Table {
    let k = index(column)
    return keeping { $0[k] == value.entry }
  }

  /// The last number of a column among the rows in which another one has this value; nil without one.
  public func last(_ column: String, where key: String, is value: any TableEntry) -> Double? {
    filtered(key, is: value)[column].last?.number
  }

  /// The same rows under another name, e.g. to keep a table for each of two captions.
  public func named(_ name: String, _ caption: String? = nil, keeping kept: [String]? = nil) -> Table {
    var copy = Table(name, caption ?? self.caption, columns: kept.map { $0.map(column) } ?? columns)
    copy.groups = groups
    let places = copy.columns.map { index($0.name) }
    copy.rows = rows.map { row in places.map { row[$0] } }
    return copy
  }

  /// One row for each combination of the `keys`, in order of first appearance: the numbers of all its rows become
  /// samples, one value per row (a row is a seed). A value that is missing in some rows leaves a smaller sample.
  /// Columns of text that are no key, and those in `dropping`, are left out.
  public func overSeeds(by keys: [String], dropping dropped: [String] = ["seed"]) -> Table {
    let places = keys.map(index)
    let measured = columns.indices.filter { k in
      !keys.contains(columns[k].name) && !dropped.contains(columns[k].name)
        && rows.contains { $0[k].number != nil }
    }
    var table = Table(name, caption, columns: places.map { columns[$0] } + measured.map { columns[$0] })
    table.groups = groups
    let keysOfRows = rows.map { row in places.map { row[$0] } }
    let members = Dictionary(grouping: rows.indices) { keysOfRows[$0] }
    for key in distinct(keysOfRows) {
      let values = measured.map { k in Sample(members[key]!.compactMap { rows[$0][k].rawNumber }).entry }
      table.row(key + values)
    }
    return table
  }
}

/// The values without repetitions, in order of first appearance.
package func distinct<T: Hashable>(_ values: [T]) -> [T] {
  var seen: Set<T> = []
  return values.filter { seen.insert($0).inserted }
}

/// Names that need no quoting anywhere: letters, digits, "-", "_", "."; not hidden, at most 100.
func isFileName(_ name: String) -> Bool {
  !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
    && name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [45, 46, 95].contains(byte)
    }
}
