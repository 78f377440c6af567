import NN
import Numerics

/// What the small VAE is trained for: the picture, its colour, and latents near a standard normal.
///
/// L = |x̂ - x| + 2 (x̂ - x)² + 4 |ĉ - c| + 20 (ĉ - c)² + 1e-4 KL, each a mean; c = x less the mean of its channels. Without
/// the colour terms the little colour that streets have is lost. Source: this project's measurements.
public struct AutoencoderLoss {
  public let reconstruction: Tensor
  public let colour: Tensor
  public let divergence: Tensor
  /// The weight of the divergence from a standard normal.
  public static let klWeight: Float = 1e-4

  /// x_hat and x [B, H, W, 3] in [-1, 1]; the moments of the latents.
  public init(_ x_hat: Tensor, _ x: Tensor, mean: Tensor, logVariance: Tensor) {
    require(x_hat.shape == x.shape, "AutoencoderLoss: \(x_hat.shape) against \(x.shape)")
    let e = x_hat - x
    reconstruction = abs(e).mean() + 2 * square(e).mean()
    let c = e - e.mean(axes: [3])
    colour = 4 * abs(c).mean() + 20 * square(c).mean()
    divergence = 0.5 * (square(mean) + exp(logVariance) - logVariance - 1).mean()
  }

  public var total: Tensor { reconstruction + colour + AutoencoderLoss.klWeight * divergence }
}
