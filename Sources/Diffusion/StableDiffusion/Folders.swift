import Files
import Foundation
import NN

// A model from a folder as diffusers writes it: `config.json` beside one safetensors file, or an index of shards.

/// The file in a part's folder that holds its weights: the usual name, whole or in shards, full precision before half.
/// Where there is none of these, the folder itself, in which the one safetensors file is looked for.
package func weights(in folder: String, stem: String) -> String {
  let endings = [".safetensors", ".safetensors.index.json", ".fp16.safetensors", ".fp16.safetensors.index.json"]
  let paths = endings.map { "\(folder)/\(stem)\($0)" }
  return paths.first { FileManager.default.fileExists(atPath: $0) } ?? folder
}

extension UNet {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: weights(in: folder, stem: "diffusion_pytorch_model"), isTrainable: isTrainable)
    self = try p.build { UNet($0, c) }
  }
}

extension VAE {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: weights(in: folder, stem: "diffusion_pytorch_model"), isTrainable: isTrainable)
    self = try p.build { VAE($0, c) }
  }
}

extension TextEncoder {
  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  public init(folder: String) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: weights(in: folder, stem: "model"), isTrainable: false)
    self = try p.build(ignoring: TextEncoder.ignored) { TextEncoder($0, c) }
  }
}

extension NoiseSchedule {
  /// From a scheduler's folder.
  public init(folder: String) throws(FileError) {
    try self.init(ConfigurationFile(folder + "/scheduler_config.json"))
  }
}
