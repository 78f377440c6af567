import Diffusion
import Files
import Foundation
import NN

/// A part of a diffusers folder, or a safetensors file by itself, and what it holds: judged by its `config.json` where
/// there is one, else by the names of its tensors.
public struct ModelFolder: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case unet = "UNet2DConditionModel"
    case vae = "AutoencoderKL"
    case textEncoder = "CLIPTextModel"
    case uniDepthV2 = "UniDepthV2"
    case depthAnything3 = "DepthAnything3"
    case unknown
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
    let named = configuration.map { Kind($0) }
    let usesModel = [.textEncoder, .uniDepthV2, .depthAnything3].contains(named)
    let stem = usesModel ? "model" : "diffusion_pytorch_model"
    weights = try Safetensors(isFolder ? Diffusion.weights(in: path, stem: stem) : path)
    kind = named.flatMap { $0 == .unknown ? nil : $0 } ?? Kind(names: weights.names)
  }

  /// Parts of the folder `path` that can be opened: itself if it is one, else those of its folders.
  public static func parts(of path: String) -> [String] {
    if !FileManager.default.fileExists(atPath: path) || path.hasSuffix(".safetensors") || path.hasSuffix(".json")
      || FileManager.default.fileExists(atPath: path + "/config.json")
    {
      return [path]
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    let parts = names.map { path + "/" + $0 }.filter { FileManager.default.fileExists(atPath: $0 + "/config.json") }
    return parts.isEmpty ? [path] : parts
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
      case .uniDepthV2: _ = try UniDepthV2(folder: path)
      case .depthAnything3: _ = try DepthAnything3(folder: path)
      case .unknown: return nil
      }
    } catch let error as WeightsError {
      return error
    }
    return WeightsError()
  }
}

extension ModelFolder.Kind {
  /// What a `config.json` says it configures.
  init(_ file: ConfigurationFile) {
    if let name = file.className {
      self = ModelFolder.Kind(rawValue: name) ?? .unknown
    } else if file["model"]?["name"]?.string == ModelFolder.Kind.uniDepthV2.rawValue {
      self = .uniDepthV2
    } else {
      self = file["config"]?["net"] != nil ? .depthAnything3 : .unknown
    }
  }

  /// What tensors of these names make up.
  init(names: [String]) {
    func holds(_ part: String) -> Bool { names.contains { $0.hasPrefix(part) } }
    if holds("down_blocks.") && holds("time_embedding.") {
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
