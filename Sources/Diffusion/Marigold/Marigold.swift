import NN
import Numerics

/// Marigold: affine-invariant depth from one image by latent diffusion. A user's checkpoint runs here as a baseline.
///
/// Source: Ke et al., CVPR 2024; diffusers `MarigoldDepthPipeline`, which it equals to rounding where the noise is given.
public struct Marigold: Sendable {
  /// The length of a denoising, and how its results are combined.
  public struct Options: Sendable, Equatable {
    public var steps = 4
    /// Of the longer side; nil keeps the image's size.
    public var resolution: Int? = 768
    /// Members of the ensemble.
    public var members = 1
    public var reduction = EnsembleReduction.median
    /// Whether members differ by a scale and a shift. Metric depth does not: its members are reduced as they are.
    public var isAffineInvariant = true
    /// Of the noise of predictions by name.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// How a latent is denoised.
  public enum Sampler: Sendable, Equatable {
    case ddim
    case consistency(LatentConsistency)
  }

  /// Depth of the image's size, [1, H, W, 1]: 0 near and 1 far if affine-invariant, as decoded otherwise.
  public struct Prediction: Sendable {
    public let depth: Tensor
    /// In the unit of the depth; nil for a single member.
    public let uncertainty: Tensor?
  }

  public let vae: VAE
  public let unet: UNet
  public let schedule: NoiseSchedule
  public let sampler: Sampler
  /// The embedding of the empty prompt, [1, tokens, D]: the only one ever used.
  public let emptyPrompt: Tensor
  /// What the checkpoint recommends.
  public var options: Options

  /// Traps unless the UNet takes two latents and gives one.
  public init(
    vae: VAE, unet: UNet, schedule: NoiseSchedule, sampler: Sampler = .ddim, emptyPrompt: Tensor,
    options: Options = Options()
  ) {
    let z = vae.configuration.latent_channels
    require(
      unet.configuration.in_channels == 2 * z && unet.configuration.out_channels == z,
      "Marigold: the UNet takes \(unet.configuration.in_channels) channels, expected \(2 * z)")
    self.vae = vae
    self.unet = unet
    self.schedule = schedule
    self.sampler = sampler
    self.emptyPrompt = emptyPrompt
    self.options = options
  }

  /// RGB bytes [H, W, 3] -> depth. Member i starts from noise of the stream ("marigold", i) of `seed`, whatever the
  /// others do.
  public func callAsFunction(_ bytes: [UInt8], height: Int, width: Int, seed: UInt64 = 0) -> Prediction {
    let image = MarigoldImage(
      bytes: bytes, height: height, width: width, resolution: options.resolution, factor: vae.configuration.factor)
    return withoutGradients {
      let z_image = vae.encode(image.padded)
      let members = (0..<options.members).map { member in
        let noise = Generator(seed: seed).stream("marigold", member)
        func drawn(_ stream: Generator) -> Tensor {
          var stream = stream
          return Tensor(stream.normal(count: z_image.count), z_image.shape)
        }
        let z = denoised(drawn(noise), z_image, noise: { drawn(noise.stream("step", $0)) })
        return image.cropped(depth(z))
      }
      return combined(concatenated(members, axis: 0), image)
    }
  }

  /// The denoised depth latent: z_T and the image's latent, each [1, h, w, 4] -> [1, h, w, 4]. `noise` follows a step of
  /// the consistency sampler, which alone has use for it; `onStep` is told of the steps of DDIM.
  public func denoised(
    _ z_T: Tensor, _ z_image: Tensor,
    onStep: (_ step: DDIMStep, _ v: Tensor, _ z: Tensor) -> Void = { _, _, _ in },
    noise: (_ step: Int) -> Tensor = { _ in fatalError("Marigold: no noise given") }
  ) -> Tensor {
    var v = z_T
    func network(_ z_t: Tensor, _ t: Int) -> Tensor {
      // Marigold's order: the image first.
      v = unet(concatenated(z_image, z_t, axis: 3), timesteps: [t], context: emptyPrompt)
      return v
    }
    switch sampler {
    case .ddim:
      return sampleDDIM(
        z_T, schedule, steps: options.steps, onStep: { step, z, _ in onStep(step, v, z) }, model: network)
    case .consistency(let lcm):
      return lcm.sample(z_T, schedule, steps: options.steps, noise: noise, model: network)
    }
  }

  /// A latent [1, h, w, 4] -> depth in [0, 1], [1, 8h, 8w, 1]: the mean of the decoded channels, clipped.
  public func depth(_ z: Tensor) -> Tensor {
    (clamp(vae.decode(z).mean(axes: [3]), -1, 1) + 1) * 0.5
  }

  /// Members [n, h, w, 1] without padding -> the prediction at the image's size.
  public func combined(_ members: Tensor, _ image: MarigoldImage) -> Prediction {
    guard members.shape[0] > 1 else { return Prediction(depth: image.enlarged(members), uncertainty: nil) }
    let (value, uncertainty) =
      options.isAffineInvariant
      ? Marigold.normalized(options.reduction(EnsembleAlignment(of: members, reduction: options.reduction)(members)))
      : options.reduction(members)
    return Prediction(depth: image.enlarged(value), uncertainty: image.enlarged(uncertainty))
  }

  /// The value from its smallest to its largest entry as [0, 1], and the uncertainty by the same factor.
  public static func normalized(_ map: (value: Tensor, uncertainty: Tensor)) -> (value: Tensor, uncertainty: Tensor) {
    let (low, high) = (map.value.min(), map.value.max())
    let range = max(high - low, 1e-6)
    let divisor = Tensor.full([1, 1, 1, 1], range)
    return ((map.value - low) / divisor, map.uncertainty / divisor)
  }
}
