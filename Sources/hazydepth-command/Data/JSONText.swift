import Foundation
import Files

extension OutputFolder {
  /// Writes `value` as JSON: keys sorted, numbers that read back exactly.
  func write(json value: some Encodable, to name: String) throws {
    try write(Array(try jsonText(value).utf8), to: name)
  }
}

/// JSON with sorted keys; a number that is not finite is the text "NaN", "Infinity" or "-Infinity".
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
