import HazyDepth

/// The configurations of a folder of random weights, and their texts.
struct RandomModels {
  let unet: UNet.Configuration
  let vae: VAE.Configuration
  let text: TextEncoder.Configuration
  private let isMarigold: Bool

  init(_ kind: MakeWeightsCommand.Kind) {
    isMarigold = kind != .sd21
    var unet = UNet.Configuration.sd21
    switch kind {
    case .sd21, .marigold:
      vae = .sd21
      text = .sd21
    case .small:
      unet = UNet.Configuration(
        block_out_channels: [32, 64, 64, 64], heads: [2, 4, 4, 4], cross_attention_dim: 64, norm_num_groups: 8)
      vae = VAE.Configuration(block_out_channels: [16, 32, 32, 32], norm_num_groups: 8)
      text = TextEncoder.Configuration(
        hidden_size: 64, intermediate_size: 256, num_hidden_layers: 2, num_attention_heads: 4)
    }
    unet.in_channels = isMarigold ? 8 : 4
    self.unet = unet
  }

  var scheduler: String {
    """
    {
      "_class_name": "DDIMScheduler",
      "num_train_timesteps": 1000,
      "beta_start": 0.00085,
      "beta_end": 0.012,
      "beta_schedule": "scaled_linear",
      "clip_sample": false,
      "set_alpha_to_one": false,
      "steps_offset": 1,
      "prediction_type": "v_prediction",
      "rescale_betas_zero_snr": \(isMarigold),
      "timestep_spacing": "\(isMarigold ? "trailing" : "leading")"
    }

    """
  }

  var index: String {
    guard isMarigold else { return "{\n  \"_class_name\": \"StableDiffusionPipeline\"\n}\n" }
    return """
      {
        "_class_name": "MarigoldDepthPipeline",
        "prediction_type": "depth",
        "scale_invariant": true,
        "shift_invariant": true,
        "default_denoising_steps": 4,
        "default_processing_resolution": 768
      }

      """
  }
}

extension UNet.Configuration {
  /// As diffusers writes it.
  var json: String {
    let down = down_attention.map { $0 ? "\"CrossAttnDownBlock2D\"" : "\"DownBlock2D\"" }
    let up = up_attention.map { $0 ? "\"CrossAttnUpBlock2D\"" : "\"UpBlock2D\"" }
    return """
      {
        "_class_name": "UNet2DConditionModel",
        "in_channels": \(in_channels),
        "out_channels": \(out_channels),
        "block_out_channels": \(block_out_channels),
        "layers_per_block": \(layers_per_block),
        "down_block_types": [\(down.joined(separator: ", "))],
        "up_block_types": [\(up.joined(separator: ", "))],
        "mid_block_type": "UNetMidBlock2DCrossAttn",
        "attention_head_dim": \(heads),
        "cross_attention_dim": \(cross_attention_dim),
        "use_linear_projection": \(use_linear_projection),
        "norm_num_groups": \(norm_num_groups),
        "norm_eps": \(norm_eps),
        "act_fn": "silu"
      }

      """
  }
}

extension TextEncoder.Configuration {
  /// As transformers writes it.
  var json: String {
    """
    {
      "architectures": ["CLIPTextModel"],
      "vocab_size": \(vocab_size),
      "hidden_size": \(hidden_size),
      "intermediate_size": \(intermediate_size),
      "num_hidden_layers": \(num_hidden_layers),
      "num_attention_heads": \(num_attention_heads),
      "max_position_embeddings": \(max_position_embeddings),
      "layer_norm_eps": \(layer_norm_eps),
      "hidden_act": "\(isQuickGELU ? "quick_gelu" : "gelu")"
    }

    """
  }
}
