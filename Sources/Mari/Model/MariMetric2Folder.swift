import Diffusion
import Files
import Foundation
import NN
import Numerics

extension MariMetric2 {
  /// What a new model was made from.
  public enum Origin: String, Sendable, CaseIterable {
    /// A Stable Diffusion 2.x folder, whose UNet takes 4 channels.
    case stableDiffusion
    /// A Marigold folder, whose UNet takes 8.
    case marigold
  }

  /// A new model's weights, as far as they come from a diffusers folder.
  public struct Start: Sendable {
    public let origin: Origin
    public let configuration: Configuration
    /// Our names <- theirs, in the model's order.
    public let rows: [WeightOrigin]
    public let weights: MappedWeights

    /// The model's parameters without an origin, in its order: adapters, visibility head, and the empty prompt.
    public var freshNames: [String] { weights.fresh.keys.sorted() }

    /// Makes the model, checked against the origin: throws one `WeightsError` for all that does not fit.
    public func model() throws -> (MariMetric2, Parameters) {
      let p = Parameters(source: weights)
      return (try p.build { MariMetric2($0, configuration) }, p)
    }
  }

  /// Reads a diffusers folder (`unet/`, `vae/`, `text_encoder/`, `scheduler/`) as the start of a new model.
  ///
  /// `conv_in` of a Stable Diffusion UNet is widened by repeating and halving; that of a Marigold UNet has its halves
  /// exchanged. Both decoders are copies of `up_blocks`, `conv_norm_out` and `conv_out`. Adapters and visibility head
  /// start afresh from `seed`, and the empty prompt is what the folder's text encoder makes of 2 tokens, or of 77 if
  /// `change`, which may alter widths and options of the configuration, asks for them. Throws for what is missing or broken.
  public static func start(
    from folder: String, seed: UInt64, change: (inout Configuration) -> Void = { _ in }
  ) throws -> Start {
    let parts = try DiffusersFolder(
      folder, pipelines: isStart, expected: "a Stable Diffusion or Marigold depth pipeline")
    var unet = parts.unet
    let vae = parts.vae
    let z = vae.latent_channels
    guard unet.out_channels == z, unet.in_channels == z || unet.in_channels == 2 * z else {
      throw FileError(
        .damaged, folder + "/unet/config.json",
        "a UNet of \(unet.in_channels) -> \(unet.out_channels) channels; expected \(z) -> \(z) (Stable Diffusion) or "
          + "\(2 * z) -> \(z) (Marigold)")
    }
    let origin: Origin = unet.in_channels == z ? .stableDiffusion : .marigold
    unet.in_channels = 2 * z
    var c = Configuration(
      vae: vae, unet: unet, headWidth: 64, adapterWidth: 64,
      schedule: try NoiseSchedule(parts.scheduler, isZeroTerminalSNR: true, spacing: .trailing, prediction: .v))
    change(&c)
    require(c.promptTokens == 2 || c.promptTokens == 77, "MariMetric2: an empty prompt of \(c.promptTokens) tokens")
    let prompt = try parts.emptyPrompt(tokens: c.promptTokens)
    let base = try Safetensors(folder + "/unet", stem: UNet.stem)
    return start(origin, base, c, seed: seed, emptyPrompt: prompt)
  }

  /// Pipelines that a model may start from: those of Stable Diffusion 1 and 2 and of Marigold's depth. The sizes of the
  /// parts decide what else fits.
  private static func isStart(_ name: String) -> Bool {
    name == "MarigoldDepthPipeline" || name == "MarigoldPipeline"
      || (name.hasPrefix("StableDiffusion") && !name.hasPrefix("StableDiffusionXL")
        && !name.hasPrefix("StableDiffusion3"))
  }

  /// The same from the tensors of a UNet.
  static func start(
    _ origin: Origin, _ unet: any WeightSource, _ c: Configuration, seed: UInt64, emptyPrompt: Tensor
  ) -> Start {
    let prompt = emptyPrompt.scalars
    var fresh = [
      "empty_prompt": MappedWeights.FreshTensor(shape: emptyPrompt.shape.axes, values: { prompt })
    ]
    var rows: [WeightOrigin] = []
    for planned in Parameters.plan({ MariMetric2($0, c) }) where planned.name != "empty_prompt" {
      if let row = WeightOrigin(of: planned.name, origin) {
        rows.append(row)
      } else {
        fresh[planned.name] = .init(shape: planned.shape.axes) { planned.freshValues(seed: seed) }
      }
    }
    return Start(
      origin: origin, configuration: c, rows: rows, weights: MappedWeights(unet, rows, fresh: fresh))
  }

  /// A checkpoint of ours: a folder with `config.json` and `model.safetensors`. Throws for a broken configuration, and one
  /// `WeightsError` for all tensors that do not fit.
  public static func checkpoint(_ folder: String, isTrainable: Bool = true) throws -> (MariMetric2, Parameters) {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: folder, stem: "model", isTrainable: isTrainable)
    return (try p.build { MariMetric2($0, c) }, p)
  }

  /// Writes a checkpoint: the weights first, so that a folder with a `config.json` is complete.
  public static func write(
    _ configuration: Configuration, _ shapes: [String: [Int]], to folder: String,
    precision: Safetensors.Precision = .float32, values: (String) -> [Float]
  ) throws(FileError) {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw FileError(.cannotCreate, folder, "cannot create this folder: \(error.localizedDescription)")
    }
    try Safetensors.write(
      shapes, to: folder + "/model.safetensors", metadata: ["format": "pt"], precision: precision, values: values)
    try AtomicFile.write(configuration.json, to: folder + "/config.json")
  }
}

extension WeightOrigin {
  /// The row of one of our parameters; nil for what no denoiser has.
  init?(of name: String, _ origin: MariMetric2.Origin) {
    let parts = name.split(separator: ".", maxSplits: 1)
    switch parts[0] {
    case "conv_in" where name == "conv_in.weight":
      self.init(name, from: name, origin == .stableDiffusion ? .widened : .swapped)
    case "conv_in", "time_embedding", "down_blocks", "mid_block": self.init(name, from: name)
    case "dehaze", "depth":
      guard !parts[1].hasPrefix("adapters.") else { return nil }
      self.init(name, from: String(parts[1]))
    default: return nil
    }
  }
}
