import Autograd

/// A table of vectors, read by row: indices -> [indices, width]. Source: torch `Embedding`.
public struct Embedding: Sendable {
  public let weight: Parameter

  public init(_ p: Parameters, count: Int, width: Int) {
    weight = p.tensor("weight", [count, width], .normal(1))
  }

  /// Traps on an index outside 0..<count.
  public func callAsFunction(_ indices: [Int32]) -> Tensor { weight.value[rows: indices] }
}
