import Exhibits
import Files
import Processes

/// A finished cell on disk: `cell.json`, `series/*.csv`, `arrays/*.npy`, `log.txt`, and `SHA256SUMS` over all of them.
struct CellRecord: Codable, Sendable {
  let identity: CellIdentity
  let metrics: [String: Double?]
  let values: CellValues
  /// By name.
  let series: [String: SeriesType]
  let arrays: [String]
  /// Wall time it took, resumed runs not counted.
  let seconds: Double
}

/// What the fields of a stored series are.
struct SeriesType: Codable, Sendable, Equatable {
  /// With the column of the ids first, if there is one.
  let columns: [String]
  let hasIDs: Bool

  init(columns: [String], hasIDs: Bool) { (self.columns, self.hasIDs) = (columns, hasIDs) }
  init(_ series: Series) { (columns, hasIDs) = (series.columns, series.ids != nil) }
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
      identity: identity, metrics: result.metrics, values: result.values,
      series: result.series.mapValues { SeriesType($0) }, arrays: result.arrays.keys.sorted(), seconds: seconds)
    try AtomicFile.write(JSON.pretty(record), to: "\(folder)/cell.json")
    try AtomicFile.write(try Checksums.list(of: folder), to: "\(folder)/\(Checksums.name)")
  }

  static func write(_ array: NumericArray, to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    if let bytes = array.bytes {
      try file.write(NumpyArray.encode(bytes, shape: array.shape))
    } else {
      try file.write(NumpyArray.encode(array.values, shape: array.shape))
    }
    try file.commit()
  }

  static func readArray(_ path: String) throws(FileError) -> NumericArray {
    try array(Folder.bytes(of: path), path)
  }

  static func array(_ bytes: [UInt8], _ path: String) throws(FileError) -> NumericArray {
    let array = try NumpyArray(bytes, name: path)
    guard array.header.element == .uint8 else { return NumericArray(shape: array.shape, values: array.floats) }
    return NumericArray(shape: array.shape, bytes: array.floats.map { UInt8($0) })
  }
}

/// A finished cell of a store, as its sums say it was written. Each file is checked when it is read.
struct StoredCell: Sendable {
  let record: CellRecord
  let folder: String
  private let sums: [String: String]

  /// Throws `.damaged` with the file's name for a cell that is not what was written under this key.
  init(_ folder: String, key: String) throws(FileError) {
    self.folder = folder
    sums = try Checksums.read(folder)
    if let difference = try Checksums.differences(in: folder).first { throw FileError(.damaged, folder, difference) }
    let path = "\(folder)/cell.json"
    record = try JSON.read(CellRecord.self, from: path)
    guard record.identity.key == key else {
      throw FileError(.damaged, path, "is another cell, of key \(record.identity.key.prefix(16))")
    }
  }

  func series(_ name: String) throws(FileError) -> Series? {
    guard let type = record.series[name] else { return nil }
    let (bytes, path) = try read("series/\(name).csv")
    let (header, rows) = try CSV.table(bytes, path)
    guard header == type.columns else { throw FileError(.damaged, path, "columns \(header), expected \(type.columns)") }
    return try Series(type, texts: rows, path)
  }

  func array(_ name: String) throws(FileError) -> NumericArray? {
    guard record.arrays.contains(name) else { return nil }
    let (bytes, path) = try read("arrays/\(name).npy")
    return try CellFiles.array(bytes, path)
  }

  func digest(of file: String) -> String? { sums[file] }

  private func read(_ file: String) throws(FileError) -> ([UInt8], path: String) {
    let path = "\(folder)/\(file)"
    let bytes = try Folder.bytes(of: path)
    guard bytes.withUnsafeBytes({ Digest.of($0) }) == sums[file] else {
      throw FileError(.damaged, path, "has changed since it was written; the same command makes it again")
    }
    return (bytes, path)
  }
}

extension Series {
  /// Its rows as CSV fields. An id that would be taken for a number (a time stamp: "1305031102.175304") stands behind an
  /// apostrophe.
  var texts: [[String]] {
    rows.indices.map { i in (ids.map { [$0[i]] } ?? []) + rows[i].map(CSV.number) }
  }

  /// From CSV fields, each row as long as the columns.
  init(_ type: SeriesType, texts: [[String]], _ path: String) throws(FileError) {
    self.init(columns: type.columns, ids: type.hasIDs ? [] : nil)
    for text in texts {
      let row = text.dropFirst(type.hasIDs ? 1 : 0).map { $0.isEmpty ? .nan : Double($0) }
      guard !row.contains(nil) else { throw FileError(.damaged, path, "no number in \(text)") }
      append(id: type.hasIDs ? text[0] : nil, row: row.compactMap { $0 })
    }
  }
}
