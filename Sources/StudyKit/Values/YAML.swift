import Files
import Yams

/// Configurations as users write and read them.
enum YAML {
  /// A file's values by dotted name (`train: {steps: 5}` is `train.steps`). A file that is no such mapping ends with 78.
  static func read(_ path: String) throws -> [String: Value] {
    let bytes = try Folder.bytes(of: path)
    guard bytes.count <= 1 << 20 else { throw StudyError(.configuration, "\(path): larger than 1 MiB") }
    do {
      guard let root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) else { return [:] }
      var values: [String: Value] = [:]
      try flatten(root, [], into: &values, path)
      return values
    } catch let error as YamlError {
      throw StudyError(.configuration, "\(path): \(printable("\(error)".replacing("\n", with: " ")))")
    }
  }

  private static func flatten(
    _ node: Node, _ names: [String], into values: inout [String: Value], _ path: String
  ) throws {
    let place = names.isEmpty ? path : "\(path): '\(names.joined(separator: "."))'"
    guard names.count < 16 else { throw StudyError(.configuration, "\(place): nested too deeply") }
    if case .mapping(let mapping) = node {
      for (key, child) in mapping {
        guard let name = key.string else { throw StudyError(.configuration, "\(place): a key that is no text") }
        try flatten(child, names + [name], into: &values, path)
      }
    } else {
      guard !names.isEmpty else { throw StudyError(.configuration, "\(path): expected 'name: value' lines") }
      let name = names.joined(separator: ".")
      guard values[name] == nil else {
        throw StudyError(.configuration, "\(place): given twice, once with dots in its name")
      }
      values[name] = try value(node, place)
    }
  }

  private static func value(_ node: Node, _ place: String) throws -> Value {
    switch node {
    case .sequence(let items):
      guard items.count <= 10_000 else { throw StudyError(.configuration, "\(place): more than 10000 items") }
      return .list(try items.map { try value($0, place) })
    case .scalar(let scalar):
      if scalar.style == .doubleQuoted || scalar.style == .singleQuoted { return .string(scalar.string) }
      return scalar.string.contains(",") ? .string(scalar.string) : Value(parsing: scalar.string)
    default: throw StudyError(.configuration, "\(place): expected a value or a list of values")
    }
  }

  /// A resolved configuration, which `--config` reads back to the same.
  static func write(_ configuration: Configuration) -> String {
    var text = "# What this version ran with. The same again: --config with this file.\n"
    var open: [Substring] = []
    for (name, value) in configuration.settings.sorted(by: { $0.key < $1.key }) {
      let path = name.split(separator: ".")
      let shared = zip(open, path.dropLast()).prefix { $0 == $1 }.count
      for (depth, part) in path.dropLast().enumerated() where depth >= shared {
        text += String(repeating: "  ", count: depth) + "\(part):\n"
      }
      open = Array(path.dropLast())
      text += String(repeating: "  ", count: path.count - 1) + "\(path.last!): \(scalar(value))\n"
    }
    for axis in configuration.axes { text += "\(axis.name): \(scalar(.list(axis.steps)))\n" }
    return text + "seeds: \(scalar(.list(configuration.seeds.map { .int($0) })))\n"
  }

  private static func scalar(_ value: Value) -> String {
    switch value {
    case .string(let text): JSON.canonical(text)
    case .list(let items): "[" + items.map(scalar).joined(separator: ", ") + "]"
    // YAML 1.1 reads 1e-05 as text: a number needs its dot.
    case .double(let x):
      "\(x)".contains(".") || !"\(x)".contains("e") ? "\(x)" : "\(x)".replacing("e", with: ".0e")
    default: value.exact
    }
  }
}
