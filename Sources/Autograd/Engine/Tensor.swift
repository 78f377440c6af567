import CKernels
import Numerics

/// Float32 numbers with a shape, row-major and dense. A value: no operation changes a tensor that somebody holds.
/// Feature maps are channels-last, [B, H, W, C]; tokens are [B, N, C].
public struct Tensor: @unchecked Sendable {
  let storage: Storage
  /// Where in the storage this tensor starts (a leading slice shares its parent's storage).
  let offset: Int
  public let shape: Shape
  /// The tape entry that made it, valid while `epoch` is the tape's; -1 if it has no gradient.
  var node: Int32 = -1
  var epoch: UInt32 = 0

  init(storage: Storage, offset: Int = 0, shape: Shape) {
    self.storage = storage
    self.offset = offset
    self.shape = shape
  }

  /// A tensor with undefined contents, from the thread's arena.
  init(uninitialized shape: Shape) {
    self.init(storage: Engine.current.arena.take(shape.count), shape: shape)
  }

  /// Traps unless `values` fill `shape`.
  public init(_ values: [Float], _ shape: Shape) {
    require(values.count == shape.count, "tensor: \(values.count) values do not fill \(shape)")
    self.init(uninitialized: shape)
    values.withUnsafeBufferPointer { p in
      if let base = p.baseAddress { pointer.update(from: base, count: p.count) }
    }
  }

  /// Values copied from memory.
  public init(copying values: UnsafeBufferPointer<Float>, _ shape: Shape) {
    require(values.count == shape.count, "tensor: \(values.count) values do not fill \(shape)")
    self.init(uninitialized: shape)
    if let base = values.baseAddress { pointer.update(from: base, count: values.count) }
  }

  /// A tensor whose contents `fill` writes, every element of them.
  public init(_ shape: Shape, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.init(uninitialized: shape)
    try fill(UnsafeMutableBufferPointer(start: pointer, count: shape.count))
  }

  /// A scalar.
  public init(_ value: Float) {
    self.init(uninitialized: [])
    pointer[0] = value
  }

  public static func full(_ shape: Shape, _ value: Float) -> Tensor {
    let t = Tensor(uninitialized: shape)
    hd_fill(shape.count, value, t.pointer)
    return t
  }

  public static func zeros(_ shape: Shape) -> Tensor { full(shape, 0) }
  public static func ones(_ shape: Shape) -> Tensor { full(shape, 1) }

  /// The scalar 0, without gradient.
  public static var zero: Tensor { Tensor(0) }

  var pointer: UnsafeMutablePointer<Float> { storage.pointer + offset }

  public var count: Int { shape.count }
  public var rank: Int { shape.rank }

  /// The values, copied, in row-major order.
  public var scalars: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The value of a one-element tensor.
  public var value: Float {
    require(count == 1, "value: the tensor has shape \(shape), not one element")
    return pointer[0]
  }

  /// Reads the values in place.
  public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(start: pointer, count: count)) }
  }

  /// The same values without a gradient.
  public var detached: Tensor {
    var t = self
    t.node = -1
    return t
  }

  /// The same values as a leaf: `backward()` gives its gradient. Valid for the gradient computation under way.
  public func tracked() -> Tensor {
    let engine = Engine.current
    var t = detached
    guard engine.isRecording else { return t }
    t.node = engine.tape.append(Node(leaf: nil, shape: shape))
    t.epoch = engine.tape.epoch
    return t
  }

  /// Whether a gradient flows back through this tensor.
  public var hasGradient: Bool { isOn(Engine.current.tape.epoch) }
}

extension Tensor: CustomStringConvertible {
  public var description: String {
    let shown = (0..<Swift.min(count, 8)).map { String(pointer[$0]) }.joined(separator: ", ")
    return "Tensor \(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}
