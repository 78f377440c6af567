import Files
import NN

extension Marigold {
  /// A checkpoint folder as diffusers writes it, whose `model_index.json` says that it is depth, with how many steps and at
  /// which resolution. The text encoder is run once on the unpadded empty prompt and dropped.
  ///
  /// Throws for a folder of another pipeline (normals, appearance), of disparity, of a scheduler that is not sampled by
  /// here, and for parts that do not go together.
  ///
  /// What `settings` gives replaces what the folder recommends.
  public init(folder: String, _ settings: PredictionSettings = PredictionSettings()) throws {
    let parts = try DiffusersFolder(
      folder, pipelines: { ["MarigoldDepthPipeline", "MarigoldPipeline"].contains($0) },
      expected: "MarigoldDepthPipeline, which predicts depth")
    guard let index = parts.index else {
      throw FileError(
        .missing, folder + "/model_index.json", "not there: it tells depth from normals, and how many steps to take")
    }
    let z = parts.vae.latent_channels
    guard parts.unet.in_channels == 2 * z, parts.unet.out_channels == z else {
      throw FileError(
        .damaged, folder + "/unet/config.json",
        "a UNet of \(parts.unet.in_channels) -> \(parts.unet.out_channels) channels, expected \(2 * z) -> \(z): this is "
          + "no Marigold checkpoint")
    }
    try index.expect("prediction_type", .string("depth"))
    var options = Options()
    options.isAffineInvariant = try index.bool("scale_invariant", default: true)
    try index.expect("shift_invariant", .bool(options.isAffineInvariant))
    if settings.steps == nil { options.steps = try index.integer("default_denoising_steps", in: 1...1000) }
    let resolution = try index.integer("default_processing_resolution", in: 0...32_768, default: 768)
    options.resolution = resolution == 0 ? nil : resolution
    if let steps = settings.steps { options.steps = steps }
    if let members = settings.members { options.members = members }
    if let reduction = settings.reduction { options.reduction = reduction }
    if let seed = settings.seed { options.seed = seed }
    self.init(
      vae: try VAE(folder: folder + "/vae"), unet: try UNet(folder: folder + "/unet"),
      schedule: try NoiseSchedule(parts.scheduler), sampler: try Sampler(parts),
      emptyPrompt: try parts.emptyPrompt(tokens: 2), options: options)
    try admit(steps: options.steps, settings.steps == nil ? folder + "/model_index.json" : "--steps")
  }

  /// Throws where the sampler cannot take so many steps.
  public func admit(steps: Int, _ place: String) throws(FileError) {
    let most =
      switch sampler {
      case .ddim: schedule.count
      case .consistency(let lcm): lcm.originalSteps
      }
    guard (1...most).contains(steps) else {
      throw FileError(.configuration, place, "\(steps) steps of denoising, expected 1 to \(most)")
    }
  }
}

extension Marigold.Sampler {
  /// By the class of the folder's scheduler.
  init(_ parts: DiffusersFolder) throws(FileError) {
    switch parts.schedulerClass {
    case .ddim: self = .ddim
    case .lcm:
      var lcm = LatentConsistency()
      let timesteps = try parts.scheduler.integer("num_train_timesteps", in: 2...100_000, default: 1000)
      lcm.originalSteps = try parts.scheduler.integer("original_inference_steps", in: 1...timesteps, default: 50)
      lcm.timestepScaling = try parts.scheduler.number("timestep_scaling", default: 10)
      self = .consistency(lcm)
    default:
      throw FileError(
        .damaged, parts.scheduler.path,
        "_class_name is \(parts.schedulerClass.rawValue), which Marigold is not sampled by here: expected DDIMScheduler or "
          + "LCMScheduler")
    }
  }
}
