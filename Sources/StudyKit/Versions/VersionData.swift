import Exhibits
import Files

/// A version's stored numbers: its manifest, `cells.csv`, `data/`. Tables and figures can be drawn anew from these alone.
struct VersionData: Sendable {
  let folder: String
  let manifest: Manifest
  private let header: [String]
  private let rows: [String: [String]]

  init(_ path: String) throws {
    folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard Folder.isFolder(folder) else { throw FileError(.missing, path, "no such version") }
    struct Head: Decodable { let schema: Int }
    let head = try JSON.read(Head.self, from: "\(folder)/manifest.json")
    guard head.schema <= Manifest.currentSchema else {
      throw FileError(
        .damaged, "\(folder)/manifest.json",
        "schema \(head.schema) is newer than this program's \(Manifest.currentSchema)")
    }
    manifest = try JSON.read(Manifest.self, from: "\(folder)/manifest.json")
    let table = try CSV.read("\(folder)/cells.csv")
    header = table.header
    let names = ["part"] + manifest.configuration.axes.map(\.name) + ["seed"]
    let columns = names.map { table.header.firstIndex(of: $0) }
    var rows: [String: [String]] = [:]
    for row in table.rows { rows[CSV.line(columns.map { $0.map { row[$0] } ?? "" })] = row }
    self.rows = rows
  }

  /// Every cell's numbers by metric, by its place: part, axes and seed as text.
  func numbers() -> [[String]: [String: Double]] {
    let axes = manifest.configuration.axes.map(\.name)
    let placeNames = ["part"] + axes + ["seed"]
    var result: [[String]: [String: Double]] = [:]
    for row in rows.values {
      let fields = Dictionary(uniqueKeysWithValues: zip(header, row))
      var numbers: [String: Double] = [:]
      for name in header where !placeNames.contains(name) && name != "key" {
        if let text = fields[name], let x = Double(text) { numbers[name] = x }
      }
      let place = placeNames.compactMap { name in fields[name].flatMap { $0.isEmpty ? nil : "\(name)=\($0)" } }
      result[place] = numbers
    }
    return result
  }

  /// "v3".
  var name: String { String(folder.split(separator: "/").last ?? "") }

  /// The results of these cells; `.damaged` if the version does not have them all.
  func results(for cells: [PlannedCell]) throws -> Results {
    let axes = manifest.configuration.axes.map(\.name)
    let notMetrics = Set(["part", "seed", "key"] + axes)
    let series = try storedSeries()
    let arrays = Folder.names(in: "\(folder)/data").filter { Folder.isFolder("\(folder)/data/\($0)") }
    let finished = try cells.map { cell -> FinishedCell in
      let place = CSV.line([cell.identity.part] + axes.map { cell.point[value: $0]?.exact ?? "" } + ["\(cell.seed)"])
      guard let row = rows[place] else {
        throw FileError(.damaged, "\(folder)/cells.csv", "no cell \(cell.label); this study plans another grid")
      }
      var metrics: [String: Double?] = [:]
      for (name, text) in zip(header, row) where !notMetrics.contains(name) {
        metrics.updateValue(Double(text), forKey: name)
      }
      let mine = series[place] ?? [:]
      let slug = cell.slug
      let folder = folder
      let arrays = arrays.filter { Folder.exists("\(folder)/data/\($0)/\(slug).npy") }
      return FinishedCell(
        point: cell.point, seed: cell.seed, metrics: metrics, readSeries: { mine[$0] },
        readArray: { name in
          arrays.contains(name) ? orEnd { try CellFiles.readArray("\(folder)/data/\(name)/\(slug).npy") } : nil
        }, seriesNames: mine.keys.sorted(), arrayNames: arrays)
    }
    return Results(cells: finished, axes: cells[0].point.names)
  }

  /// By cell, then by name: the merged files taken apart again.
  func storedSeries() throws -> [String: [String: Series]] {
    var series: [String: [String: Series]] = [:]
    let hasParts = header.first == "part"
    let width = (hasParts ? 2 : 1) + manifest.configuration.axes.count
    for file in Folder.names(in: "\(folder)/data") where file.hasSuffix(".csv") {
      let path = "\(folder)/data/\(file)"
      let (header, rows) = try CSV.read(path)
      guard header.count > width else { throw FileError(.damaged, path, "too few columns") }
      var texts: [String: [[String]]] = [:]
      for row in rows {
        texts[CSV.line((hasParts ? [] : [""]) + row[..<width]), default: []].append(Array(row[width...]))
      }
      let hasIDs = rows.contains { Series.isID($0[width]) }
      for (place, rows) in texts {
        series[place, default: [:]][String(file.dropLast(4))] = try Series(
          header: Array(header[width...]), texts: rows, hasIDs: hasIDs, path)
      }
    }
    return series
  }
}

extension PlannedCell {
  /// A file name for what belongs to this cell: "lambda_rank-0.02_seed-1".
  var slug: String {
    let fields = (identity.part.isEmpty ? [] : [identity.part]) + zip(point.names, point.values).map { "\($0)-\($1)" }
    let text = (fields + ["seed-\(seed)"]).joined(separator: "_")
    if Folder.isFileName(text) { return text }
    return String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }.prefix(60))
      + "-" + Digest.of(text).prefix(8)
  }
}
