import Foundation

/// JSON as this module writes it: sorted keys, shortest numbers that read back the same.
package enum JSON {
  /// On one line: what keys are the digest of.
  package static func canonical(_ value: some Encodable) -> String {
    text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  /// For people, with a final newline.
  package static func pretty(_ value: some Encodable) -> String {
    text(value, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]) + "\n"
  }

  private static func text(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = format
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { fatalError("JSON: cannot encode a \(type(of: value))") }
    return String(decoding: data, as: UTF8.self)
  }

  /// A file that this module wrote; `.damaged` if it does not read as one.
  package static func read<T: Decodable>(_ type: T.Type, from path: String) throws(FileError) -> T {
    let bytes = try Folder.bytes(of: path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return try decoder.decode(type, from: Data(bytes)) } catch {
      throw FileError(.damaged, path, "not what was written here: \(error)")
    }
  }
}
