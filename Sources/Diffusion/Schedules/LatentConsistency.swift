import NN
import Numerics

/// The sampler of latent consistency models, which are trained to tell x_0 from any timestep of a coarse grid.
///
/// A step's denoised sample is c_out x_0 + c_skip x_t with s = scaling · t, c_skip = σ²/(s² + σ²), c_out = s/√(s² + σ²),
/// σ = 0.5. All steps but the last go on from it with fresh noise at the next timestep.
/// Source: Luo et al. 2023; diffusers `LCMScheduler`.
public struct LatentConsistency: Sendable, Equatable {
  /// Timesteps of the grid.
  public var originalSteps = 50
  public var timestepScaling = 10.0
  static let sigmaData = 0.5

  public init() {}

  /// n timesteps of the grid of T, descending from its last, evenly spread over it. Traps unless n is 1 to the grid's size.
  public func timesteps(_ n: Int, of T: Int) -> [Int] {
    require(n > 0 && n <= originalSteps && originalSteps <= T, "LCM: \(n) steps of \(originalSteps) of \(T)")
    let ratio = T / originalSteps
    return (0..<n).map { i in
      let place = Int((Double(originalSteps) / Double(n) * Double(i)).rounded(.down))
      return (originalSteps - place) * ratio - 1
    }
  }

  /// The shares of x_0 and of x_t in a step's denoised sample.
  public func boundary(_ t: Int) -> (out: Double, skip: Double) {
    let s = Double(t) * timestepScaling
    let square = LatentConsistency.sigmaData * LatentConsistency.sigmaData
    return (s / (s * s + square).squareRoot(), square / (s * s + square))
  }

  /// Denoises x_T in n steps: `model(x, t)` is the network's output; `noise(i)`, of the shape of x, is what follows step i.
  public func sample(
    _ x_T: Tensor, _ schedule: NoiseSchedule, steps n: Int, noise: (_ step: Int) -> Tensor,
    model: (_ x: Tensor, _ t: Int) -> Tensor
  ) -> Tensor {
    let timesteps = timesteps(n, of: schedule.count)
    return withoutGradients {
      var x = x_T
      for (i, t) in timesteps.enumerated() {
        var (x_0, _) = schedule.split(model(x, t), at: x, Array(repeating: t, count: x.shape[0]))
        if let limit = schedule.clipSample { x_0 = clamp(x_0, -limit, limit) }
        let c = boundary(t)
        x = Float(c.out) * x_0 + Float(c.skip) * x
        guard i + 1 < n else { break }
        let a = schedule.alphaCumprod(timesteps[i + 1])
        x = Float(a.squareRoot()) * x + Float((1 - a).squareRoot()) * noise(i)
      }
      return x
    }
  }
}
