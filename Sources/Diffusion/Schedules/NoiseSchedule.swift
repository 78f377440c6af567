import NN
import Numerics

/// How much signal and noise each timestep holds: x_t = alpha_t x_0 + sigma_t eps, alpha_t² + sigma_t² = 1.
///
/// Tables are computed in Float64 and rounded once. Source: diffusers `DDIMScheduler`, the settings of SD 2.1-768.
public struct NoiseSchedule: Sendable, Equatable {
  /// How beta grows: its square root linearly (Stable Diffusion), or itself.
  public enum Growth: String, Sendable, CaseIterable {
    case scaledLinear = "scaled_linear"
    case linear
  }

  /// What the network predicts.
  public enum Prediction: String, Sendable, CaseIterable {
    case v = "v_prediction"
    case epsilon, sample
  }

  /// beta_t, [T].
  public let betas: [Float]
  /// The share of signal ᾱ_t = Π (1 - beta), [T].
  public let alphasCumprod: [Float]
  /// ᾱ where a step would end before timestep 0: ᾱ_0 in Stable Diffusion, so that even the last step leaves some noise.
  public let finalAlphaCumprod: Float
  public let prediction: Prediction
  /// Added to every timestep of `leading` spacing.
  public let stepsOffset: Int
  /// The spacing the schedule was published with.
  public let spacing: TimestepSpacing
  /// x_0 is held in ±this while sampling, if given.
  public let clipSample: Float?
  // What the tables were made from.
  public let beta_start: Double
  public let beta_end: Double
  public let growth: Growth
  public let isZeroTerminalSNR: Bool
  private let cumulative: [Double]

  /// `isZeroTerminalSNR`: ᾱ shifted and scaled so that the last timestep holds no signal at all (Lin et al., WACV 2024,
  /// algorithm 1; Marigold 1.1). A model trained on one table must be sampled on it.
  public init(
    timesteps T: Int = 1000, beta_start: Double = 0.00085, beta_end: Double = 0.012, growth: Growth = .scaledLinear,
    prediction: Prediction = .v, isZeroTerminalSNR: Bool = false, setAlphaToOne: Bool = false, stepsOffset: Int = 1,
    spacing: TimestepSpacing = .leading, clipSample: Float? = nil
  ) {
    require(
      T > 1 && beta_start > 0 && beta_start <= beta_end && beta_end < 1,
      "NoiseSchedule: \(T) timesteps, beta \(beta_start)...\(beta_end)")
    let isScaled = growth == .scaledLinear
    let (low, high) = isScaled ? (beta_start.squareRoot(), beta_end.squareRoot()) : (beta_start, beta_end)
    let betas = (0..<T).map { t in
      let x = low + (high - low) * Double(t) / Double(T - 1)
      return isScaled ? x * x : x
    }
    let published = NoiseSchedule.cumulativeProduct(betas)
    let cumulative = isZeroTerminalSNR ? NoiseSchedule.rescaled(published) : published
    self.betas =
      isZeroTerminalSNR
      ? NoiseSchedule.referenceRescaledBetas(T, low, high, isScaled: isScaled) : betas.map { Float($0) }
    self.cumulative = cumulative
    alphasCumprod = cumulative.map { Float($0) }
    finalAlphaCumprod = setAlphaToOne ? 1 : Float(cumulative[0])
    self.prediction = prediction
    self.stepsOffset = stepsOffset
    self.spacing = spacing
    self.clipSample = clipSample
    self.beta_start = beta_start
    self.beta_end = beta_end
    self.growth = growth
    self.isZeroTerminalSNR = isZeroTerminalSNR
  }

  private static func cumulativeProduct(_ betas: [Double]) -> [Double] {
    var product = 1.0
    return betas.map { beta in
      product *= 1 - beta
      return product
    }
  }

  /// √ᾱ shifted so that its last value is 0 and scaled so that its first stays, squared.
  private static func rescaled(_ cumulative: [Double]) -> [Double] {
    let roots = cumulative.map { $0.squareRoot() }
    let (first, last) = (roots[0], roots[roots.count - 1])
    return roots.map { root in
      let x = (root - last) * first / (first - last)
      return x * x
    }
  }

  /// T, the number of timesteps.
  public var count: Int { cumulative.count }

  /// ᾱ_t; `finalAlphaCumprod` for a negative t, which stands for the end of the last step.
  public func alphaCumprod(_ t: Int) -> Double {
    require(t < count, "NoiseSchedule: timestep \(t) of \(count)")
    return t < 0 ? (finalAlphaCumprod == 1 ? 1 : cumulative[0]) : cumulative[t]
  }
}

// MARK: - The equations, for one timestep per image

extension NoiseSchedule {
  /// alpha_t = √ᾱ_t and sigma_t = √(1 - ᾱ_t), each [B, 1, 1, 1], to be multiplied with feature maps.
  public func coefficients(_ timesteps: [Int]) -> (alpha_t: Tensor, sigma_t: Tensor) {
    for t in timesteps { require(t >= 0, "NoiseSchedule: timestep \(t)") }
    let alphas = timesteps.map { alphaCumprod($0) }
    let shape: Shape = [timesteps.count, 1, 1, 1]
    return (
      Tensor(alphas.map { Float($0.squareRoot()) }, shape), Tensor(alphas.map { Float((1 - $0).squareRoot()) }, shape)
    )
  }

  /// x_t = alpha_t x_0 + sigma_t eps: x_0 and eps [B, H, W, C], one timestep per image.
  public func addNoise(to x_0: Tensor, _ eps: Tensor, _ timesteps: [Int]) -> Tensor {
    let (alpha_t, sigma_t) = coefficients(timesteps)
    return alpha_t * x_0 + sigma_t * eps
  }

  /// v_star = alpha_t eps - sigma_t x_0, what a v-predicting network is trained for.
  public func v_star(of x_0: Tensor, _ eps: Tensor, _ timesteps: [Int]) -> Tensor {
    let (alpha_t, sigma_t) = coefficients(timesteps)
    return alpha_t * eps - sigma_t * x_0
  }

  /// x_0 and eps as a network's output at x_t means them.
  ///
  /// From v: x_0 = alpha_t x_t - sigma_t v, eps = alpha_t v + sigma_t x_t. From eps: x_0 = (x_t - sigma_t eps) / alpha_t,
  /// undefined (infinite) where ᾱ_t = 0. From x_0: eps = (x_t - alpha_t x_0) / sigma_t.
  public func split(_ output: Tensor, at x_t: Tensor, _ timesteps: [Int]) -> (x_0: Tensor, eps: Tensor) {
    let (alpha_t, sigma_t) = coefficients(timesteps)
    switch prediction {
    case .v: return (alpha_t * x_t - sigma_t * output, alpha_t * output + sigma_t * x_t)
    case .epsilon: return ((x_t - sigma_t * output) / alpha_t, output)
    case .sample: return (output, (x_t - alpha_t * output) / sigma_t)
    }
  }
}
