import NN
import Numerics

/// One step's losses, each a scalar, and L_total = Σ lambda_i L_i, of which gradients are taken:
///
///     let L = objective(model, batch, step: step, random: random)
///     adamw.step(L.total.backward())
///     log.append(L[.rank].value)
public struct Losses: Sendable {
  /// The terms of weight 0 take no part: neither value nor gradient.
  public let total: Tensor
  /// The visibility the terms were computed from, without gradient, [B, h, w, 1].
  public let v: Tensor
  /// Pairs that L_rank is a mean over.
  public let pairCount: Int
  /// Images of the batch without a valid cell: no part in L_depth and L_rank.
  public let imagesWithoutDepth: [Int]
  /// In the order of `Objective.terms`.
  private let values: [Tensor]

  /// Traps if every term that has a value has weight 0.
  init(_ inputs: LossInputs) {
    let found = Objective.terms.map { (lambda: inputs.objective.lambda[$0], value: $0.value(inputs)) }
    values = found.map { $0.value ?? .zero }
    let weighted = found.compactMap { lambda, value in lambda == 0 ? nil : value.map { lambda * $0 } }
    require(!weighted.isEmpty, "Losses: every weight is 0")
    total = weighted.dropFirst().reduce(weighted[0], +)
    v = inputs.visibility.v.detached
    pairCount = inputs.pairs.count
    imagesWithoutDepth = inputs.batch.imagesWithoutDepth
  }

  /// One term, unweighted: a scalar; 0 for one whose denoiser was not run.
  public subscript(_ term: LossTerm) -> Tensor {
    guard let place = Objective.terms.firstIndex(of: term) else {
      fatalError("Losses: L_\(term.name) is not among Objective.terms")
    }
    return values[place]
  }

  /// The standard deviation of v over the batch: near 0 it has collapsed to a constant.
  public var visibilityDeviation: Double {
    v.withUnsafeBufferPointer { values in
      FixedOrder.variance(values.lazy.map(Double.init), correction: 0).squareRoot()
    }
  }

  /// The first term, in the note's order, that is NaN or infinite.
  public var nonFiniteTerm: LossTerm? { Objective.terms.first { !self[$0].value.isFinite } }
}
