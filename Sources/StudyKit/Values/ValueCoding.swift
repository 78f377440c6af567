import Foundation
import Numerics

extension Value: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let n = try? container.decode(Int.self) {
      self = .int(n)
    } else if let x = try? container.decode(Double.self) {
      self = .double(x)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else {
      self = .list(try container.decode([Value].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .bool(let flag): try container.encode(flag)
    case .int(let n): try container.encode(n)
    case .double(let x): try container.encode(x)
    case .string(let text): try container.encode(text)
    case .list(let items): try container.encode(items)
    }
  }
}

/// JSON as this module writes it: sorted keys, shortest numbers that read back the same.
enum JSON {
  /// On one line: what keys are the digest of.
  static func canonical(_ value: some Encodable) -> String { text(value, [.sortedKeys, .withoutEscapingSlashes]) }

  /// For people, with a final newline.
  static func pretty(_ value: some Encodable) -> String {
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
  static func read<T: Decodable>(_ type: T.Type, from path: String) throws(FileError) -> T {
    let bytes = try Folder.bytes(of: path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return try decoder.decode(type, from: Data(bytes)) } catch {
      throw FileError(.damaged, path, "not what was written here: \(error)")
    }
  }
}
