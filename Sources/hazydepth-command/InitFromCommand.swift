import ArgumentParser
import Files
import Foundation
import HazyDepth
import NN

/// `hazydepth init-from FOLDER --out DIR`
struct InitFromCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init-from", abstract: "Make a new mari_metric_2 from a Stable Diffusion 2.x or Marigold folder.",
    discussion: """
      The folder is one that diffusers writes (unet, vae, text_encoder, scheduler). A conv_in of 4 channels is widened by \
      repeating and halving; one of 8, Marigold's, has its halves exchanged. Both decoders start as copies of up_blocks. \
      DIR gets config.json, model.safetensors, a copy of the frozen VAE and origin.json with the digest of every file \
      read; one tensor at a time is in memory. \
      stabilityai took the SD 2.x repositories off the hub in November 2025: use a mirror's folder.
      """)

  @Argument(help: "The diffusers folder.") var folder: String
  @Option(help: "A folder that does not exist yet.") var out: String
  @Option(help: "The seed of adapters and visibility head.") var seed: UInt64 = 7
  @Option(help: "Channels within the visibility head.") var headWidth = 64
  @Option(help: "Channels within an adapter.") var adapterWidth = 64
  @Option(help: "Tokens of the empty prompt: 2 as Marigold has it, 77 as Stable Diffusion pads it.")
  var promptTokens = 2
  @Flag(help: "Store as Float16: half the size.") var half = false
  @Flag(help: "Do not copy the VAE.") var withoutVae = false
  @Flag(help: "List every tensor.") var tensors = false

  func validate() throws {
    try check("--head-width", headWidth, in: 1...4096, "channels")
    try check("--adapter-width", adapterWidth, in: 1...4096, "channels")
    guard promptTokens == 2 || promptTokens == 77 else { throw ValidationError("--prompt-tokens is 2 or 77") }
  }

  func run() throws {
    let maker = "hazydepth init-from"
    try OutputPlace.new(out, maker: maker, inputs: [folder])
    let start = try MariMetric2.start(from: folder, seed: seed) { c in
      (c.headWidth, c.adapterWidth, c.promptTokens) = (headWidth, adapterWidth, promptTokens)
    }
    // All that does not fit is reported before anything is written. Frozen, so that tensors stay in the mapped file.
    _ = try Parameters(source: start.weights, isTrainable: false).build { MariMetric2($0, start.configuration) }
    describe(start)

    let plan = Parameters.plan { MariMetric2($0, start.configuration) }
    let shapes = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0.shape.axes) })
    try WholeFolder.write(out, maker: maker, inputs: [folder]) { place in
      if !withoutVae {
        try Folder.make(place + "/vae")
        try VAE.copy(from: folder + "/vae", to: place + "/vae")
      }
      try MariMetric2.write(start.configuration, shapes, to: place, precision: half ? .float16 : .float32) { name in
        let count = shapes[name, default: []].reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
          start.weights.read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
          filled = count
        }
      }
      try writeOrigin(to: place)
    }
    print("\(out): \(plan.count) tensors, \(plan.reduce(0) { $0 + $1.count }) parameters")
  }

  /// What comes from where: one line per component, or per tensor.
  private func describe(_ start: MariMetric2.Start) {
    print("\(folder): \(start.origin == .marigold ? "Marigold" : "Stable Diffusion"), conv_in \(start.change)")
    let plan = Parameters.plan { MariMetric2($0, start.configuration) }
    let origins = Dictionary(uniqueKeysWithValues: start.rows.map { ($0.name, $0.origin) })
    if tensors {
      for p in plan { print("  \(p.name) \(p.shape) <- \(origins[p.name].map { "unet/" + $0 } ?? fresh(p.name))") }
    }
    for component in MariMetric2.Component.allCases {
      let own = plan.filter { MariMetric2.Component(of: $0.name) == component }
      guard let first = own.first else { continue }
      let count = own.reduce(0) { $0 + $1.count }
      let from = origins[first.name].map { "unet/" + top($0, as: component) } ?? fresh(first.name)
      print("  \(component.rawValue) <- \(from): \(own.count) tensors, \(count) parameters")
    }
    print("  empty_prompt <- \(fresh("empty_prompt"))")
  }

  private func top(_ origin: String, as component: MariMetric2.Component) -> String {
    switch component {
    case .dehaze_decoder, .depth_decoder: "{up_blocks, conv_norm_out, conv_out}"
    case .encoder: "{time_embedding, down_blocks}"
    default: String(origin.prefix { $0 != "." })
    }
  }

  private func fresh(_ name: String) -> String {
    name == "empty_prompt" ? "text_encoder/ on the \(promptTokens) tokens of the empty prompt" : "fresh, seed \(seed)"
  }

  /// `origin.json`: the options, and the content of every file the model was made from.
  private func writeOrigin(to place: String) throws {
    struct Origin: Encodable {
      let schema = 1
      let seed: UInt64
      let head_width, adapter_width, prompt_tokens: Int
      let files: [String: String]
    }
    var files: [String: String] = [:]
    for file in try DiffusersFolder.files(in: folder) {
      files[String(file.dropFirst(folder.count + 1))] = try Digest.of(file: file)
    }
    let origin = Origin(
      seed: seed, head_width: headWidth, adapter_width: adapterWidth, prompt_tokens: promptTokens, files: files)
    try AtomicFile.write(try jsonText(origin), to: place + "/origin.json")
  }
}

extension MariMetric2.Start {
  /// What was done to `conv_in`.
  fileprivate var change: String {
    origin == .marigold
      ? "with its halves exchanged: [image, target] -> [target, image]" : "repeated and halved, 4 -> 8"
  }
}
