import Autograd
import Files

/// Tensors by name: a checkpoint.
public protocol WeightSource: Sendable {
  /// What to call it in an error.
  var place: String { get }
  /// Every name it holds.
  var names: [String] { get }
  /// The shape of a tensor; nil if there is none of this name.
  func shape(of name: String) -> [Int]?
  /// The name of a tensor's element type if no parameter can be read from it, else nil.
  func unusableType(of name: String) -> String?
  /// Writes a tensor, converted to Float32. The buffer has its number of elements.
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>)
  /// The tensor where it lies, if it is Float32, aligned and in memory.
  func view(of name: String) -> (memory: UnsafePointer<Float>, owner: AnyObject)?
}

extension WeightSource {
  public func unusableType(of name: String) -> String? { nil }
  public func view(of name: String) -> (memory: UnsafePointer<Float>, owner: AnyObject)? { nil }

  /// Whether any tensor's name is `path` or lies below it.
  func hasTensor(under path: String) -> Bool {
    names.contains { $0 == path || $0.hasPrefix(path + ".") }
  }
}

/// What does not fit between a model and its checkpoint, all of it.
public struct WeightsError: Error, CustomStringConvertible, @unchecked Sendable {
  public var place = ""
  public var missing: [(name: String, shape: Shape)] = []
  public var misshapen: [(name: String, expected: Shape, found: [Int])] = []
  public var unused: [String] = []
  /// Tensors of an element type that is none of weights.
  public var unusable: [(name: String, type: String)] = []

  public init() {}
  public var isEmpty: Bool { missing.isEmpty && misshapen.isEmpty && unused.isEmpty && unusable.isEmpty }
  public var exitCode: Int32 { 65 }

  /// One line of counts and what to do, then one per tensor.
  public var description: String {
    var counts = "\(missing.count) missing, \(misshapen.count) misshapen, \(unused.count) unused"
    if !unusable.isEmpty { counts += ", \(unusable.count) of an unsupported type" }
    var lines = ["\(place): the weights do not fit the model: \(counts); \(advice)"]
    lines += unusable.map { "  unusable   \(printable($0.name)): is \($0.type), expected F32, F16 or BF16" }
    lines += missing.map { "  missing    \($0.name) \($0.shape)" }
    lines += misshapen.map { "  misshapen  \($0.name): expected \($0.expected), found \($0.found)" }
    lines += unused.map { "  unused     \(printable($0))" }
    return lines.joined(separator: "\n")
  }
}

extension WeightsError {
  private var advice: String {
    if let first = unusable.first {
      return
        "'\(printable(first.name))' is \(first.type), expected F32, F16 or BF16: convert it from the original weights"
    }
    if let wrapper { return wrapper }
    return "use the config.json these weights were made with"
  }

  /// What to do where the names differ by one beginning: `module.` of DataParallel, `_orig_mod.` of torch.compile,
  /// `model.` of a trainer. nil unless most of what is missing is there under the other name.
  private var wrapper: String? {
    let there = Set(unused)
    let wanted = Set(missing.map(\.name))
    func isMost(_ count: Int) -> Bool { count > 0 && 2 * count > missing.count }
    guard let name = missing.first?.name else { return nil }
    for long in unused.sorted() where long.hasSuffix("." + name) {
      let prefix = String(long.dropLast(name.count))
      // A model that renames what it reads matches in part alone: then all names must have the beginning.
      let isEverywhere = unused.count > 1 && unused.allSatisfy { $0.hasPrefix(prefix) }
      if isEverywhere || isMost(wanted.count { there.contains(prefix + $0) }) {
        return "the names begin with '\(printable(prefix))', as a wrapper writes them: save them without it"
      }
    }
    for short in unused.sorted() where name.hasSuffix("." + short) {
      let prefix = String(name.dropLast(short.count))
      if isMost(there.count { wanted.contains(prefix + $0) }) {
        return "the names lack the beginning '\(printable(prefix))': save them with it, as they are published"
      }
    }
    return nil
  }
}
