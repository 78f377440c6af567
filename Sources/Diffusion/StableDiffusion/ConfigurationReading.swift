import Files
import NN

extension UNet.Configuration {
  /// From the `config.json` of a diffusers `UNet2DConditionModel`. Throws for what is broken, and for options that
  /// Stable Diffusion does not use and that are not built here.
  public init(_ file: ConfigurationFile) throws(FileError) {
    try file.expectClass("UNet2DConditionModel")
    let groups = try file.integer("norm_num_groups", default: 32)
    let widths = try file.widths("block_out_channels", groups: groups)
    let n = widths.count
    self.init(
      in_channels: try file.integer("in_channels", default: 4),
      out_channels: try file.integer("out_channels", default: 4),
      block_out_channels: widths, heads: [],
      cross_attention_dim: try file.integer("cross_attention_dim", default: 1280),
      use_linear_projection: try file.bool("use_linear_projection", default: false), norm_num_groups: groups)
    layers_per_block = try file.perLevel("layers_per_block", levels: n, in: 1...64, default: 2)
    down_attention = try file.blocks(
      "down_block_types", count: n, ["CrossAttnDownBlock2D": true, "DownBlock2D": false])
    up_attention = try file.blocks("up_block_types", count: n, ["CrossAttnUpBlock2D": true, "UpBlock2D": false])
    // The reference's misnomer: attention_head_dim holds numbers of heads.
    let key = file["num_attention_heads"] == nil ? "attention_head_dim" : "num_attention_heads"
    heads = try file.perLevel(key, levels: n, default: 8)
    for (width, count) in zip(widths, heads) where width % count != 0 {
      throw FileError(.damaged, file.path, "\(key): \(width) channels do not divide into \(count) heads")
    }
    transformer_layers_per_block = try file.perLevel("transformer_layers_per_block", levels: n, in: 1...64, default: 1)
    norm_eps = Float(try file.number("norm_eps", default: 1e-5))
    flip_sin_to_cos = try file.bool("flip_sin_to_cos", default: true)
    freq_shift = try file.integer("freq_shift", in: 0...1, default: 0)
    time_embedding_dim = file["time_embedding_dim"] == nil ? nil : try file.integer("time_embedding_dim")
    guard widths[0] % 2 == 0, widths[0] > 2 else {
      throw FileError(.damaged, file.path, "block_out_channels starts with \(widths[0]), expected an even number")
    }
    for (key, value) in UNet.Configuration.fixed { try file.expect(key, value) }
    for key in UNet.Configuration.absent where file[key] != nil {
      throw FileError(.damaged, file.path, "\(key) is set: not supported")
    }
  }

  /// Options with one supported value.
  private static let fixed: [(String, JSONValue)] = [
    ("mid_block_type", .string("UNetMidBlock2DCrossAttn")), ("act_fn", .string("silu")),
    ("resnet_time_scale_shift", .string("default")), ("time_embedding_type", .string("positional")),
    ("attention_type", .string("default")), ("center_input_sample", .bool(false)),
    ("only_cross_attention", .bool(false)), ("dual_cross_attention", .bool(false)),
    ("resnet_skip_time_act", .bool(false)), ("class_embeddings_concat", .bool(false)),
    ("downsample_padding", .integer(1)), ("mid_block_scale_factor", .integer(1)),
    ("resnet_out_scale_factor", .integer(1)), ("conv_in_kernel", .integer(3)), ("conv_out_kernel", .integer(3)),
  ]
  /// Options that must not be set.
  private static let absent = [
    "class_embed_type", "num_class_embeds", "addition_embed_type", "encoder_hid_dim", "encoder_hid_dim_type",
    "time_embedding_act_fn", "timestep_post_act", "time_cond_proj_dim", "mid_block_only_cross_attention",
    "cross_attention_norm", "reverse_transformer_layers_per_block",
  ]
}

