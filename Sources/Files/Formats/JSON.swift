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
    try parse(type, Folder.bytes(of: path), path)
  }

  /// The same of bytes that were read from there.
  package static func parse<T: Decodable>(_ type: T.Type, _ bytes: [UInt8], _ path: String) throws(FileError) -> T {
    do { return try decode(type, from: Data(bytes)) } catch {
      throw FileError(.damaged, path, "not what was written here: \(JSON.words(error))")
    }
  }

  /// Where and what, without the decoder's page of types.
  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "no '\(key.stringValue)'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another type"
    case DecodingError.dataCorrupted: "no whole JSON"
    default: "\(error)"
    }
  }

  package static func decode<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }
}
