import NN

extension VAE {
  /// The sizes of a VAE, under the names of a diffusers `config.json`.
  public struct Configuration: Sendable, Equatable {
    public var in_channels = 3
    public var out_channels = 3
    public var latent_channels = 4
    /// Finest level first.
    public var block_out_channels: [Int]
    /// Resnets per block of the encoder; a block of the decoder has one more.
    public var layers_per_block = 2
    public var norm_num_groups = 32
    /// What the posterior mean is multiplied with; a file without the key means 0.18215.
    public var scaling_factor: Float = 0.18215
    public var use_quant_conv = true
    public var use_post_quant_conv = true
    public var mid_block_add_attention = true

    public init(block_out_channels: [Int], layers_per_block: Int = 2, norm_num_groups: Int = 32) {
      self.block_out_channels = block_out_channels
      self.layers_per_block = layers_per_block
      self.norm_num_groups = norm_num_groups
    }

    /// Stable Diffusion 1 and 2: 84 million parameters.
    public static let sd21 = Configuration(block_out_channels: [128, 256, 512, 512])

    /// Pixels per latent pixel along a side: 8 for four levels.
    public var factor: Int { 1 << (block_out_channels.count - 1) }

    /// All GroupNorms of the VAE have this eps.
    static let eps: Float = 1e-6

    func resnet(_ p: Parameters, in c_in: Int, out c_out: Int) -> ResnetBlock {
      ResnetBlock(p, in: c_in, out: c_out, embedding: nil, groups: norm_num_groups, eps: Self.eps)
    }
  }
}
