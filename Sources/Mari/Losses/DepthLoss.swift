import NN

/// L_depth: the mean of (v_hat - v_star)² over the cells with valid depth, one mean for the batch.
///
/// v_hat, v_star [B, h, w, 4], mask m̃ [B, h, w, 1] of 0 and 1. Exactly 0 with zero gradient if no cell is valid.
/// Source: the note, "Losses"; |m̃| counts channels too.
public func depthLoss(_ v_hat: Tensor, _ v_star: Tensor, mask: Tensor) -> Tensor {
  let counted = mask.detached.sum().value * Float(v_hat.shape[3])
  guard counted > 0 else { return sumOfNothing(of: v_hat) }
  return (mask.detached * square(v_hat - v_star)).sum() * (1 / counted)
}

/// The scalar 0 whose gradient with respect to x is 0, whatever x holds: what a term gives that has nothing to average.
func sumOfNothing(of x: Tensor) -> Tensor { x.narrowed(0, 0, 0).sum() }

extension LossTerm {
  public static let depth = LossTerm("depth", weight: 1, needs: .denoiser) { inputs in
    inputs.denoised.map { depthLoss($0.v_hat.depth, $0.v_star.depth, mask: inputs.batch.mask) }
  }
}
