import NN
import Numerics

// A model from a folder as diffusers writes it: `config.json` beside one safetensors file, or an index of shards.

extension UNet {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let configuration = try Configuration(ConfigurationFile(folder + "/config.json"))
    self = try Parameters(checkpoint: folder, isTrainable: isTrainable).build { UNet($0, configuration) }
  }
}

extension VAE {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let configuration = try Configuration(ConfigurationFile(folder + "/config.json"))
    self = try Parameters(checkpoint: folder, isTrainable: isTrainable).build { VAE($0, configuration) }
  }
}

extension TextEncoder {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  public init(folder: String) throws {
    let configuration = try Configuration(ConfigurationFile(folder + "/config.json"))
    self = try Parameters(checkpoint: folder, isTrainable: false).build(ignoring: TextEncoder.ignored) {
      TextEncoder($0, configuration)
    }
  }
}

extension NoiseSchedule {
  /// From a scheduler's folder.
  public init(folder: String) throws(FileError) {
    try self.init(ConfigurationFile(folder + "/scheduler_config.json"))
  }
}
