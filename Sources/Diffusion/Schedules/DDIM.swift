import NN
import Numerics

/// One step of denoising diffusion implicit models, from timestep t to t - T div n:
/// x' = √ᾱ' x_0 + √(1 - ᾱ' - s²) eps + s noise, s² = eta² (1 - ᾱ')/(1 - ᾱ) (1 - ᾱ/ᾱ').
///
/// The step goes T div n down, not to the next entry of the list of timesteps: they differ where n does not divide T.
/// Source: Song et al., ICLR 2021, equations 12 and 16; diffusers `DDIMScheduler.step`.
public struct DDIMStep: Sendable {
  public let t: Int
  /// Negative at the end.
  public let previous: Int
  let schedule: NoiseSchedule
  let eta: Double

  /// The step from timestep t, 0..<T, of `n` equal ones. eta: 0 draws no noise, 1 as much as DDPM; outside traps.
  public init(_ schedule: NoiseSchedule, t: Int, of n: Int, eta: Double = 0) {
    require(eta >= 0 && eta <= 1, "DDIM: eta \(eta), expected 0...1")
    self.schedule = schedule
    self.eta = eta
    self.t = t
    previous = t - schedule.count / n
  }

  /// x_t [B, H, W, C] and the network's output at (x_t, t) -> the next x, and the x_0 it is based on. `noise`, of the
  /// same shape, is needed where eta > 0.
  public func callAsFunction(_ x_t: Tensor, _ output: Tensor, noise: Tensor? = nil) -> (x: Tensor, x_0: Tensor) {
    require(eta == 0 || noise != nil, "DDIM: eta \(eta) needs noise")
    var (x_0, eps) = schedule.split(output, at: x_t, Array(repeating: t, count: x_t.shape[0]))
    if let limit = schedule.clipSample { x_0 = clamp(x_0, -limit, limit) }
    let (a, a_previous) = (schedule.alphaCumprod(t), schedule.alphaCumprod(previous))
    let s = eta * ((1 - a_previous) / (1 - a) * (1 - a / a_previous)).squareRoot()
    let direction = max(0, 1 - a_previous - s * s).squareRoot()
    var x = Float(a_previous.squareRoot()) * x_0 + Float(direction) * eps
    if s > 0, let noise { x = x + Float(s) * noise }
    return (x, x_0)
  }
}

/// Denoises x_T in n steps: `model(x, t)` is the network's output, of the shape of x.
///
/// `spacing` is the schedule's own unless given. With eta > 0 every step draws from `noise`, which must be given then.
/// `onStep` sees each step's x and x_0. Nothing is recorded for gradients.
public func sampleDDIM(
  _ x_T: Tensor, _ schedule: NoiseSchedule, steps n: Int, spacing: TimestepSpacing? = nil, eta: Double = 0,
  noise: Generator? = nil, onStep: (_ step: DDIMStep, _ x: Tensor, _ x_0: Tensor) -> Void = { _, _, _ in },
  model: (_ x: Tensor, _ t: Int) -> Tensor
) -> Tensor {
  require(eta == 0 || noise != nil, "sampleDDIM: eta \(eta) needs a generator of noise")
  let timesteps = (spacing ?? schedule.spacing).timesteps(n, of: schedule.count, offset: schedule.stepsOffset)
  var stream = noise
  return withoutGradients {
    var x = x_T
    for t in timesteps {
      let step = DDIMStep(schedule, t: t, of: n, eta: eta)
      let drawn = eta > 0 ? stream?.normal(count: x.count) : nil
      let (next, x_0) = step(x, model(x, t), noise: drawn.map { Tensor($0, x.shape) })
      x = next
      onStep(step, x, x_0)
    }
    return x
  }
}
