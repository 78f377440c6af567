import NN

/// L_rank: of two pixels the closer must be the more visible: the mean over the kept pairs of softplus(-s),
/// s = sign(d_j - d_i) (v_i - v_j), a pair being kept if |d_j - d_i| > margin.
///
/// v [B, h, w, 1]; d of the same shape is normalised depth, or another map that should rank v from high to low (haze
/// magnitude). Exactly 0 with zero gradient if no pair is kept. Source: the note, "L_rank".
public func rankLoss(
  _ v: Tensor, _ d: Tensor, pairs: PixelPairs, margin: Float = 0.05, averaging: Averaging = .overBatch
) -> Tensor {
  rankLoss(v, pairs.rising(in: d, by: margin), averaging: averaging)
}

/// The same over pairs that are all kept and all turned so that d_j > d_i: s = v_i - v_j.
func rankLoss(_ v: Tensor, _ kept: PixelPairs, averaging: Averaging) -> Tensor {
  guard let factors = averaging.factors(kept.perImage.map(Double.init)) else { return sumOfNothing(of: v) }
  let table = v.reshaped([v.count, 1])
  let s = table[rows: kept.i] - table[rows: kept.j]
  let l = softplus(-s)
  if averaging == .overBatch { return l.mean() }
  return (l * Tensor(kept.image.map { factors[$0] }, [kept.count, 1])).sum()
}

extension LossTerm {
  public static let rank = LossTerm("rank", weight: 0.02) {
    rankLoss($0.visibility.v, $0.pairs, averaging: $0.objective.averaging)
  }
}
