import Files
import Processes
import Yams

/// Configurations as users write and read them.
enum YAML {
  /// A file's values by dotted name (`train: {steps: 5}` is `train.steps`). A file that is no such mapping ends with 78.
  static func read(_ path: String) throws -> [String: Value] {
    let bytes = try Folder.bytes(of: path)
    guard bytes.count <= 1 << 20 else { throw StudyError(.configuration, "\(path): larger than 1 MiB") }
    let text = String(decoding: bytes, as: UTF8.self)
    try refuseKeysThatGrow(text, path)
    do {
      guard let root = try Yams.compose(yaml: text) else { return [:] }
      var values: [String: Value] = [:]
      var budget = mostValues
      try flatten(root, [], into: &values, path, &budget)
      return values
    } catch let error as YamlError {
      throw StudyError(.configuration, "\(path): \(printable("\(error)".replacing("\n", with: " ")))")
    }
  }

  /// Values of one file, those that aliases repeat counted each time: a kilobyte of aliases of aliases means billions.
  private static let mostValues = 50_000

  private static func spend(_ budget: inout Int, _ path: String) throws {
    budget -= 1
    guard budget >= 0 else {
      throw StudyError(.configuration, "\(path): more than \(mostValues) values, those of aliases counted each time")
    }
  }

  /// A key that is a collection of aliases is hashed as a whole before anything here sees it: refused by its look.
  private static func refuseKeysThatGrow(_ text: String, _ path: String) throws {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return }
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.utf8.contains(UInt8(ascii: ":")) || line.utf8.contains(UInt8(ascii: "?")) {
      guard line.firstMatch(of: #/(\*[^\s,\[\]{}]+|[\]}])\s*:(\s|$)|(^|[\s{\[,])\?(\s|$)/#) != nil else { continue }
      throw StudyError(
        .configuration, "\(path): line \(number + 1): a key that is an alias or a collection; expected a name")
    }
  }

  private static func flatten(
    _ node: Node, _ names: [String], into values: inout [String: Value], _ path: String, _ budget: inout Int
  ) throws {
    try spend(&budget, path)
    let place = names.isEmpty ? path : "\(path): '\(names.joined(separator: "."))'"
    guard names.count < 16 else { throw StudyError(.configuration, "\(place): nested too deeply") }
    if case .mapping(let mapping) = node {
      for (key, child) in mapping {
        guard let name = key.string else { throw StudyError(.configuration, "\(place): a key that is no text") }
        try flatten(child, names + [name], into: &values, path, &budget)
      }
    } else {
      guard !names.isEmpty else { throw StudyError(.configuration, "\(path): expected 'name: value' lines") }
      let name = names.joined(separator: ".")
      guard values[name] == nil else {
        throw StudyError(.configuration, "\(place): given twice, once with dots in its name")
      }
      values[name] = try value(node, place, &budget)
    }
  }

  private static func value(_ node: Node, _ place: String, _ budget: inout Int) throws -> Value {
    try spend(&budget, place)
    switch node {
    case .sequence(let items):
      guard items.count <= 10_000 else { throw StudyError(.configuration, "\(place): more than 10000 items") }
      return .list(try items.map { try value($0, place, &budget) })
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
