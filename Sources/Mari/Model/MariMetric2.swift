import Diffusion
import Driving
import NN
import Numerics

/// The note's joint model: from the latent of a hazy image, the clean image, the metric depth and the visibility.
///
/// A frozen VAE (kept apart) gives the latents; the frozen text encoder is replaced by the constant embedding of the
/// empty prompt. `conv_in` takes [noisy target, hazy]; the encoder and mid block are shared, and each task has a decoder
/// of its own, whose up blocks end in an adapter that takes in the visibility. Source: the note, "Components".
///
///     let model = MariMetric2(Parameters(seed: 7), .quick)
///     let visibility = model.visibility(z_hazy)
///     let v_hat = model(x_t, z_hazy, v: visibility.v, timesteps: t)
public struct MariMetric2: Sendable {
  public let encoder: UNetEncoder
  /// Where a pixel is in the image, as an addition to `conv_in`'s output; nil in the note's own structure.
  public let coordinates: Linear?
  public let decoders: PerTask<UNetDecoder>
  /// One per up block, coarsest first.
  public let adapters: PerTask<[VisibilityAdapter]>
  public let visibilityHead: VisibilityHead
  /// The constant context [1, tokens, D]; frozen.
  public let emptyPrompt: Parameter
  public let configuration: Configuration

  /// Parameter names: `conv_in`, `time_embedding`, `down_blocks`, `mid_block` as in diffusers; `dehaze` and `depth`, each
  /// with `up_blocks`, `conv_norm_out`, `conv_out` and `adapters`; `visibility_head`; `empty_prompt`.
  public init(_ p: Parameters, _ c: Configuration) {
    let unet = c.unet
    let z = c.vae.latent_channels
    require(
      unet.in_channels == 2 * z && unet.out_channels == z,
      "MariMetric2: a UNet of \(unet.in_channels) -> \(unet.out_channels) channels, expected \(2 * z) -> \(z)")
    encoder = UNetEncoder(p, unet)
    coordinates =
      c.hasCoordinates ? Linear(p / "coordinates", in: 2, out: unet.block_out_channels[0], bias: false) : nil
    decoders = .each { UNetDecoder(p / $0.rawValue, unet) }
    adapters = .each { k in
      unet.block_out_channels.reversed().enumerated().map { i, channels in
        VisibilityAdapter(p / k.rawValue / "adapters" / i, channels: channels, width: c.adapterWidth)
      }
    }
    visibilityHead = VisibilityHead(p / "visibility_head", latent: z, width: c.headWidth)
    emptyPrompt = p.tensor("empty_prompt", [1, c.promptTokens, unet.cross_attention_dim], .normal(1))
    emptyPrompt.isTrainable = false
    configuration = c
  }

  /// z_hazy [B, h, w, 4] -> v in (0, 1) and its logits, [B, h, w, 1].
  public func visibility(_ z_hazy: Tensor) -> VisibilityMap { VisibilityMap(logits: visibilityHead(z_hazy)) }

  /// The noisy targets x_t [B, h, w, 4], the condition z_hazy of the same shape, its visibility v [B, h, w, 1] and one
  /// timestep for all or one per image -> v_hat, the predicted velocities. The encoder sees both tasks as one batch.
  /// `context` [B, M, D] stands in for the empty prompt.
  public func callAsFunction(
    _ x_t: PerTask<Tensor>, _ z_hazy: Tensor, v: Tensor, timesteps: [Int], context: Tensor? = nil
  ) -> PerTask<Tensor> {
    let shape = z_hazy.shape
    require(
      x_t.dehaze.shape == shape && x_t.depth.shape == shape,
      "MariMetric2: x_t \(x_t.dehaze.shape) and \(x_t.depth.shape) for z_hazy \(shape)")
    require(
      v.rank == 4 && v.shape == [shape[0], shape[1], shape[2], 1], "MariMetric2: v \(v.shape) for z_hazy \(shape)")
    let batch = shape[0]
    let both = concatenated(
      concatenated(x_t.dehaze, z_hazy, axis: 3), concatenated(x_t.depth, z_hazy, axis: 3), axis: 0)
    let context = context ?? prompt(batch)
    let features = encoder(
      both, timesteps: timesteps.count == 1 ? timesteps : timesteps + timesteps,
      context: concatenated(context, context, axis: 0), added: position(height: shape[1], width: shape[2]))
    var pyramid = VisibilityPyramid(configuration.detachesVisibility ? v.detached : v)
    return .each { k in
      decoders[k](features.images(k == .dehaze ? 0 : batch, batch), context: context) { i, h in
        adapters[k][i](h, v: pyramid.at(h.shape[1], h.shape[2]))
      }
    }
  }

  /// The empty prompt for each of a number of images.
  private func prompt(_ batch: Int) -> Tensor {
    let one = withoutGradients { emptyPrompt.value }
    return concatenated(Array(repeating: one, count: batch), axis: 0)
  }

  /// What `coordinates` adds to `conv_in`'s output, [1, h, w, C]: linear in x and y, which run over [-1, 1].
  private func position(height: Int, width: Int) -> Tensor? {
    coordinates.map { linear in
      let grid = Tensor([1, height, width, 2]) { xy in
        for cell in 0..<height * width {
          xy[2 * cell] = Float(2 * (cell % width) + 1) / Float(width) - 1
          xy[2 * cell + 1] = Float(2 * (cell / width) + 1) / Float(height) - 1
        }
      }
      return linear(grid)
    }
  }
}
