import Files
import Foundation
import NN

/// A folder as diffusers' `save_pretrained` writes it: `unet/`, `vae/`, `text_encoder/`, `scheduler/`, and `tokenizer/` and
/// `model_index.json` where they are there. What the parts say they are is read and held against each other here, before
/// any weights are.
public struct DiffusersFolder: Sendable {
  public let path: String
  /// What `model_index.json` says; nil without one.
  public let index: ConfigurationFile?
  public let unet: UNet.Configuration
  public let vae: VAE.Configuration
  public let text: TextEncoder.Configuration
  public let scheduler: ConfigurationFile
  public let schedulerClass: SchedulerClass
  private let words: EmptyPrompt

  /// Throws for what is missing, broken, of another class, or of sizes that do not go together. `pipelines`: the classes
  /// that the index may name.
  public init(_ path: String, pipelines: (String) -> Bool, expected: String) throws(FileError) {
    self.path = path
    let place = path + "/model_index.json"
    index = FileManager.default.fileExists(atPath: place) ? try ConfigurationFile(place) : nil
    if let index {
      guard let name = index.className, pipelines(name) else {
        throw FileError(
          .damaged, place, "_class_name is \(index.className.map { "'\($0)'" } ?? "missing"), expected \(expected)")
      }
    }
    unet = try UNet.Configuration(ConfigurationFile(path + "/unet/config.json"))
    vae = try VAE.Configuration(ConfigurationFile(path + "/vae/config.json"))
    text = try TextEncoder.Configuration(ConfigurationFile(path + "/text_encoder/config.json"))
    guard text.hidden_size == unet.cross_attention_dim else {
      throw FileError(
        .damaged, path + "/text_encoder/config.json",
        "hidden_size is \(text.hidden_size), but the UNet expects \(unet.cross_attention_dim)")
    }
    scheduler = try ConfigurationFile(path + "/scheduler/scheduler_config.json")
    schedulerClass = try SchedulerClass(of: scheduler)
    let tokenizer = path + "/tokenizer"
    words = FileManager.default.fileExists(atPath: tokenizer) ? try EmptyPrompt(tokenizer: tokenizer) : EmptyPrompt()
  }

  /// Every file that a model made from the folder depends on: configurations, weights, and the words of the prompt.
  public static func files(in path: String) throws(FileError) -> [String] {
    func there(_ names: [String]) -> [String] {
      names.map { "\(path)/\($0)" }.filter { FileManager.default.fileExists(atPath: $0) }
    }
    var files = there(["model_index.json"])
    for (part, stem) in [("unet", UNet.stem), ("vae", VAE.stem), ("text_encoder", TextEncoder.stem)] {
      files += ["\(path)/\(part)/config.json"] + (try Safetensors("\(path)/\(part)", stem: stem).files)
    }
    return files + ["\(path)/scheduler/scheduler_config.json"]
      + there(EmptyPrompt.files.map { "tokenizer/\($0)" })
  }

  /// What the folder's text encoder makes of the empty prompt, [1, tokens, hidden_size]. The encoder is dropped again.
  public func emptyPrompt(tokens: Int) throws -> Tensor {
    let ids = words.ids(tokens)
    let place = path + "/text_encoder/config.json"
    if let id = ids.first(where: { $0 >= text.vocab_size }) {
      throw FileError(
        .damaged, place,
        "vocab_size is \(text.vocab_size), but the empty prompt needs the id \(id): another tokenizer, or none beside it"
      )
    }
    guard tokens <= text.max_position_embeddings else {
      throw FileError(
        .damaged, place, "max_position_embeddings is \(text.max_position_embeddings), the prompt has \(tokens) tokens")
    }
    let encoder = try TextEncoder(folder: path + "/text_encoder")
    return withoutGradients { encoder(ids) }
  }
}
