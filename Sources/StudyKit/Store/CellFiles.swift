import Exhibits
import Files

/// A finished cell on disk: `cell.json`, `series/*.csv`, `arrays/*.npy`, `log.txt`, and `SHA256SUMS` over all of them.
struct CellRecord: Codable, Sendable {
  let identity: CellIdentity
  let metrics: [String: Double?]
  let series: [String]
  let arrays: [String]
  /// Wall time it took, resumed runs not counted.
  let seconds: Double
}

enum CellFiles {
  /// Fills a folder with what a cell gave.
  static func write(_ result: CellResult, _ identity: CellIdentity, seconds: Double, to folder: String) throws {
    for (kind, names) in [("series", result.series.keys.sorted()), ("arrays", result.arrays.keys.sorted())] {
      if !names.isEmpty { try Folder.make("\(folder)/\(kind)") }
      for name in names where !Folder.isFileName(name) {
        throw StudyError(.bug, "\(kind): '\(name)' is no file name; letters, digits, '_', '-' and '.' are")
      }
    }
    for (name, series) in result.series {
      let lines = [CSV.line(series.columns)] + series.texts.map(CSV.line)
      try AtomicFile.write(lines.joined(), to: "\(folder)/series/\(name).csv")
    }
    for (name, array) in result.arrays { try write(array, to: "\(folder)/arrays/\(name).npy") }
    let record = CellRecord(
      identity: identity, metrics: result.metrics, series: result.series.keys.sorted(),
      arrays: result.arrays.keys.sorted(), seconds: seconds)
    try AtomicFile.write(JSON.pretty(record), to: "\(folder)/cell.json")
    try AtomicFile.write(try Checksums.list(of: folder), to: "\(folder)/\(Checksums.name)")
  }

  static func write(_ array: NumericArray, to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(NumpyArray.encode(array.values, shape: array.shape))
    try file.commit()
  }

  static func readArray(_ path: String) throws(FileError) -> NumericArray {
    let array = try NumpyArray(Folder.bytes(of: path), name: path)
    return NumericArray(shape: array.shape, values: array.floats)
  }

  static func readSeries(_ path: String) throws(FileError) -> Series {
    let (header, rows) = try CSV.read(path)
    return try Series(header: header, texts: rows, path)
  }
}

extension Series {
  /// Its rows as CSV fields. An id that would be taken for a number (a time stamp: "1305031102.175304") stands behind an
  /// apostrophe.
  var texts: [[String]] {
    func marked(_ id: String) -> String { Series.isID(id) && !id.hasPrefix("'") ? id : "'" + id }
    return rows.indices.map { i in (ids.map { [marked($0[i])] } ?? []) + rows[i].map(CSV.number) }
  }

  /// An id as it was before it was written.
  private static func unmarked(_ field: String) -> String {
    let rest = String(field.dropFirst())
    return field.hasPrefix("'") && (rest.hasPrefix("'") || !isID(rest)) ? rest : field
  }

  /// Whether a field is no number as `CSV.number` writes them: "17" is an id, where a number would be "17.0".
  static func isID(_ field: String) -> Bool { !field.isEmpty && Double(field).map(CSV.number) != field }

  /// From CSV fields. `hasIDs`: the first column's are ids; by default if one of them is.
  init(header: [String], texts: [[String]], hasIDs: Bool? = nil, _ path: String) throws(FileError) {
    let hasIDs = hasIDs ?? texts.contains { Series.isID($0[0]) }
    self.init(columns: header, ids: hasIDs ? [] : nil)
    for text in texts {
      let row = text.dropFirst(hasIDs ? 1 : 0).map { $0.isEmpty ? .nan : Double($0) }
      guard !row.contains(nil) else { throw FileError(.damaged, path, "no number in \(text)") }
      append(id: hasIDs ? Series.unmarked(text[0]) : nil, row: row.compactMap { $0 })
    }
  }
}
