import Diffusion
import NN
import Pictures

extension MariMetric2 {
  /// The sizes of the model and what its latents mean; stored as `config.json` beside the weights.
  public struct Configuration: Sendable, Equatable {
    /// The VAE whose latents the model was made for.
    public var vae: VAE.Configuration
    /// The denoiser, `in_channels` twice the latent's: [noisy target, hazy].
    public var unet: UNet.Configuration
    /// Channels between the visibility head's convolutions.
    public var headWidth: Int
    /// Channels within an adapter.
    public var adapterWidth: Int
    /// Tokens of the empty prompt: 2 as Marigold has it, 77 as Stable Diffusion pads it.
    public var promptTokens = 2
    /// How metres become what the VAE sees.
    public var depthCoding = DepthCoding()
    public var schedule: NoiseSchedule
    /// Whether pixels also know where they are: a linear function of x and y added to `conv_in`'s output. Not in the note.
    public var hasCoordinates = false
    /// Whether the two denoising losses are kept from training v through the adapters.
    public var detachesVisibility = false
    /// Rows and columns of the pictures it was trained on; nil where nobody tells: in older files, and before training.
    public var trainedSize: PictureSide?

    public init(
      vae: VAE.Configuration, unet: UNet.Configuration, headWidth: Int, adapterWidth: Int,
      schedule: NoiseSchedule = .marigold
    ) {
      self.vae = vae
      self.unet = unet
      self.headWidth = headWidth
      self.adapterWidth = adapterWidth
      self.schedule = schedule
    }

    /// Three levels, one resnet each, attention in the middle alone.
    private static func small(_ widths: [Int], groups: Int = 8, heads: Int, head: Int, adapter: Int) -> Configuration {
      var unet = UNet.Configuration(
        in_channels: 8, block_out_channels: widths, layers_per_block: 1, heads: widths.map { _ in heads },
        cross_attention_dim: 16, norm_num_groups: groups)
      unet.down_attention = widths.map { _ in false }
      unet.up_attention = unet.down_attention
      return Configuration(vae: .small, unet: unet, headWidth: head, adapterWidth: adapter)
    }

    /// For tests: thousands of parameters. Every kind of part is there, attention at a level too.
    public static let tiny: Configuration = {
      var c = small([4, 8], groups: 2, heads: 2, head: 4, adapter: 4)
      c.vae = .tiny
      c.unet.cross_attention_dim = 6
      c.unet.down_attention = [false, true]
      c.unet.up_attention = [true, false]
      return c
    }()
    /// Seconds of training, to see that everything works.
    public static let smoke = small([8, 16, 24], groups: 4, heads: 2, head: 8, adapter: 8)
    /// The default of the studies: a minute of training.
    public static let quick = small([16, 32, 48], heads: 2, head: 16, adapter: 8)
    /// The figures' size.
    public static let full = small([24, 48, 72], heads: 3, head: 16, adapter: 8)

    /// The note's own: Stable Diffusion 2.1, 1.38 billion parameters.
    public static let sd21: Configuration = {
      var unet = UNet.Configuration.sd21
      unet.in_channels = 8
      return Configuration(vae: .sd21, unet: unet, headWidth: 64, adapterWidth: 64)
    }()
  }
}

extension VAE.Configuration {
  /// For tests: two pixels per latent pixel.
  static let tiny = VAE.Configuration(block_out_channels: [4, 8], layers_per_block: 1, norm_num_groups: 2)
}

extension NoiseSchedule {
  /// Stable Diffusion's betas brought to zero terminal SNR and sampled with trailing timesteps: at the last step
  /// v-prediction is the regression of -z. Source: Marigold 1.1.
  public static let marigold = NoiseSchedule(isZeroTerminalSNR: true, spacing: .trailing)
}