extension VAE.Configuration {
  /// From the `config.json` of a diffusers `AutoencoderKL`. Throws for what is broken or not built here.
  public init(_ file: ConfigurationFile) throws(FileError) {
    try file.expectClass("AutoencoderKL")
    let groups = try file.integer("norm_num_groups", default: 32)
    let widths = try file.widths("block_out_channels", groups: groups)
    self.init(block_out_channels: widths, norm_num_groups: groups)
    in_channels = try file.integer("in_channels", default: 3)
    out_channels = try file.integer("out_channels", default: 3)
    latent_channels = try file.integer("latent_channels", default: 4)
    layers_per_block = try file.integer("layers_per_block", in: 1...64, default: 1)
    scaling_factor = Float(try file.number("scaling_factor", default: 0.18215))
    use_quant_conv = try file.bool("use_quant_conv", default: true)
    use_post_quant_conv = try file.bool("use_post_quant_conv", default: true)
    mid_block_add_attention = try file.bool("mid_block_add_attention", default: true)
    patch_size = try file.integer("patch_size", in: 1...16, default: 1)
    _ = try file.blocks("down_block_types", count: widths.count, ["DownEncoderBlock2D": false])
    _ = try file.blocks("up_block_types", count: widths.count, ["UpDecoderBlock2D": false])
    try file.expect("act_fn", .string("silu"))
    for key in ["shift_factor", "latents_mean", "latents_std"] where file[key] != nil {
      throw FileError(.damaged, file.path, "\(key) is set: not supported")
    }
  }
}

extension TextEncoder.Configuration {
  /// The activations of CLIP's text towers.
  private enum Activation: String, CaseIterable { case gelu, quick_gelu }

  /// From the `config.json` of a transformers `CLIPTextModel`. Throws for what is broken.
  public init(_ file: ConfigurationFile) throws(FileError) {
    try file.expectClass("CLIPTextModel")
    self.init(
      hidden_size: try file.integer("hidden_size"), intermediate_size: try file.integer("intermediate_size"),
      num_hidden_layers: try file.integer("num_hidden_layers", in: 0...128),
      num_attention_heads: try file.integer("num_attention_heads"))
    vocab_size = try file.integer("vocab_size", in: 1...10_000_000, default: 49408)
    max_position_embeddings = try file.integer("max_position_embeddings", default: 77)
    layer_norm_eps = Float(try file.number("layer_norm_eps", default: 1e-5))
    isQuickGELU = try file.choice("hidden_act", default: Activation.quick_gelu) == .quick_gelu
    guard hidden_size % num_attention_heads == 0 else {
      throw FileError(
        .damaged, file.path, "hidden_size \(hidden_size) does not divide into \(num_attention_heads) heads")
    }
  }
}

extension NoiseSchedule {
  /// From a diffusers `scheduler_config.json`: what it does not say is what its class takes it for, of a file without a
  /// class `DDIMScheduler`. What is given here replaces what the file says.
  public init(
    _ file: ConfigurationFile, isZeroTerminalSNR: Bool? = nil, setAlphaToOne: Bool? = nil,
    spacing: TimestepSpacing? = nil, prediction: Prediction? = nil
  ) throws(FileError) {
    let usual = file.className == nil ? .ddim : try SchedulerClass(of: file)
    let betas = usual.betas
    let low = try file.number("beta_start", default: betas.start)
    let high = try file.number("beta_end", default: betas.end)
    guard low <= high, high < 1 else {
      throw FileError(.damaged, file.path, "beta_start \(low), beta_end \(high): expected 0 < start <= end < 1")
    }
    for key in ["trained_betas"] where file[key] != nil {
      throw FileError(.damaged, file.path, "\(key) is set: not supported")
    }
    try file.expect("thresholding", .bool(false))
    let isClipped = try file.bool("clip_sample", default: usual.clips)
    let isRescaled = try file.bool("rescale_betas_zero_snr", default: false)
    let isAlphaOne = try file.bool("set_alpha_to_one", default: usual.setsAlphaToOne)
    let published = try file.choice("timestep_spacing", default: usual.spacing)
    let predicted = try file.choice("prediction_type", default: usual.prediction)
    self.init(
      timesteps: try file.integer("num_train_timesteps", in: 2...100_000, default: 1000), beta_start: low,
      beta_end: high, growth: try file.choice("beta_schedule", default: betas.growth),
      prediction: prediction ?? predicted,
      isZeroTerminalSNR: isZeroTerminalSNR ?? isRescaled, setAlphaToOne: setAlphaToOne ?? isAlphaOne,
      stepsOffset: try file.integer("steps_offset", in: 0...1, default: 0), spacing: spacing ?? published,
      clipSample: isClipped ? Float(try file.number("clip_sample_range", default: 1)) : nil)
  }
}
