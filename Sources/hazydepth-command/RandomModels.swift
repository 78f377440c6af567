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
    default:
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
    let sd21 = NoiseSchedule(
      isZeroTerminalSNR: isMarigold, stepsOffset: 1, spacing: isMarigold ? .trailing : .leading)
    return sd21.json
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
