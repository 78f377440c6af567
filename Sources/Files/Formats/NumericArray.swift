import Numerics

/// A dense array of numbers, row-major: a map for a panel, a matrix for a heat map.
public struct NumericArray: Sendable, Equatable {
  public let shape: [Int]
  public let values: [Float]
  /// Whether it was made of bytes and is stored as such: a picture.
  public let isBytes: Bool

  /// Traps unless there are as many values as the shape holds.
  public init(shape: [Int], values: [Float]) { self.init(shape, values, isBytes: false) }

  /// The same of bytes, 0 to 255.
  public init(shape: [Int], bytes: [UInt8]) { self.init(shape, bytes.map { Float($0) }, isBytes: true) }

  private init(_ shape: [Int], _ values: [Float], isBytes: Bool) {
    require(shape.reduce(1, *) == values.count, "NumericArray: \(values.count) values for shape \(shape)")
    (self.shape, self.values, self.isBytes) = (shape, values, isBytes)
  }

  /// The bytes of an array that was made of bytes; nil of any other.
  public var bytes: [UInt8]? { isBytes ? values.map { UInt8($0) } : nil }
}
