import Numerics

/// A dense array of numbers, row-major: a map for a panel, a matrix for a heat map.
public struct NumericArray: Sendable, Equatable {
  public let shape: [Int]
  public let values: [Float]

  /// Traps unless there are as many values as the shape holds.
  public init(shape: [Int], values: [Float]) {
    require(shape.reduce(1, *) == values.count, "NumericArray: \(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }
}
