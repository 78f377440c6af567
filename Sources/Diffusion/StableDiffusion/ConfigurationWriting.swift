// Configurations as the reference writes them, under the keys that `ConfigurationReading.swift` reads.

extension UNet.Configuration {
  /// As diffusers writes it; `init(_:)` reads it back.
  public var json: String {
    let down = down_attention.map { $0 ? "CrossAttnDownBlock2D" : "DownBlock2D" }
    let up = up_attention.map { $0 ? "CrossAttnUpBlock2D" : "UpBlock2D" }
    return """
      {
        "_class_name": "UNet2DConditionModel",
        "in_channels": \(in_channels),
        "out_channels": \(out_channels),
        "block_out_channels": \(block_out_channels),
        "layers_per_block": \(layers_per_block),
        "down_block_types": \(down),
        "up_block_types": \(up),
        "mid_block_type": "UNetMidBlock2DCrossAttn",
        "attention_head_dim": \(heads),
        "transformer_layers_per_block": \(transformer_layers_per_block),
        "cross_attention_dim": \(cross_attention_dim),
        "use_linear_projection": \(use_linear_projection),
        "norm_num_groups": \(norm_num_groups),
        "norm_eps": \(norm_eps),
        "flip_sin_to_cos": \(flip_sin_to_cos),
        "freq_shift": \(freq_shift),
        "time_embedding_dim": \(time_embedding_dim.map(String.init) ?? "null"),
        "act_fn": "silu"
      }

      """
  }
}

extension NoiseSchedule {
  /// As diffusers writes a `DDIMScheduler`; `init(_:)` reads it back.
  public var json: String {
    """
    {
      "_class_name": "DDIMScheduler",
      "num_train_timesteps": \(count),
      "beta_start": \(beta_start),
      "beta_end": \(beta_end),
      "beta_schedule": "\(growth.rawValue)",
      "clip_sample": \(clipSample != nil),
      "clip_sample_range": \(clipSample ?? 1),
      "set_alpha_to_one": \(finalAlphaCumprod == 1),
      "steps_offset": \(stepsOffset),
      "prediction_type": "\(prediction.rawValue)",
      "rescale_betas_zero_snr": \(isZeroTerminalSNR),
      "timestep_spacing": "\(spacing.rawValue)"
    }

    """
  }
}
