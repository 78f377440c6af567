import NN

/// L_preserve: where there is little haze v should be near 1: Σ w (1 - v)² / Σ w with w = max(0, 1 - delta / q).
///
/// v [B, h, w, 1]. Exactly 0 with zero gradient if no weight is left. Source: the note, "Losses".
public func preserveLoss(_ v: Tensor, _ haze: HazeMagnitude, averaging: Averaging = .overBatch) -> Tensor {
  let w = haze.clearness
  let perImage = w.sum(axes: [1, 2, 3]).scalars.map(Double.init)
  guard let factors = averaging.factors(perImage) else { return sumOfNothing(of: v) }
  return (w * Tensor(factors, [factors.count, 1, 1, 1]) * square(1 - v)).sum()
}

extension LossTerm {
  public static let preserve = LossTerm("preserve", weight: 0.05) {
    preserveLoss($0.visibility.v, $0.haze, averaging: $0.objective.averaging)
  }
}
