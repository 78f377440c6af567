extension UNet {
  /// The sizes of a UNet, under the names of a diffusers `config.json`. Lists have one entry per level, finest first.
  public struct Configuration: Sendable, Equatable {
    public var in_channels: Int
    public var out_channels: Int
    public var block_out_channels: [Int]
    /// Resnets per down block; an up block has one more.
    public var layers_per_block: [Int]
    /// Whether a down block attends (`CrossAttnDownBlock2D`) or not (`DownBlock2D`).
    public var down_attention: [Bool]
    /// The same for the up blocks, coarsest first.
    public var up_attention: [Bool]
    /// Numbers of heads: what diffusers calls `attention_head_dim`.
    public var heads: [Int]
    public var transformer_layers_per_block: [Int]
    public var cross_attention_dim: Int
    /// Whether the projections around a transformer are kept as matrices or as 1x1 convolutions.
    public var use_linear_projection: Bool
    public var norm_num_groups: Int
    /// Of the GroupNorms in resnets and before `conv_out`; those before a transformer have 1e-6.
    public var norm_eps: Float
    /// Cosines first in the table of timesteps.
    public var flip_sin_to_cos: Bool
    public var freq_shift: Int
    /// The width of the time embedding; 4 times the first level if nil.
    public var time_embedding_dim: Int?

    public init(
      in_channels: Int = 4, out_channels: Int = 4, block_out_channels: [Int], layers_per_block: Int = 2,
      heads: [Int], cross_attention_dim: Int, use_linear_projection: Bool = true, norm_num_groups: Int = 32
    ) {
      let levels = block_out_channels.count
      self.in_channels = in_channels
      self.out_channels = out_channels
      self.block_out_channels = block_out_channels
      self.layers_per_block = Array(repeating: layers_per_block, count: levels)
      // The coarsest level has no attention outside the mid block.
      down_attention = (0..<levels).map { $0 < levels - 1 }
      up_attention = (0..<levels).map { $0 > 0 }
      self.heads = heads
      transformer_layers_per_block = Array(repeating: 1, count: levels)
      self.cross_attention_dim = cross_attention_dim
      self.use_linear_projection = use_linear_projection
      self.norm_num_groups = norm_num_groups
      norm_eps = 1e-5
      flip_sin_to_cos = true
      freq_shift = 0
      time_embedding_dim = nil
    }

    /// Stable Diffusion 2.1: 866 million parameters.
    public static let sd21 = Configuration(
      block_out_channels: [320, 640, 1280, 1280], heads: [5, 10, 20, 20], cross_attention_dim: 1024)

    /// The small UNet of the project's own experiments: 17.7 million parameters for latents of a few hundred pixels.
    public static let small = Configuration(
      in_channels: 8, block_out_channels: [64, 128, 256], heads: [2, 4, 8], cross_attention_dim: 64,
      use_linear_projection: false)

    public var levels: Int { block_out_channels.count }
    /// E, the width of the embedding that every resnet receives.
    public var embeddingWidth: Int { time_embedding_dim ?? 4 * block_out_channels[0] }
  }
}
