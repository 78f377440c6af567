import ArgumentParser
import HazyDepth
import NN

/// `hazydepth inspect-weights FOLDER…`
struct InspectWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect-weights",
    abstract: "Say what a model's folder, a run of training or a safetensors file holds.",
    discussion: """
      Per part: the kind of model, tensors and parameters, how they are stored, and every tensor that is missing, \
      misshapen or unused for the model of its config.json. Exit code 1 if anything does not fit, 65 for what cannot be \
      read as weights.
      """)

  @Argument(help: "A model's folder, a part of it, or a safetensors file.")
  var paths: [String]

  @Flag(help: "List every tensor.")
  var tensors = false

  func run() throws {
    var fits = true
    for path in paths {
      for part in WeightsPart.parts(of: path) { fits = try describe(part) && fits }
    }
    if !fits { throw ExitCode(1) }
  }

  /// Prints one part; whether its weights fit its configuration.
  private func describe(_ path: String) throws -> Bool {
    let part = try WeightsPart(path)
    let entries = part.weights.entries
    let count = entries.reduce(0) { $0 + ($1.type.isInteger ? 0 : $1.count) }
    let types = Dictionary(grouping: entries, by: \.type.rawValue).mapValues(\.count).sorted { $0.key < $1.key }
    let stored = types.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print("\(path): \(part.kind.name), \(entries.count) tensors, \(grouped(count)) parameters; stored as \(stored)")
    if tensors { for entry in entries { print("  \(entry.name)  \(entry.type.rawValue) \(entry.shape)") } }
    guard let fault = try part.fault() else {
      print(
        part.configuration == nil
          ? "  no config.json beside it: nothing to compare with" : "  nothing is known of this kind of model")
      return true
    }
    if !fault.unusable.isEmpty { throw fault }
    print(fault.isEmpty ? "  fits its config.json: nothing missing, misshapen or unused" : fault.description)
    return fault.isEmpty
  }

  /// 865,910,724.
  private func grouped(_ n: Int) -> String {
    let digits = Array(String(n))
    return digits.enumerated().map { i, d in (digits.count - i) % 3 == 0 && i > 0 ? ",\(d)" : "\(d)" }.joined()
  }
}

extension ElementType {
  fileprivate var isInteger: Bool {
    switch self {
    case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: true
    default: false
    }
  }
}
