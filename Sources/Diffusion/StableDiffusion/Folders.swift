import Files
import Foundation
import NN

// A model from a folder as diffusers writes it: `config.json` beside one safetensors file, or an index of shards.

extension UNet {
  /// What diffusers calls a model's weights.
  package static let stem = "diffusion_pytorch_model"

  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: folder, stem: Self.stem, isTrainable: isTrainable)
    self = try p.build { UNet($0, c) }
  }
}

extension VAE {
  package static let stem = UNet.stem

  /// Every file that `init(folder:)` reads: the configuration, and the weights, whole or in shards.
  public static func files(in folder: String) throws(FileError) -> [String] {
    ["\(folder)/config.json"] + (try Safetensors(folder, stem: stem).files)
  }

  /// Copies what `init(folder:)` reads, and nothing else, into a folder that exists: files, where these are links.
  public static func copy(from folder: String, to place: String) throws(FileError) {
    // The configuration last: a folder without it is not finished.
    for file in try files(in: folder).reversed() {
      let name = file.split(separator: "/").last.map(String.init) ?? file
      try AtomicFile.copy(file, to: "\(place)/\(name)")
    }
  }

  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  /// Frozen parameters stay in the file's mapped pages.
  public init(folder: String, isTrainable: Bool = false) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: folder, stem: Self.stem, isTrainable: isTrainable)
    self = try p.build { VAE($0, c) }
    contents = try VAE.contents(of: folder)
  }

  /// The digest of what `init(folder:)` reads, whatever the files are called.
  public static func contents(of folder: String) throws(FileError) -> String {
    var text = ""
    for file in try files(in: folder) { text += try Digest.of(file: file) + "\n" }
    return Digest.of(text)
  }
}

extension TextEncoder {
  /// What transformers calls a model's weights.
  package static let stem = "model"

  /// Throws for a broken configuration, and one `WeightsError` for all tensors that are missing, extra or misshapen.
  public init(folder: String) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let p = try Parameters(checkpoint: folder, stem: Self.stem, isTrainable: false)
    self = try p.build(ignoring: TextEncoder.ignored) { TextEncoder($0, c) }
  }
}

extension NoiseSchedule {
  /// From a scheduler's folder.
  public init(folder: String) throws(FileError) {
    try self.init(ConfigurationFile(folder + "/scheduler_config.json"))
  }
}
