import Diffusion
import Files
import Foundation
import NN

/// A folder of weights, or a safetensors file by itself, and what it holds: judged by the `config.json` beside it where there
/// is one, else by the names of its tensors.
public struct WeightsPart: Sendable {
  /// What weights make up.
  public enum Kind: Sendable {
    /// Parts of a diffusers folder.
    case unet, vae, textEncoder
    /// A model of the catalogue.
    case model(ModelEntry)
    /// What training keeps beside a model: moments of the optimiser, averages of the weights, encoded data.
    case moments, averages, latents
    case unknown

    public var name: String {
      switch self {
      case .unet: "UNet2DConditionModel"
      case .vae: "AutoencoderKL"
      case .textEncoder: "CLIPTextModel"
      case .model(let entry): entry.className
      case .moments: "moments of an optimiser"
      case .averages: "averages of a model's weights"
      case .latents: "latents of a data set"
      case .unknown: "unknown"
      }
    }
  }
  public let path: String
  public let kind: Kind
  public let weights: Safetensors
  public let configuration: ConfigurationFile?

  /// Throws for what cannot be read.
  public init(_ path: String) throws(FileError) {
    self.path = path
    let isFolder = FileManager.default.fileExists(atPath: path + "/config.json")
    configuration = isFolder ? try ConfigurationFile(path + "/config.json") : nil
    let named = configuration.flatMap { Kind($0) }
    let stem =
      switch named {
      case .unet, .vae: UNet.stem
      default: "model"
      }
    weights = try Safetensors(path, stem: isFolder ? stem : nil)
    kind = named ?? Kind(names: weights.names, metadata: weights.metadata)
  }

  /// What can be opened of `path`: itself if it is a file or a folder with a configuration, and what lies in the folders
  /// below it, at most three deep, as published folders and runs of training have it.
  public static func parts(of path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return [path]
    }
    let found = parts(below: path, depth: 3)
    return found.isEmpty ? [path] : found
  }

  private static func parts(below folder: String, depth: Int) -> [String] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var found: [String] = names.contains("config.json") ? [folder] : []
    // What training keeps lies beside the model, as files by themselves.
    found += names.filter { ["ema.safetensors", "optimizer.safetensors", "latents.safetensors"].contains($0) }
      .map { "\(folder)/\($0)" }
    guard depth > 0 else { return found }
    for name in names where !name.hasPrefix(".") {
      var isFolder: ObjCBool = false
      let inner = "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: inner, isDirectory: &isFolder), isFolder.boolValue {
        found += parts(below: inner, depth: depth - 1)
      }
    }
    return found
  }

  /// What does not fit between the weights and the model that the configuration describes; nil where nothing is known
  /// to compare with. Throws for a broken configuration.
  public func fault() throws -> WeightsError? {
    guard let configuration else { return nil }
    let parameters = Parameters(source: weights, isTrainable: false)
    do {
      switch kind {
      case .unet:
        let c = try UNet.Configuration(configuration)
        _ = try parameters.build { UNet($0, c) }
      case .vae:
        let c = try VAE.Configuration(configuration)
        _ = try parameters.build { VAE($0, c) }
      case .textEncoder:
        let c = try TextEncoder.Configuration(configuration)
        _ = try parameters.build(ignoring: TextEncoder.ignored) { TextEncoder($0, c) }
      case .model(let entry): try entry.check(path)
      case .moments, .averages, .latents, .unknown: return nil
      }
    } catch let error as WeightsError {
      return error
    }
    return WeightsError()
  }
}

extension WeightsPart.Kind {
  /// What a `config.json` says it configures; nil for what is not known.
  init?(_ file: ConfigurationFile) {
    switch file.className {
    case "UNet2DConditionModel": self = .unet
    case "AutoencoderKL": self = .vae
    case "CLIPTextModel": self = .textEncoder
    default:
      guard let entry = ModelCatalogue.all.first(where: { $0.recognises(file) }) else { return nil }
      self = .model(entry)
    }
  }

  /// What tensors of these names make up.
  init(names: [String], metadata: [String: String]) {
    func holds(_ part: String) -> Bool { names.contains { $0.hasPrefix(part) } }
    if holds("m.") && holds("v.") && metadata["steps"] != nil {
      self = .moments
    } else if names.contains("z_hazy") && names.contains("z_clean") {
      self = .latents
    } else if metadata["steps"] != nil {
      self = .averages
    } else if holds("down_blocks.") && holds("time_embedding.") {
      self = .unet
    } else if holds("encoder.down_blocks.") || holds("decoder.up_blocks.") {
      self = .vae
    } else if names.contains(where: { $0.hasSuffix("embeddings.token_embedding.weight") }) {
      self = .textEncoder
    } else {
      self = .unknown
    }
  }
}
