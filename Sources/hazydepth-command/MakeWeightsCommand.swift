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
    guard !FileManager.default.fileExists(atPath: out) else {
      throw FileError(.cannotCreate, out, "exists; name a folder that does not")
    }
    switch kind {
    case .uniDepthSmall: try write(UniDepthV2.Configuration.small)
    case .uniDepthBase: try write(UniDepthV2.Configuration.base)
    case .uniDepthLarge: try write(UniDepthV2.Configuration.large)
    case .depthAnythingMetric:
      var c = DepthAnything3.Configuration.large
      c.name = "da3metric-large"
      try write(".", "model", c.json, Parameters.plan { DepthAnything3($0 / "model", c) })
    case .sd21, .marigold, .small: try writeDiffusers(wanted)
    }
  }

  private func write(_ c: UniDepthV2.Configuration) throws {
    try write(".", "model", c.json, Parameters.plan { UniDepthV2($0, c) })
  }

  private func writeDiffusers(_ wanted: Set<String>) throws {
    let models = RandomModels(kind)
    // The scheduler's folder and the index come last: a folder without them is not finished.
    if wanted.contains("unet") {
      try write("unet", "diffusion_pytorch_model", models.unet.json, Parameters.plan { UNet($0, models.unet) })
    }
    if wanted.contains("vae") {
      try write("vae", "diffusion_pytorch_model", models.vae.json, Parameters.plan { VAE($0, models.vae) })
    }
    if wanted.contains("text_encoder") {
      let plan = Parameters.plan { TextEncoder($0, models.text) }
      try write("text_encoder", "model", models.text.json, plan)
    }
    try makeFolder(out + "/scheduler")
    try AtomicFile.write(models.scheduler, to: out + "/scheduler/scheduler_config.json")
    try AtomicFile.write(models.index, to: out + "/model_index.json")
  }

  private func write(_ part: String, _ stem: String, _ json: String, _ plan: [PlannedParameter]) throws {
    try makeFolder("\(out)/\(part)")
    let byName = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0) })
    let folder = part == "." ? out : "\(out)/\(part)"
    let path = "\(folder)/\(stem)\(half ? ".fp16" : "").safetensors"
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: path, metadata: ["format": "pt"], precision: half ? .float16 : .float32
    ) { byName[$0]?.freshValues(seed: seed) ?? [] }
    try AtomicFile.write(json, to: folder + "/config.json")
    print("\(path): \(plan.count) tensors, \(plan.reduce(0) { $0 + $1.count }) parameters")
  }

  private func makeFolder(_ path: String) throws {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw FileError(.cannotCreate, path, "cannot create this folder: \(error.localizedDescription)")
    }
  }
}
