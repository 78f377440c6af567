import NN
import Numerics

/// The encoder's intermediates on their way to a decoder, last in first out. Stored inline: a training step's forward
/// pass allocates nothing for them.
public struct SkipStack: @unchecked Sendable {
  private var slots = InlineArray<24, Tensor?>(repeating: nil)
  public private(set) var count = 0

  public init() {}

  /// Traps beyond 24 entries: six levels of four.
  public mutating func push(_ x: Tensor) {
    require(count < slots.count, "UNet: more than \(slots.count) skip connections")
    slots[count] = x
    count += 1
  }

  /// The next one to be taken.
  public var last: Tensor? { count == 0 ? nil : slots[count - 1] }

  /// Every entry changed, the order kept.
  func map(_ f: (Tensor) -> Tensor) -> SkipStack {
    var result = self
    for i in 0..<count { result.slots[i] = slots[i].map(f) }
    return result
  }

  /// Traps on an empty stack.
  public mutating func pop() -> Tensor {
    guard let x = last else { fatalError("UNet: the decoder takes more skips than the encoder made") }
    count -= 1
    slots[count] = nil
    return x
  }
}
