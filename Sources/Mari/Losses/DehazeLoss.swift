import NN

/// L_dehaze: the mean of (v_hat - v_star)² over everything. Both [B, h, w, 4]. Source: the note, "Losses".
public func dehazeLoss(_ v_hat: Tensor, _ v_star: Tensor) -> Tensor { square(v_hat - v_star).mean() }

extension LossTerm {
  public static let dehaze = LossTerm("dehaze", weight: 1, needs: .denoiser) { inputs in
    inputs.denoised.map { dehazeLoss($0.v_hat.dehaze, $0.v_star.dehaze) }
  }
}
