import NN

/// L_vis: binary cross entropy between v and its target exp(-gamma delta / q), on the logits of v, where it is
/// softplus(l) - target l and its gradient v - target, also where the sigmoid is saturated.
///
/// logits [B, h, w, 1]. A mean over the images that show haze; exactly 0 with zero gradient if none does.
/// Source: the note, "Losses"; gamma is the post's on the same work.
public func visibilityLoss(_ logits: Tensor, _ haze: HazeMagnitude, gamma: Double = 4) -> Tensor {
  let taking = haze.isHazy.count { $0 }
  guard taking > 0 else { return sumOfNothing(of: logits) }
  let bce = softplus(logits) - haze.visibilityTarget(gamma: gamma) * logits
  guard taking < haze.q.count else { return bce.mean() }
  let perImage = Float(logits.shape[1] * logits.shape[2])
  return (haze.participation * bce).sum() * (1 / (Float(taking) * perImage))
}

extension LossTerm {
  public static let vis = LossTerm("vis", weight: 0.05) {
    visibilityLoss($0.visibility.logits, $0.haze, gamma: $0.objective.gamma)
  }
}
