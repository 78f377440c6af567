import Files
import Foundation

/// What a cell keeps besides numbers, by name: any `Codable` value, with its type.
///
///     out.values["basis"] = basis
///     let basis: ScoringBasis? = cell.values["basis"]
public struct CellValues: Sendable, Equatable, Codable {
  private var byName: [String: JSONTree] = [:]

  public init() {}

  public var names: [String] { byName.keys.sorted() }

  func isSame(_ name: String, as other: CellValues) -> Bool { byName[name] == other.byName[name] }

  /// nil: there is nothing of this name, and assigning nil makes it so. A value of another type than was kept traps, and so
  /// does one that cannot be written as JSON.
  public subscript<T: Codable>(name: String) -> T? {
    get {
      byName[name].map { tree in
        do { return try JSON.decode(T.self, from: Data(JSON.canonical(tree).utf8)) } catch {
          fatalError("values: '\(name)' is no \(T.self): \(error)")
        }
      }
    }
    set {
      byName[name] = newValue.map { value in
        let text = JSON.canonical(value)
        guard let tree = try? JSON.decode(JSONTree.self, from: Data(text.utf8)) else {
          fatalError("values: '\(name)' is written as JSON that does not read back: \(text.prefix(100))")
        }
        return tree
      }
    }
  }

  public init(from decoder: any Decoder) throws { byName = try [String: JSONTree](from: decoder) }
  public func encode(to encoder: any Encoder) throws { try byName.encode(to: encoder) }
}

/// JSON of any shape. Integers keep all their digits.
enum JSONTree: Hashable, Sendable, Codable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let n = try? container.decode(Int64.self) {
      self = .int(n)
    } else if let n = try? container.decode(UInt64.self) {
      self = .uint(n)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let x = try? container.decode(Double.self) {
      self = .double(x)
    } else if let items = try? container.decode([JSONTree].self) {
      self = .array(items)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .int(let n): try container.encode(n)
    case .uint(let n): try container.encode(n)
    case .double(let x): try container.encode(x)
    case .string(let text): try container.encode(text)
    case .array(let items): try container.encode(items)
    case .object(let fields): try container.encode(fields)
    }
  }
}
