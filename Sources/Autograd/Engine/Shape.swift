import Numerics

/// The sizes of a tensor's axes, at most five, stored inline so that shapes cost no allocation.
public struct Shape: Equatable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  @usableFromInline var sizes: SIMD8<Int32>
  /// The number of axes; 0 for a scalar.
  public let rank: Int

  /// Traps on more than five axes or a negative size (-1 is kept for `reshaped`).
  @inlinable @inline(__always)
  public init(arrayLiteral axes: Int...) {
    self.init(axes)
  }

  // Always inlined, so that the array of a literal never reaches the heap.
  @inlinable @inline(__always)
  public init(_ axes: [Int]) {
    let rank = axes.count
    if rank > 5 { Shape.refuse(rank) }
    var sizes = SIMD8<Int32>(repeating: 1)
    for i in 0..<rank { sizes[i] = Int32(truncatingIfNeeded: axes[i]) }
    self.sizes = sizes
    self.rank = rank
  }

  @usableFromInline @inline(never)
  static func refuse(_ rank: Int) -> Never { fatalError("shape: at most 5 axes, not \(rank)") }

  @inlinable
  init(sizes: SIMD8<Int32>, rank: Int) {
    self.sizes = sizes
    self.rank = rank
  }

  /// The size of an axis; negative axes count from the end.
  @inlinable
  public subscript(axis: Int) -> Int {
    get { Int(sizes[resolve(axis)]) }
    set { sizes[resolve(axis)] = Int32(newValue) }
  }

  /// A non-negative axis number.
  @inlinable
  func resolve(_ axis: Int) -> Int {
    let a = axis < 0 ? axis + rank : axis
    require(a >= 0 && a < rank, "shape \(self): no axis \(axis)")
    return a
  }

  /// The number of elements: 1 for a scalar.
  @inlinable
  public var count: Int {
    var n = 1
    for i in 0..<rank { n *= Int(sizes[i]) }
    return n
  }

  public var axes: [Int] { (0..<rank).map { Int(sizes[$0]) } }

  public var description: String { "[" + axes.map(String.init).joined(separator: ", ") + "]" }

  /// Elements between neighbours along each axis, row-major.
  var strides: SIMD8<Int32> {
    var s = SIMD8<Int32>(repeating: 0)
    var step: Int32 = 1
    for i in stride(from: rank - 1, through: 0, by: -1) {
      s[i] = step
      step *= sizes[i]
    }
    return s
  }

  /// The same elements with one axis replaced, dropped or added.
  func replacing(_ axis: Int, with size: Int) -> Shape {
    var s = self
    s[axis] = size
    return s
  }

  /// Sizes with the given axes set to 1 (`keeping` a summed axis).
  func collapsed(_ axes: UInt32) -> Shape {
    var s = self
    for i in 0..<rank where axes >> UInt32(i) & 1 == 1 { s.sizes[i] = 1 }
    return s
  }

  /// Leading axes flattened: [rows, last axis].
  var rows: Int { rank == 0 ? 1 : count / max(1, self[rank - 1]) }
}

/// Five sizes or strides as the kernels take them, outermost first, padded in front.
typealias Axes5 = (Int, Int, Int, Int, Int)

extension Shape {
  /// Sizes, padded in front with 1.
  var padded: Axes5 { pad(sizes, with: 1) }

  /// Any per-axis numbers of this shape, padded in front.
  func pad(_ values: SIMD8<Int32>, with filler: Int) -> Axes5 {
    func at(_ i: Int) -> Int {
      let j = i - (5 - rank)
      return j < 0 ? filler : Int(values[j])
    }
    return (at(0), at(1), at(2), at(3), at(4))
  }
}

/// Hands five numbers to a kernel as an array.
@inline(__always)
func withAxes<R>(_ axes: Axes5, _ body: (UnsafePointer<Int>) -> R) -> R {
  withUnsafePointer(to: axes) { p in p.withMemoryRebound(to: Int.self, capacity: 5, body) }
}
