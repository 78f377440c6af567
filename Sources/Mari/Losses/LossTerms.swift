import NN
import Numerics

/// One step's losses, each a scalar, and L_total = Σ lambda_i L_i, of which gradients are taken:
///
///     let L = objective(model, batch, step: step, random: random)
///     adamw.step(L.total.backward())
public struct LossTerms: Sendable {
  public let dehaze: Tensor
  public let depth: Tensor
  public let vis: Tensor
  public let preserve: Tensor
  public let rank: Tensor
  public let tv: Tensor
  /// The terms of weight 0 take no part: neither value nor gradient.
  public let total: Tensor
  /// The visibility the terms were computed from, without gradient, [B, h, w, 1].
  public let v: Tensor
  /// Pairs that L_rank is a mean over.
  public let pairCount: Int
  /// Images of the batch without a valid cell: no part in L_depth and L_rank.
  public let imagesWithoutDepth: [Int]

  /// Traps if every weight is 0.
  init(
    _ lambda: LossWeights, denoising: PerTask<Tensor>, _ visibility: VisibilityTerms, v: Tensor,
    imagesWithoutDepth: [Int]
  ) {
    (dehaze, depth) = (denoising.dehaze, denoising.depth)
    (vis, preserve, rank, tv) = (visibility.vis, visibility.preserve, visibility.rank, visibility.tv)
    pairCount = visibility.pairCount
    self.v = v.detached
    self.imagesWithoutDepth = imagesWithoutDepth
    let weighted = [
      (lambda.dehaze, dehaze), (lambda.depth, depth), (lambda.vis, vis), (lambda.preserve, preserve),
      (lambda.rank, rank), (lambda.tv, tv),
    ].filter { $0.0 != 0 }.map { $0.0 * $0.1 }
    require(!weighted.isEmpty, "LossTerms: every weight is 0")
    total = weighted.dropFirst().reduce(weighted[0], +)
  }

  /// One term, unweighted: a scalar.
  public subscript(_ term: LossTerm) -> Tensor {
    switch term {
    case .dehaze: dehaze
    case .depth: depth
    case .vis: vis
    case .preserve: preserve
    case .rank: rank
    case .tv: tv
    }
  }

  /// The standard deviation of v over the batch: near 0 it has collapsed to a constant.
  public var visibilityDeviation: Double {
    v.withUnsafeBufferPointer { values in
      FixedOrder.variance(values.lazy.map(Double.init), correction: 0).squareRoot()
    }
  }

  /// The first term, in the note's order, that is NaN or infinite.
  public var nonFiniteTerm: LossTerm? { LossTerm.allCases.first { !self[$0].value.isFinite } }
}

/// The terms that see the visibility alone.
public struct VisibilityTerms: Sendable {
  public let vis: Tensor
  public let preserve: Tensor
  public let rank: Tensor
  public let tv: Tensor
  public let pairCount: Int
}
