import NN
import Numerics

/// Images to latents and back. Source: diffusers `AutoencoderKL`, whose parameter names it keeps.
///
///     let vae = try Parameters(checkpoint: "stable-diffusion-2-1/vae").build { VAE($0, .sd21) }
public struct VAE: Sendable {
  public let encoder: VAEEncoder
  public let quantConv: Conv2d?
  public let postQuantConv: Conv2d?
  public let decoder: VAEDecoder
  public let configuration: Configuration
  /// The digest of the files it was read from; nil for one made in memory.
  public internal(set) var contents: String?

  public init(_ p: Parameters, _ c: Configuration) {
    let z = c.latent_channels
    encoder = VAEEncoder(p / "encoder", c)
    decoder = VAEDecoder(p / "decoder", c)
    quantConv = c.use_quant_conv ? Conv2d(p / "quant_conv", in: 2 * z, out: 2 * z, kernel: 1) : nil
    postQuantConv = c.use_post_quant_conv ? Conv2d(p / "post_quant_conv", in: z, out: z, kernel: 1) : nil
    configuration = c
  }

  /// The posterior of the latents: RGB x [B, H, W, 3] in [-1, 1] -> mean and log-variance, each
  /// [B, floor(H/8), floor(W/8), 4], not scaled. Rows and columns beyond a multiple of 8 are lost on the way back.
  public func posterior(_ x: Tensor) -> (mean: Tensor, logVariance: Tensor) {
    let side = configuration.factor
    require(
      x.rank == 4 && x.shape[3] == configuration.in_channels && x.shape[1] >= side && x.shape[2] >= side,
      "VAE: x \(x.shape), expected [B, H, W, \(configuration.in_channels)] with sides of at least \(side)")
    let h = encoder(x)
    let moments = quantConv?(h) ?? h
    let z = configuration.latent_channels
    return (moments.narrowed(3, 0, z), moments.narrowed(3, z, z))
  }

  /// The latents of the note: the posterior's mean times the scaling factor, about unit variance.
  public func encode(_ x: Tensor) -> Tensor { posterior(x).mean * configuration.scaling_factor }

  /// Latents z [B, h, w, 4], scaled as `encode` gives them -> RGB [B, 8h, 8w, 3], about [-1, 1], not clamped.
  public func decode(_ z: Tensor) -> Tensor { decode(unscaled: z / configuration.scaling_factor) }

  /// The same from latents that are not scaled.
  public func decode(unscaled z: Tensor) -> Tensor {
    require(
      z.rank == 4 && z.shape[3] == configuration.latent_channels,
      "VAE: z \(z.shape), expected [B, h, w, \(configuration.latent_channels)]")
    return decoder(postQuantConv?(z) ?? z)
  }
}
