import NN

/// One term of the note's objective, declared whole beside its formula: its name, the weight that the note gives it, what
/// it needs, and its value.
///
///     extension LossTerm {
///       public static let tv = LossTerm("tv", weight: 0.005) { totalVariation($0.visibility.v) }
///     }
///
/// To add one: a file with its formula and such a declaration, and its place in `Objective.terms`. Settings
/// (`lambda.tv`), logs (`L_tv`), checkpoints and `train --set` follow from that list.
public struct LossTerm: Sendable, Hashable {
  /// What a term is computed from.
  public enum Need: Sendable {
    /// The visibility alone: it can be trained without running the denoiser.
    case visibility
    /// The velocities of both tasks.
    case denoiser
  }

  /// As in `lambda.rank` and `L_rank`.
  public let name: String
  /// lambda by default. Source: the note, "Losses".
  public let weight: Float
  public let needs: Need
  /// The term as a scalar; nil where the denoiser, which it needs, was not run.
  let value: @Sendable (LossInputs) -> Tensor?

  public init(
    _ name: String, weight: Float, needs: Need = .visibility, value: @escaping @Sendable (LossInputs) -> Tensor?
  ) {
    (self.name, self.weight, self.needs, self.value) = (name, weight, needs, value)
  }

  public static func == (a: LossTerm, b: LossTerm) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What the terms of one step are computed from.
public struct LossInputs: Sendable {
  public let objective: Objective
  public let batch: LatentBatch
  public let visibility: VisibilityMap
  /// delta and its quantile, of the batch.
  public let haze: HazeMagnitude
  /// The pairs that L_rank keeps, turned so that the first of each should be the more visible.
  public let pairs: PixelPairs
  /// What the denoiser found and should have found; nil where it was not run.
  public let denoised: Denoised?

  public struct Denoised: Sendable {
    public let v_hat, v_star: PerTask<Tensor>

    public init(v_hat: PerTask<Tensor>, v_star: PerTask<Tensor>) { (self.v_hat, self.v_star) = (v_hat, v_star) }
  }
}
