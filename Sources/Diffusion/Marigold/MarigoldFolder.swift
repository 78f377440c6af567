import Files
import NN

extension Marigold {
  /// A checkpoint folder as diffusers writes it: `unet/`, `vae/`, `text_encoder/`, `scheduler/` and, if it is there,
  /// `model_index.json` with the recommended number of steps and resolution. The text encoder is run once on the
  /// unpadded empty prompt and dropped.
  public init(folder: String) throws {
    let textEncoder = try TextEncoder(folder: folder + "/text_encoder")
    let emptyPrompt = withoutGradients { textEncoder(TextEncoder.emptyPrompt) }
    let unet = try UNet(folder: folder + "/unet")
    guard unet.configuration.in_channels == 8, unet.configuration.out_channels == 4 else {
      throw FileError(
        .damaged, folder + "/unet/config.json",
        "in_channels is \(unet.configuration.in_channels), expected 8: this is no Marigold checkpoint")
    }
    var options = Options()
    if let index = try? ConfigurationFile(folder + "/model_index.json") {
      options.steps = try index.integer("default_denoising_steps", in: 1...1000, default: options.steps)
      let resolution = try index.integer("default_processing_resolution", in: 0...100_000, default: 768)
      options.resolution = resolution == 0 ? nil : resolution
      options.isAffineInvariant = try index.bool("scale_invariant", default: true)
      try index.expect("prediction_type", .string("depth"))
    }
    self.init(
      vae: try VAE(folder: folder + "/vae"), unet: unet, schedule: try NoiseSchedule(folder: folder + "/scheduler"),
      emptyPrompt: emptyPrompt, options: options)
  }
}
