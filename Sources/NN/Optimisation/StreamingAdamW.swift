import Autograd
import CKernels
import Numerics

/// AdamW for models that fill the memory: each parameter is updated as soon as its gradient is complete, which is then
/// forgotten, and the moments are kept as bfloat16, 4 bytes per parameter instead of 8 (and of 12 with the gradients).
///
/// Moments are rounded up or down at random, so that their expectation is exact: the second moment moves by 1/1000 per
/// step, less than bfloat16's spacing. There is no clipping by the global norm: it is known only when every update has
/// been made. Otherwise as `AdamW`, whose first step it equals to the bit.
public final class StreamingAdamW {
  private struct Slot {
    let parameter: Parameter
    let group: ParameterGroup
    let m: UnsafeMutableBufferPointer<UInt16>
    let v: UnsafeMutableBufferPointer<UInt16>
    /// The step it was updated in last.
    var step = 0
  }
  public let beta1: Float
  public let beta2: Float
  public let eps: Float
  /// Steps taken.
  public private(set) var stepCount = 0
  private var slots: [Slot]
  private let slotOfLeaf: [ObjectIdentifier: Int]
  private let rounding: Generator

  /// Traps if a trainable parameter belongs to no group. `seed`: of the rounding of moments.
  public init(
    _ parameters: [Parameter], groups: [ParameterGroup], beta1: Float = 0.9, beta2: Float = 0.999, eps: Float = 1e-8,
    seed: UInt64
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.eps = eps
    rounding = Generator(seed: seed).stream("moments")
    slots = parameters.filter(\.isTrainable).map { parameter in
      let matching = groups.filter { $0.covers(parameter.name) }
      guard let group = matching.max(by: { $0.prefix.count < $1.prefix.count }) else {
        fatalError("StreamingAdamW: no group covers \(parameter.name)")
      }
      return Slot(parameter: parameter, group: group, m: .zeros(parameter.count), v: .zeros(parameter.count))
    }
    slotOfLeaf = Dictionary(
      uniqueKeysWithValues: slots.enumerated().map { (ObjectIdentifier($1.parameter.variable.leaf), $0) })
  }

  deinit {
    for slot in slots {
      slot.m.deallocate()
      slot.v.deallocate()
    }
  }

  /// Runs the backward pass of a loss and updates every parameter on its way. `rate`: the schedule's factor on every
  /// learning rate. Returns the global norm of the gradients. Traps if a parameter is used both in a checkpointed block
  /// and elsewhere: its gradient would come in parts.
  public func step(_ loss: Tensor, rate: Float = 1) -> Double {
    stepCount += 1
    var total = 0.0
    loss.backward { leaf, gradient in
      guard let i = slotOfLeaf[ObjectIdentifier(leaf)] else { return }
      require(
        slots[i].step < stepCount, "StreamingAdamW: the gradient of \(slots[i].parameter.name) comes in several parts")
      slots[i].step = stepCount
      total += gradient.sumOfSquares
      update(slots[i], gradient, rate)
    }
    return total.squareRoot()
  }

  private func update(_ slot: Slot, _ gradient: Tensor, _ rate: Float) {
    var o = hd_adamw(
      lr: slot.group.learningRate * rate, weight_decay: slot.group.weightDecay, beta1: beta1, beta2: beta2, eps: eps,
      grad_scale: 1, bias_correction1: AdamW.correction(beta1, stepCount),
      bias_correction2: AdamW.correction(beta2, stepCount))
    let key = UInt32(truncatingIfNeeded: rounding.stream(slot.parameter.name, stepCount).seed("key"))
    gradient.withUnsafeBufferPointer { g in
      slot.parameter.variable.update { p in
        hd_adamw_step_bfloat(
          &o, p.count, p.baseAddress, g.baseAddress, slot.m.baseAddress, slot.v.baseAddress, key)
      }
    }
  }

  /// Bytes of moments.
  public var stateBytes: Int { slots.reduce(0) { $0 + 4 * $1.parameter.count } }
}

extension UnsafeMutableBufferPointer<UInt16> {
  /// Zeros that the caller frees.
  fileprivate static func zeros(_ count: Int) -> Self {
    let buffer = allocate(capacity: count)
    buffer.initialize(repeating: 0)
    return buffer
  }
}
