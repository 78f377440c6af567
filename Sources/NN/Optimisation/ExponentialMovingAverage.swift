import Autograd
import CKernels
import Numerics

/// A slow copy of parameters: shadow -= (1 - decay)(shadow - p).
public final class ExponentialMovingAverage {
  /// How the decay grows to its maximum.
  public enum Warmup: Sendable, Equatable {
    case none
    /// diffusers' default: min(decay, (1 + k) / (10 + k)).
    case ratio
    /// diffusers with `use_ema_warmup`: min(decay, 1 - (1 + k / inverseGamma)^-power).
    case power(inverseGamma: Double, power: Double)
  }
  public let decay: Double
  public let warmup: Warmup
  /// Steps before averaging starts: until then the copy follows the parameters.
  public let updateAfterStep: Int
  /// Updates made.
  public internal(set) var stepCount = 0
  public let parameters: [Parameter]
  let shadows: [UnsafeMutableBufferPointer<Float>]

  public init(_ parameters: [Parameter], decay: Double, warmup: Warmup = .none, updateAfterStep: Int = 0) {
    require((0...1).contains(decay), "EMA: decay \(decay) is outside 0...1")
    self.decay = decay
    self.warmup = warmup
    self.updateAfterStep = updateAfterStep
    self.parameters = parameters
    shadows = parameters.map { parameter in
      let shadow = UnsafeMutableBufferPointer<Float>.zeros(parameter.count)
      parameter.variable.read { _ = shadow.update(fromContentsOf: $0) }
      return shadow
    }
  }

  deinit {
    for shadow in shadows { shadow.deallocate() }
  }

  /// The decay of the n-th update, n from 1. Source: diffusers `EMAModel.get_decay`.
  public func decay(atStep n: Int) -> Double {
    guard warmup != .none else { return decay }
    let k = Double(max(0, n - updateAfterStep - 1))
    if k <= 0 { return 0 }
    switch warmup {
    case .none: return decay
    case .ratio: return min(decay, (1 + k) / (10 + k))
    case .power(let inverseGamma, let power):
      return min(decay, 1 - Portable.pow(1 + k / inverseGamma, -power))
    }
  }

  /// Takes in the parameters' present values.
  public func update() {
    stepCount += 1
    let d = Float(decay(atStep: stepCount))
    for (parameter, shadow) in zip(parameters, shadows) {
      parameter.variable.read { hd_ema_step(shadow.count, d, $0.baseAddress, shadow.baseAddress) }
    }
  }

  /// The averages of one parameter.
  public func average(of parameter: Parameter) -> [Float]? {
    parameters.firstIndex { $0 === parameter }.map { Array(shadows[$0]) }
  }

  /// Runs `body` with the averages in the parameters' place.
  public func withAverages<R>(_ body: () throws -> R) rethrows -> R {
    swapAll()
    defer { swapAll() }
    return try body()
  }

  private func swapAll() {
    for (parameter, shadow) in zip(parameters, shadows) {
      parameter.variable.update { p in
        for i in p.indices { swap(&p[i], &shadow[i]) }
      }
    }
  }
}
