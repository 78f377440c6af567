import HazyDepth
import NN

extension Golden {
  static func runTextEncoder(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let encoder = try TextEncoder(folder: folder.path)
    let file = try run.file("fixtures.safetensors")
    try withoutGradients {
      for prompt in file.names(after: "").filter({ $0.hasSuffix(".input_ids") }).map({ $0.dropLast(10) }) {
        let ids = try file.integers(prompt + ".input_ids").map { Int32($0) }
        try file.compare(prompt + ".last_hidden_state", encoder(ids))
        var h = encoder.embeddings(ids)
        for i in 0...encoder.layers.count {
          if i > 0 { h = encoder.layers[i - 1](h) }
          if file.has("\(prompt).hidden.\(i)") { try file.compare("\(prompt).hidden.\(i)", h) }
        }
      }
      try runSmallEmbeddings(file, folder)
      try runWithoutPrefix(file, folder)
    }
    return run.finish()
  }

  /// Embeddings scaled down until the eps of the LayerNorms matters.
  private static func runSmallEmbeddings(_ file: GoldenFile, _ folder: GoldenFolder) throws {
    guard file.has("eps.last_hidden_state") else { return }
    let factor = numbers(in: file.doc("eps.last_hidden_state"), after: "multiplied by").first ?? 2e-3
    let encoder = try TextEncoder(folder: folder.path)
    for table in [encoder.tokenEmbedding, encoder.positionEmbedding] {
      table.weight.variable.update { for i in $0.indices { $0[i] *= Float(factor) } }
    }
    let ids = try file.integers("unpadded.input_ids").map { Int32($0) }
    try file.compare("eps.last_hidden_state", encoder(ids))
  }

  /// The same tensors without the prefix, as newer transformers write them.
  private static func runWithoutPrefix(_ file: GoldenFile, _ folder: GoldenFolder) throws {
    let weights = try Safetensors(folder.path + "/model.safetensors")
    guard weights.names.contains(where: { $0.hasPrefix("text_model.") }) else { return }
    let configuration = try TextEncoder.Configuration(ConfigurationFile(folder.path + "/config.json"))
    let encoder = try Parameters(source: Unprefixed(base: weights, prefix: "text_model."))
      .build(ignoring: TextEncoder.ignored) { TextEncoder($0, configuration) }
    let ids = try file.integers("unpadded.input_ids").map { Int32($0) }
    let expected = try file.values("unpadded.last_hidden_state")
    let e = ErrorSize(encoder(ids).scalars, expected)
    let t = try folder.tolerance(for: "unpadded.last_hidden_state")
    file.run.add(
      GoldenCheck(
        "model.safetensors without text_model.", absolute: e.error, relative: e.error / e.size,
        tolerance: t.abs + t.rel * e.size))
  }
}

/// A checkpoint whose names have lost a prefix.
private struct Unprefixed: WeightSource {
  let base: Safetensors
  let prefix: String
  var place: String { base.path }
  var names: [String] { base.names.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 } }
  func shape(of name: String) -> [Int]? { base.shape(of: prefix + name) }
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) { base.read(prefix + name, into: out) }
}
