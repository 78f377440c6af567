import CJansson

/// A JSON text as a value: for configurations and manifests, which are small.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// In the order of the text.
  case object([Member])

  public struct Member: Equatable, Sendable {
    public let name: String
    public let value: JSONValue
  }

  /// The largest file that is read as a configuration or manifest.
  private static let limit = 1 << 20

  /// Reads a file. What is no JSON is refused with exit code 65, a missing file with 66.
  public init(contentsOf path: String) throws(FileError) {
    let file = try MappedFile(path)
    guard file.bytes.count <= JSONValue.limit else {
      throw FileError(
        .damaged, path, "\(file.bytes.count) bytes are too many for a configuration (at most \(JSONValue.limit))")
    }
    do throws(UntrustedJSON.Malformed) { self.init(try UntrustedJSON(parsing: file.bytes)) } catch {
      throw FileError(.damaged, path, "not valid JSON: \(error.reason)")
    }
  }

  /// Reads a text; throws where it is no JSON.
  public init(parsing text: String) throws(FileError) {
    var text = text
    let result = text.withUTF8 { bytes -> Result<JSONValue, UntrustedJSON.Malformed> in
      do throws(UntrustedJSON.Malformed) {
        return .success(JSONValue(try UntrustedJSON(parsing: UnsafeRawBufferPointer(bytes))))
      } catch {
        return .failure(error)
      }
    }
    do throws(UntrustedJSON.Malformed) { self = try result.get() } catch {
      throw FileError(.damaged, "text", "not valid JSON: \(error.reason)")
    }
  }

  init(_ json: UntrustedJSON) {
    switch json.type {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: self = .integer(json.integer)
    case JSON_REAL: self = .number(json.real)
    case JSON_STRING: self = .string(json.string ?? "")
    case JSON_ARRAY: self = .array(json.elements.map { JSONValue($0) })
    case JSON_OBJECT: self = .object(json.members.map { Member(name: $0.name, value: JSONValue($0.value)) })
    default: self = .null
    }
  }

  /// A member of an object; nil if there is none or this is no object.
  public subscript(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  public var members: [Member] { if case .object(let members) = self { members } else { [] } }
  public var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// A number, whole or not.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A list of whole numbers.
  public var integers: [Int]? {
    guard let elements else { return nil }
    let values = elements.compactMap(\.integer)
    return values.count == elements.count ? values : nil
  }

  /// A list of numbers.
  public var numbers: [Double]? {
    guard let elements else { return nil }
    let values = elements.compactMap(\.number)
    return values.count == elements.count ? values : nil
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value in few words, for errors.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .string(let text): "'\(printable(text))'"
    case .array(let elements): "[" + elements.prefix(8).map(\.description).joined(separator: ", ") + "]"
    case .object: "an object"
    }
  }
}
