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
  /// Writes a tensor, converted to Float32. The buffer has its number of elements.
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>)
  /// The tensor where it lies, if it is Float32, aligned and in memory.
  func view(of name: String) -> (memory: UnsafePointer<Float>, owner: AnyObject)?
}

extension WeightSource {
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

  public init() {}
  public var isEmpty: Bool { missing.isEmpty && misshapen.isEmpty && unused.isEmpty }
  public var exitCode: Int32 { 65 }

  /// One line of counts, then one per tensor.
  public var description: String {
    var lines = [
      "\(place): the weights do not fit the model: \(missing.count) missing, \(misshapen.count) misshapen, "
        + "\(unused.count) unused; use the config.json these weights were made with"
    ]
    lines += missing.map { "  missing    \($0.name) \($0.shape)" }
    lines += misshapen.map { "  misshapen  \($0.name): expected \($0.expected), found \($0.found)" }
    lines += unused.map { "  unused     \(printable($0))" }
    return lines.joined(separator: "\n")
  }
}
