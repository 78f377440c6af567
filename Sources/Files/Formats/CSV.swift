/// Comma-separated values as RFC 4180 has them, lines ended by a newline, numbers with all their digits.
///
/// A text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a return, and is no number)
/// stands behind an apostrophe, which reading takes away again.
package enum CSV {
  /// The shortest text that reads back the same; empty for NaN.
  package static func number(_ x: Double) -> String { x.isNaN ? "" : "\(x)" }

  package static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  private static func quoted(_ text: String) -> String {
    let field = isFormula(text[...]) && Double(text) == nil ? "'" + text : text
    let needsQuotes = field.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }

  /// Whether a text begins as a formula does, behind any number of apostrophes.
  private static func isFormula(_ text: Substring) -> Bool {
    guard let first = text.utf8.drop(while: { $0 == UInt8(ascii: "'") }).first else { return false }
    return [0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0d].contains(first)
  }

  /// A field as it was before it was written.
  private static func unprotected(_ field: String) -> String {
    field.utf8.first == UInt8(ascii: "'") && isFormula(field[...]) ? String(field.dropFirst()) : field
  }

  /// A file's header and rows, each row as long as the header.
  package static func read(_ path: String) throws(FileError) -> (header: [String], rows: [[String]]) {
    try table(Folder.bytes(of: path), path)
  }

  /// The same of bytes that were read from there.
  package static func table(_ bytes: [UInt8], _ path: String) throws(FileError) -> (header: [String], rows: [[String]])
  {
    let lines = try parse(bytes, path)
    guard let header = lines.first else { throw FileError(.damaged, path, "empty, expected a header") }
    for (number, line) in lines.enumerated() where line.count != header.count {
      throw FileError(.damaged, path, "row \(number + 1) has \(line.count) fields, the header \(header.count)")
    }
    return (header, Array(lines.dropFirst()))
  }

  private static func parse(_ bytes: [UInt8], _ path: String) throws(FileError) -> [[String]] {
    var lines: [[String]] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var i = 0
    func text(_ bytes: [UInt8]) -> String { unprotected(String(decoding: bytes, as: UTF8.self)) }
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      if isQuoted {
        guard byte == 0x22 else {
          field.append(byte)
          continue
        }
        if i < bytes.count, bytes[i] == 0x22 {
          field.append(byte)
          i += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case 0x22: isQuoted = true
      case 0x2c:
        fields.append(text(field))
        field = []
      case 0x0d where i < bytes.count && bytes[i] == 0x0a: break
      case 0x0a:
        lines.append(fields + [text(field)])
        (fields, field) = ([], [])
      default: field.append(byte)
      }
    }
    guard !isQuoted, field.isEmpty, fields.isEmpty else {
      throw FileError(.damaged, path, "cut short: the last line has no end")
    }
    return lines
  }
}
