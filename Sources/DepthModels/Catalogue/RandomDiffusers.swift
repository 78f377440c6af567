import Diffusion
import NN

/// The sizes of the parts of a diffusers folder.
struct DiffusersSizes: Sendable {
  let unet: UNet.Configuration
  let vae: VAE.Configuration
  let text: TextEncoder.Configuration

  static let sd21 = DiffusersSizes(unet: .sd21, vae: .sd21, text: .sd21)
  /// Every kind of part, a few megabytes.
  static let small = DiffusersSizes(
    unet: UNet.Configuration(
      block_out_channels: [32, 64, 64, 64], heads: [2, 4, 4, 4], cross_attention_dim: 64, norm_num_groups: 8),
    vae: VAE.Configuration(block_out_channels: [16, 32, 32, 32], norm_num_groups: 8),
    text: TextEncoder.Configuration(
      hidden_size: 64, intermediate_size: 256, num_hidden_layers: 2, num_attention_heads: 4))
}

extension RandomFolder {
  /// A Stable Diffusion folder, or with 8 channels into its UNet a Marigold one.
  static func diffusers(_ name: String, _ about: String, _ sizes: DiffusersSizes, channels: Int) -> RandomFolder {
    let isMarigold = channels == 8
    let schedule = NoiseSchedule(
      isZeroTerminalSNR: isMarigold, stepsOffset: 1, spacing: isMarigold ? .trailing : .leading)
    return RandomFolder(
      name: name, about: about,
      parts: {
        var unet = sizes.unet
        unet.in_channels = channels
        return [
          Part(
            folder: "unet", stem: UNet.stem, configuration: unet.json, plan: Parameters.plan { UNet($0, unet) }),
          Part(
            folder: "vae", stem: VAE.stem, configuration: sizes.vae.json,
            plan: Parameters.plan { VAE($0, sizes.vae) }),
          Part(
            folder: "text_encoder", stem: TextEncoder.stem, configuration: sizes.text.json,
            plan: Parameters.plan { TextEncoder($0, sizes.text) }),
        ]
      },
      texts: {
        [("scheduler/scheduler_config.json", schedule.json), ("model_index.json", index(isMarigold: isMarigold))]
      })
  }

  private static func index(isMarigold: Bool) -> String {
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
