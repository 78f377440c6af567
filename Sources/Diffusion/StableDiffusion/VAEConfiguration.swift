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
    /// Pixels of a side that become channels before the first convolution, and pixels again behind the last: an option of
    /// this project, not of diffusers. With 2 the finest level works on a quarter of the pixels. Default 1: none.
    public var patch_size = 1

    public init(block_out_channels: [Int], layers_per_block: Int = 2, norm_num_groups: Int = 32) {
      self.block_out_channels = block_out_channels
      self.layers_per_block = layers_per_block
      self.norm_num_groups = norm_num_groups
    }

    /// Stable Diffusion 1 and 2: 84 million parameters.
    public static let sd21 = Configuration(block_out_channels: [128, 256, 512, 512])

    /// Half a million parameters, 4 pixels to the latent pixel: for the driving world's small pictures.
    public static let small: Configuration = {
      var c = Configuration(block_out_channels: [32, 64], layers_per_block: 1, norm_num_groups: 8)
      c.mid_block_add_attention = false
      c.patch_size = 2
      return c
    }()

    /// Pixels per latent pixel along a side: 8 for four levels.
    public var factor: Int { patch_size << (block_out_channels.count - 1) }

    /// All GroupNorms of the VAE have this eps.
    static let eps: Float = 1e-6

    func resnet(_ p: Parameters, in c_in: Int, out c_out: Int) -> ResnetBlock {
      ResnetBlock(p, in: c_in, out: c_out, embedding: nil, groups: norm_num_groups, eps: Self.eps)
    }
  }
}

extension VAE.Configuration {
  /// The text of a `config.json`, as diffusers writes it; what is not diffusers' own is named only where it is used.
  public var json: String {
    let n = block_out_channels.count
    let patch = patch_size == 1 ? "" : "\n  \"patch_size\": \(patch_size),"
    let attention = mid_block_add_attention ? "" : "\n  \"mid_block_add_attention\": false,"
    return """
      {
        "_class_name": "AutoencoderKL",
        "in_channels": \(in_channels),
        "out_channels": \(out_channels),
        "latent_channels": \(latent_channels),
        "block_out_channels": \(block_out_channels),
        "layers_per_block": \(layers_per_block),
        "down_block_types": \(Array(repeating: "DownEncoderBlock2D", count: n)),
        "up_block_types": \(Array(repeating: "UpDecoderBlock2D", count: n)),
        "norm_num_groups": \(norm_num_groups),\(attention)\(patch)
        "scaling_factor": \(scaling_factor),
        "use_quant_conv": \(use_quant_conv),
        "use_post_quant_conv": \(use_post_quant_conv),
        "act_fn": "silu"
      }

      """
  }
}
