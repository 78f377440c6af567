/// A tensor that changes: a parameter's value. Tensors read from it keep the value they were read with: a change while
/// somebody holds one goes to a copy. Not for use from several threads while it is being changed.
public final class Variable: @unchecked Sendable {
  public let shape: Shape
  /// Whether `backward()` gives its gradient.
  public var isTrainable: Bool
  /// Its identity in `Gradients`.
  public let leaf = Leaf()
  private var storage: Storage

  /// A variable whose first value `fill` writes, every element of it.
  public init(_ shape: Shape, isTrainable: Bool = true, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void)
    rethrows
  {
    self.shape = shape
    self.isTrainable = isTrainable
    storage = Variable.ownStorage(shape.count)
    try fill(UnsafeMutableBufferPointer(start: storage.pointer, count: shape.count))
  }

  /// A variable that reads foreign memory (a mapped file), which `owner` keeps alive, until it is first changed.
  public init(_ shape: Shape, viewing memory: UnsafePointer<Float>, owner: AnyObject) {
    self.shape = shape
    isTrainable = false
    storage = Storage(viewing: memory, capacity: shape.count, owner: owner)
    storage.packs = PackedCopies()
  }

  private static func ownStorage(_ count: Int) -> Storage {
    let storage = Storage(capacity: count)
    storage.packs = PackedCopies()
    return storage
  }

  /// The present value, a leaf of the gradient computation under way if trainable.
  public var value: Tensor {
    let tensor = Tensor(storage: storage, shape: shape)
    return isTrainable ? tensor.tracked(as: leaf) : tensor
  }

  /// Changes the value in place.
  public func update(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    if storage.isForeign || !isKnownUniquelyReferenced(&storage) {
      let copy = Variable.ownStorage(shape.count)
      copy.pointer.update(from: storage.pointer, count: shape.count)
      storage = copy
    }
    defer { storage.touch() }
    try body(UnsafeMutableBufferPointer(start: storage.pointer, count: shape.count))
  }

  /// Reads the value in place.
  public func read<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(start: storage.pointer, count: shape.count)) }
  }
}
