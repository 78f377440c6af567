import Exhibits
import Files

/// A version's stored numbers. Tables and figures can be drawn anew from these alone.
///
/// Whatever is read is what the manifest says was written; anything else throws `.damaged` with the file's name.
struct VersionData: Sendable {
  let folder: String
  let manifest: Manifest
  /// By place: the fields of a line of `cells.csv` that say which cell it is, as that line begins.
  private let cells: [String: Cell]
  private let series: [String: SeriesType]
  /// Digests of what was measured, by path.
  private let sums: [String: String]

  private struct Cell: Sendable {
    /// "drift=1", one for the part, each axis and the seed.
    let label: [String]
    let metrics: [String: Double?]
    let values: CellValues
    /// nil: not known before the files are read.
    let series: [String]?
  }

  init(_ path: String) throws {
    folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard Folder.isFolder(folder) else { throw FileError(.missing, path, "no such version") }
    manifest = try Manifest(of: folder)
    if let fault = manifest.faults.first {
      throw FileError(.damaged, folder, "\(fault); restore it, or remove the version and make it again")
    }
    sums = Dictionary(manifest.outputs.map { ($0.path, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    if manifest.schema == 1 {
      (cells, series) = (try VersionData.cells(ofFirstSchema: manifest, folder, sums), [:])
    } else {
      let bytes = try VersionData.read(StoredCells.name, in: folder, sums)
      let stored = try JSON.parse(StoredCells.self, bytes, "\(folder)/\(StoredCells.name)")
      let axes = manifest.configuration.axes.map(\.name)
      series = stored.series
      cells = Dictionary(
        stored.cells.map { cell in
          let steps = axes.compactMap { name in cell.point[name].map { "\(name)=\($0)" } }
          let label = (cell.part.isEmpty ? [] : ["part=\(cell.part)"]) + steps + ["seed=\(cell.seed)"]
          return (
            CSV.line(cell.place),
            Cell(label: label, metrics: cell.metrics, values: cell.values, series: cell.series)
          )
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// "v3".
  var name: String { String(folder.split(separator: "/").last ?? "") }

  /// A file of the version, checked.
  private static func read(
    _ file: String, in folder: String, _ sums: [String: String]
  ) throws(FileError) -> [UInt8] {
    let path = "\(folder)/\(file)"
    let bytes = try Folder.bytes(of: path)
    guard bytes.withUnsafeBytes({ Digest.of($0) }) == sums[file] else {
      throw FileError(
        .damaged, path, "has changed since it was written; restore it, or remove the version and make it again")
    }
    return bytes
  }

  private func read(_ file: String) throws(FileError) -> [UInt8] { try VersionData.read(file, in: folder, sums) }

  /// Every cell's finite and other numbers by metric, by its place: part, axes and seed as text. What is not defined is not
  /// there.
  func numbers() -> [[String]: [String: Double]] {
    Dictionary(
      cells.values.map { ($0.label, $0.metrics.compactMapValues { $0 }) }, uniquingKeysWith: { first, _ in first })
  }

  /// The results of these cells; `.damaged` if the version does not have them all.
  func results(for planned: [PlannedCell]) throws -> Results {
    let axes = manifest.configuration.axes.map(\.name)
    let hasParts = manifest.parts.contains { !$0.name.isEmpty }
    let series = try storedSeries(by: { $0 })
    let arrays = Set(sums.keys.filter { $0.hasPrefix("data/") && $0.hasSuffix(".npy") })
    let finished = try planned.map { cell -> FinishedCell in
      let place = CSV.line(cell.place(axes, hasParts: hasParts))
      guard let stored = cells[place] else {
        throw FileError(.damaged, "\(folder)/cells.csv", "no cell \(cell.label); this study plans another grid")
      }
      let mine = series[place] ?? [:]
      let slug = cell.slug
      let mineArrays = arrays.filter { $0.hasSuffix("/\(slug).npy") }
      let names = mineArrays.map { String($0.dropFirst(5).dropLast(slug.utf8.count + 5)) }.sorted()
      return FinishedCell(
        point: cell.point, seed: cell.seed, metrics: stored.metrics, values: stored.values, readSeries: { mine[$0] },
        readArray: { [self] name in
          guard names.contains(name) else { return nil }
          let file = "data/\(name)/\(slug).npy"
          return orEnd { try CellFiles.array(read(file), "\(folder)/\(file)") }
        }, seriesNames: mine.keys.sorted(), arrayNames: names)
    }
    return Results(cells: finished, axes: planned[0].point.names)
  }

  /// Every cell's series by name, by its label.
  func labelledSeries() throws -> [[String]: [String: Series]] { try storedSeries(by: { cells[$0]?.label ?? [$0] }) }

  /// The series of `data/*.csv`, by cell and then by name.
  private func storedSeries<Key: Hashable>(by key: (String) -> Key) throws -> [Key: [String: Series]] {
    var found: [Key: [String: Series]] = [:]
    let hasParts = manifest.parts.contains { !$0.name.isEmpty }
    let width = (hasParts ? 2 : 1) + manifest.configuration.axes.count
    for file in sums.keys.sorted() where file.hasPrefix("data/") && file.hasSuffix(".csv") {
      let name = String(file.dropFirst(5).dropLast(4))
      let path = "\(folder)/\(file)"
      let (header, rows) = try CSV.table(read(file), path)
      guard header.count > width else { throw FileError(.damaged, path, "too few columns") }
      let columns = Array(header[width...])
      let type = series[name] ?? SeriesType(ofFirstSchema: columns, rows.map { $0[width] })
      guard type.columns == columns else {
        throw FileError(.damaged, path, "columns \(columns), expected \(type.columns)")
      }
      for (place, rows) in Dictionary(grouping: rows, by: { CSV.line(Array($0[..<width])) }) {
        found[key(place), default: [:]][name] = try Series(type, texts: rows.map { Array($0[width...]) }, path)
      }
      // A cell may have a series without a row.
      for (place, cell) in cells where cell.series?.contains(name) == true && found[key(place)]?[name] == nil {
        found[key(place), default: [:]][name] = try Series(type, texts: [], path)
      }
    }
    return found
  }
}

// MARK: Versions of the first schema, which have `cells.csv` alone

extension VersionData {
  private static func cells(
    ofFirstSchema manifest: Manifest, _ folder: String, _ sums: [String: String]
  ) throws(FileError) -> [String: Cell] {
    let (header, rows) = try CSV.table(read("cells.csv", in: folder, sums), "\(folder)/cells.csv")
    let places = (header.first == "part" ? 1 : 0) + manifest.configuration.axes.count + 1
    var cells: [String: Cell] = [:]
    for row in rows {
      let fields = zip(header, row)
      let label = fields.prefix(places).compactMap { name, text in
        text.isEmpty ? nil : "\(name)=\(Value(parsing: text))"
      }
      var metrics: [String: Double?] = [:]
      for (name, text) in fields.dropFirst(places) where name != "key" {
        metrics.updateValue(Double(text), forKey: name)
      }
      cells[CSV.line(Array(row[..<places]))] = Cell(label: label, metrics: metrics, values: CellValues(), series: nil)
    }
    return cells
  }
}

extension SeriesType {
  /// The first schema did not say whether a column holds ids: it does if one of its fields is no number as `CSV.number`
  /// writes them, "17" where a number would be "17.0".
  fileprivate init(ofFirstSchema columns: [String], _ first: [String]) {
    func isID(_ field: String) -> Bool { !field.isEmpty && Double(field).map(CSV.number) != field }
    (self.columns, hasIDs) = (columns, first.contains(where: isID))
  }
}

extension PlannedCell {
  /// The fields that say which cell a row belongs to.
  func place(_ axes: [String], hasParts: Bool) -> [String] {
    let steps = axes.map { name -> String in
      switch point[value: name] {
      case let value?: value.exact
      case nil: ""
      }
    }
    return (hasParts ? [identity.part] : []) + steps + ["\(seed)"]
  }

  /// A file name for what belongs to this cell: "lambda_rank-0.02_seed-1".
  var slug: String {
    let fields = (identity.part.isEmpty ? [] : [identity.part]) + zip(point.names, point.values).map { "\($0)-\($1)" }
    let text = (fields + ["seed-\(seed)"]).joined(separator: "_")
    if Folder.isFileName(text) { return text }
    return String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }.prefix(60))
      + "-" + Digest.of(text).prefix(8)
  }
}
