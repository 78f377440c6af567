import ArgumentParser
import Files
import Foundation
import HazyDepth
import NN

/// `hazydepth make-weights --kind sd21 --out DIR`
struct MakeWeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-weights", abstract: "Write a full-width folder of random weights, as its publisher lays it out.",
    discussion: """
      To measure time and memory where the published weights cannot be had. The same seed gives the same bytes. One \
      tensor at a time is in memory. Sizes in Float32: sd21 5.2 GB, marigold the same, unidepthv2-s 137 MB, -b 458 MB, \
      -l 1.4 GB, da3-metric 1.3 GB.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case sd21, marigold, small
    case uniDepthSmall = "unidepthv2-s"
    case uniDepthBase = "unidepthv2-b"
    case uniDepthLarge = "unidepthv2-l"
    case depthAnythingMetric = "da3-metric"
  }

  @Option(
    help: """
      sd21; marigold, whose UNet takes 8 channels; small, a few megabytes of the same shape; unidepthv2-s, -b, -l; \
      da3-metric.
      """)
  var kind = Kind.sd21
  @Option(help: "A folder that does not exist yet.") var out: String
  @Option(help: "The seed of all weights.") var seed: UInt64 = 7
  @Flag(help: "Store as Float16: half the size.") var half = false
  @Option(help: "Of a diffusers folder only these parts, with commas: unet, vae, text_encoder.") var parts =
    "unet,vae,text_encoder"

  func run() throws {
    let wanted = Set(parts.split(separator: ",").map(String.init))
    guard wanted.isSubset(of: ["unet", "vae", "text_encoder"]), !wanted.isEmpty else {
      throw ValidationError("--parts \(parts): expected some of unet, vae, text_encoder")
    }
    let maker = "hazydepth make-weights"
    try OutputPlace.new(out, maker: maker)
    try WholeFolder.write(out, maker: maker) { place in
      switch kind {
      case .uniDepthSmall: try write(UniDepthV2.Configuration.small, to: place)
      case .uniDepthBase: try write(UniDepthV2.Configuration.base, to: place)
      case .uniDepthLarge: try write(UniDepthV2.Configuration.large, to: place)
      case .depthAnythingMetric:
        var c = DepthAnything3.Configuration.large
        c.name = "da3metric-large"
        try write("model", c.json, Parameters.plan { DepthAnything3($0 / "model", c) }, to: place)
      case .sd21, .marigold, .small: try writeDiffusers(wanted, to: place)
      }
    }
  }

  private func write(_ c: UniDepthV2.Configuration, to place: String) throws {
    try write("model", c.json, Parameters.plan { UniDepthV2($0, c) }, to: place)
  }

  private func writeDiffusers(_ wanted: Set<String>, to place: String) throws {
    let models = RandomModels(kind)
    let stem = "diffusion_pytorch_model"
    if wanted.contains("unet") {
      try write(stem, models.unet.json, Parameters.plan { UNet($0, models.unet) }, to: place, "unet")
    }
    if wanted.contains("vae") {
      try write(stem, models.vae.json, Parameters.plan { VAE($0, models.vae) }, to: place, "vae")
    }
    if wanted.contains("text_encoder") {
      let plan = Parameters.plan { TextEncoder($0, models.text) }
      try write("model", models.text.json, plan, to: place, "text_encoder")
    }
    try makeFolders(place + "/scheduler")
    try AtomicFile.write(models.scheduler, to: place + "/scheduler/scheduler_config.json")
    try AtomicFile.write(models.index, to: place + "/model_index.json")
  }

  /// One model, in the folder itself or in a part of it.
  private func write(
    _ stem: String, _ json: String, _ plan: [PlannedParameter], to place: String, _ part: String? = nil
  ) throws {
    let byName = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0) })
    let below = part.map { "/\($0)" } ?? ""
    let file = "\(below)/\(stem)\(half ? ".fp16" : "").safetensors"
    try makeFolders(place + below)
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: place + file, metadata: ["format": "pt"],
      precision: half ? .float16 : .float32
    ) { byName[$0]?.freshValues(seed: seed) ?? [] }
    try AtomicFile.write(json, to: "\(place)\(below)/config.json")
    print("\(out)\(file): \(plan.count) tensors, \(plan.reduce(0) { $0 + $1.count }) parameters")
  }
}
