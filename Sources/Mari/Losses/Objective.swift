import Diffusion
import Driving
import NN
import Numerics

/// The note's objective: one training step's losses, written once.
///
///     let objective = Objective()
///     let L = objective(model, batch, step: step, random: Generator(seed: seed))
public struct Objective: Sendable, Equatable {
  /// The note's terms, in its order.
  public static let terms: [LossTerm] = [.dehaze, .depth, .vis, .preserve, .rank, .tv]

  /// What L_rank orders pixels by.
  public enum Ranking: String, Sendable, CaseIterable {
    /// Normalised depth: the closer pixel must be the more visible.
    case depth
    /// Haze magnitude relative to the image's quantile: the clearer pixel must be the more visible.
    case haze
  }

  /// lambda.
  public var lambda: LossWeights
  /// How fast the visibility's target falls with haze.
  public var gamma = 4.0
  /// The quantile of delta that counts as much haze.
  public var quantile = 0.9
  /// Pairs drawn per image, and how much d must differ within a pair to be kept.
  public var pairs = 128
  public var margin: Float = 0.05
  public var ranking = Ranking.depth
  /// Of L_rank and L_preserve.
  public var averaging = Averaging.overBatch
  public var timesteps: TimestepDistribution

  public init(lambda: LossWeights = LossWeights(), timesteps: TimestepDistribution = .uniform) {
    self.lambda = lambda
    self.timesteps = timesteps
  }

  /// The losses of one step. Draws are named after step and image: the timestep from ("timestep", step, image), the noise
  /// of task k from ("noise", step, image, k), the pairs from ("pairs", step, image), whatever else is in the batch.
  public func callAsFunction(_ model: MariMetric2, _ batch: LatentBatch, step: Int, random: Generator) -> Losses {
    let (t, x_t, v_star) = noised(batch, model.configuration.schedule, step: step, random: random)
    let visibility = model.visibility(batch.z_hazy)
    let v_hat = model(x_t, batch.z_hazy, v: visibility.v, timesteps: t)
    return losses(visibility, batch, .init(v_hat: v_hat, v_star: v_star), step: step, random: random)
  }

  /// What a step asks of the denoiser: timesteps t, noisy targets x_t and the velocities v_star that it should find.
  public func noised(_ batch: LatentBatch, _ schedule: NoiseSchedule, step: Int, random: Generator) -> (
    t: [Int], x_t: PerTask<Tensor>, v_star: PerTask<Tensor>
  ) {
    let t = batch.imageIDs.map { timesteps.draw(of: schedule.count, from: random.stream("timestep", step, $0)) }
    let z_target = PerTask(dehaze: batch.z_clean, depth: batch.z_depth)
    let eps = PerTask.each { k in noise(like: z_target[k], batch.imageIDs, k, step, random) }
    let x_t = PerTask.each { k in schedule.addNoise(to: z_target[k], eps[k], t) }
    let v_star = PerTask.each { k in schedule.v_star(of: z_target[k], eps[k], t) }
    return (t, x_t, v_star)
  }

  /// The losses of one step of the visibility head alone; the denoiser is not run, and the terms that need it are 0. The
  /// head gets the gradients that the terms on v give it in the whole objective.
  public func headOnly(_ model: MariMetric2, _ batch: LatentBatch, step: Int, random: Generator) -> Losses {
    losses(model.visibility(batch.z_hazy), batch, nil, step: step, random: random)
  }

  /// The terms of a step, from what was predicted. `denoised`: nil where the denoiser was not run.
  public func losses(
    _ visibility: VisibilityMap, _ batch: LatentBatch, _ denoised: LossInputs.Denoised?, step: Int, random: Generator
  ) -> Losses {
    let haze = HazeMagnitude(batch.z_hazy, batch.z_clean, quantile: quantile)
    let drawn = PixelPairs(in: batch.mask, perImage: pairs) { random.stream("pairs", step, batch.imageIDs[$0]) }
    let kept = drawn.rising(in: ranking == .depth ? batch.depth : haze.relative, by: margin)
    return Losses(
      LossInputs(
        objective: self, batch: batch, visibility: visibility, haze: haze, pairs: kept, denoised: denoised))
  }

  /// eps of one task, standard normal.
  private func noise(like z: Tensor, _ imageIDs: [Int], _ k: DenoisingTask, _ step: Int, _ random: Generator) -> Tensor
  {
    let count = z.count / imageIDs.count
    return Tensor(z.shape) { eps in
      for (b, image) in imageIDs.enumerated() {
        var stream = random.stream("noise", step, image, k == .dehaze ? 0 : 1)
        stream.fillNormal(UnsafeMutableBufferPointer(rebasing: eps[b * count..<(b + 1) * count]))
      }
    }
  }
}

extension Objective: Adjustable {
  /// Every constant of the objective: lambda of each term, and what the terms are made with.
  public static let constants: [Constant<Objective>] =
    terms.map { term in
      Constant("lambda.\(term.name)", \Objective.lambda[term], in: 0...1e6, "weight of L_\(term.name)")
    } + [
      Constant("gamma", \Objective.gamma, in: 0...1000, "how fast the visibility's target falls with haze"),
      Constant("quantile", \Objective.quantile, in: 0...1, "the quantile of delta that counts as much haze"),
      Constant("pairs", \Objective.pairs, in: 1...1_000_000, "pairs of cells drawn per image for L_rank"),
      Constant("margin", \Objective.margin, in: 0...1, "by how much the two cells of a pair must differ"),
      Constant("ranking", \Objective.ranking, "what L_rank orders cells by"),
      Constant("averaging", \Objective.averaging, "what L_rank and L_preserve are ratios over"),
      Constant("last_share", \Objective.timesteps.lastShare, in: 0...1, "share of images trained at the last timestep"),
    ]
}
