import Autograd
import CKernels

/// The parameters whose names start with `prefix`, and how they learn.
public struct ParameterGroup: Sendable, Equatable {
  public var prefix: String
  /// The learning rate, before the schedule's factor.
  public var learningRate: Float
  public var weightDecay: Float

  public init(_ prefix: String, learningRate: Float, weightDecay: Float = 0) {
    self.prefix = prefix
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }
}

/// AdamW: p *= 1 - lr wd; then p -= lr m̂ / (√v̂ + eps). A parameter belongs to the group with the longest prefix of its
/// name. Source: Loshchilov, Hutter, ICLR 2019; torch.optim.AdamW, which it equals to rounding.
public final class AdamW {
  struct Slot {
    let parameter: Parameter
    let group: Int
    let m: UnsafeMutableBufferPointer<Float>
    let v: UnsafeMutableBufferPointer<Float>
  }
  public private(set) var groups: [ParameterGroup]
  public let beta1: Float
  public let beta2: Float
  public let eps: Float
  /// Steps taken.
  public internal(set) var stepCount = 0
  let slots: [Slot]

  /// Traps if a trainable parameter belongs to no group. Frozen parameters take no part.
  public init(
    _ parameters: [Parameter], groups: [ParameterGroup], beta1: Float = 0.9, beta2: Float = 0.999, eps: Float = 1e-8
  ) {
    self.groups = groups
    self.beta1 = beta1
    self.beta2 = beta2
    self.eps = eps
    slots = parameters.filter(\.isTrainable).map { parameter in
      let matching = groups.indices.filter { groups[$0].covers(parameter.name) }
      guard let group = matching.max(by: { groups[$0].prefix.count < groups[$1].prefix.count }) else {
        fatalError("AdamW: no group covers \(parameter.name)")
      }
      return Slot(
        parameter: parameter, group: group, m: .zeros(parameter.count), v: .zeros(parameter.count))
    }
  }

  deinit {
    for slot in slots {
      slot.m.deallocate()
      slot.v.deallocate()
    }
  }

  /// One step. `rate`: the schedule's factor on every learning rate; `gradientScale`: a factor on every gradient
  /// (`Clipping.scale`). A parameter without gradient stays as it is, decay included, as in torch.
  public func step(_ gradients: Gradients, rate: Float = 1, gradientScale: Float = 1) {
    stepCount += 1
    for slot in slots {
      guard let g = gradients[slot.parameter] else { continue }
      var o = hd_adamw(
        lr: groups[slot.group].learningRate * rate, weight_decay: groups[slot.group].weightDecay, beta1: beta1,
        beta2: beta2, eps: eps, grad_scale: gradientScale, bias_correction1: AdamW.correction(beta1, stepCount),
        bias_correction2: AdamW.correction(beta2, stepCount))
      g.withUnsafeBufferPointer { g in
        slot.parameter.variable.update { p in
          hd_adamw_step(&o, p.count, p.baseAddress, g.baseAddress, slot.m.baseAddress, slot.v.baseAddress)
        }
      }
    }
  }

  /// 1 - βᵗ by repeated multiplication in Float64 of the β the user wrote.
  static func correction(_ beta: Float, _ t: Int) -> Double {
    let b = Double(String(beta)) ?? Double(beta)
    return 1 - power(b, t)
  }

  /// First and second moments of a parameter, for tests and checkpoints.
  public func moments(of parameter: Parameter) -> (m: [Float], v: [Float])? {
    slots.first { $0.parameter === parameter }.map { (Array($0.m), Array($0.v)) }
  }
}

extension ParameterGroup {
  /// Whether a name is the prefix or lies below it; the empty prefix covers all.
  func covers(_ name: String) -> Bool { prefix.isEmpty || name == prefix || name.hasPrefix(prefix + ".") }
}

/// bⁿ by squaring.
private func power(_ b: Double, _ n: Int) -> Double {
  var (result, base, n) = (1.0, b, n)
  while n > 0 {
    if n & 1 == 1 { result *= base }
    base *= base
    n >>= 1
  }
  return result
}

extension UnsafeMutableBufferPointer<Float> {
  /// A buffer of zeros that the caller frees.
  static func zeros(_ count: Int) -> Self {
    let buffer = allocate(capacity: count)
    buffer.initialize(repeating: 0)
    return buffer
  }
}
