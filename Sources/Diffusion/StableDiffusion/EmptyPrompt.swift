import Files
import Foundation
import NN
import Numerics

/// The ids of the empty prompt: begin, end and, where it is padded, the padding.
///
/// Read from the folder of the tokenizer where there is one, so that a text encoder with a vocabulary of its own gets its
/// own ids; else those of CLIP's vocabulary of 49408.
public struct EmptyPrompt: Sendable, Equatable {
  public var begin: Int32 = 49406
  public var end: Int32 = 49407
  /// Stable Diffusion 2 pads with "!", Stable Diffusion 1 with the end.
  public var padding: Int32 = 0

  public init() {}

  /// The files of a tokenizer's folder that are read, those that are there.
  static let files = ["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json"]

  /// From a tokenizer's folder as transformers writes it: `vocab.json`, or `tokenizer.json` alone, and what
  /// `special_tokens_map.json` or `tokenizer_config.json` says of the three. Throws for one whose words it does not hold.
  public init(tokenizer folder: String) throws(FileError) {
    func file(_ name: String) throws(FileError) -> JSONValue? {
      FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? try JSONValue(contentsOf: "\(folder)/\(name)") : nil
    }
    let settings = [try file("special_tokens_map.json"), try file("tokenizer_config.json")].compactMap { $0 }
    let whole = try file("tokenizer.json")
    guard let words = try file("vocab.json") ?? whole?["model"]?["vocab"] else {
      throw FileError(
        .missing, folder, "holds neither vocab.json nor tokenizer.json: the ids of the prompt are unknown")
    }
    let added = whole?["added_tokens"]?.elements ?? []
    func id(_ role: String, _ usual: String) throws(FileError) -> Int32 {
      let told = settings.lazy.compactMap { $0[role]?.string ?? $0[role]?["content"]?.string }.first
      let word = told ?? usual
      let number = words[word]?.integer ?? added.first { $0["content"]?.string == word }?["id"]?.integer
      guard let number, let id = Int32(exactly: number), id >= 0 else {
        throw FileError(.damaged, folder, "its vocabulary has no id for '\(word)', the \(role)")
      }
      return id
    }
    begin = try id("bos_token", "<|startoftext|>")
    end = try id("eos_token", "<|endoftext|>")
    padding = try id("pad_token", "<|endoftext|>")
  }

  /// The ids of so many tokens: 2 as Marigold has it, more as Stable Diffusion pads it.
  public func ids(_ tokens: Int) -> [Int32] {
    require(tokens >= 2, "EmptyPrompt: \(tokens) tokens, expected 2 or more")
    return [begin, end] + Array(repeating: padding, count: tokens - 2)
  }
}
