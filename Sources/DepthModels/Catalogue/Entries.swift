import Diffusion
import Driving
import Files
import Mari
import Metrics
import NN

extension ModelEntry {
  /// UniDepthV2 (Piccinelli et al. 2025) with published weights.
  public static let uniDepthV2 = ModelEntry(
    name: "unidepthv2", className: "UniDepthV2", licence: UniDepthV2.licence, note: UniDepthV2.licence,
    settings: [.camera],
    random: [
      ("s", UniDepthV2.Configuration.small), ("b", UniDepthV2.Configuration.base),
      ("l", UniDepthV2.Configuration.large),
    ].map { size, c in
      RandomFolder(
        name: "unidepthv2-\(size)", about: "UniDepthV2 with ViT-\(size.uppercased())",
        parts: {
          [.init(folder: ".", stem: "model", configuration: c.json, plan: Parameters.plan { UniDepthV2($0, c) })]
        })
    },
    recognises: { $0["model"]?["name"]?.string == "UniDepthV2" }, files: { try Safetensors.filesOfModel($0) },
    check: { _ = try UniDepthV2(folder: $0) }, load: { folder, _ in try UniDepthV2(folder: folder) })

  /// Depth Anything 3 (Lin et al. 2025) with published weights: the metric and mono models, and the any-view ones.
  public static let depthAnything3 = ModelEntry(
    name: "depth-anything-3", className: "DepthAnything3", licence: DepthAnything3.licence,
    note: DepthAnything3.licence, settings: [.camera],
    random: [
      RandomFolder(
        name: "da3-metric", about: "Depth Anything 3 METRIC-LARGE",
        parts: {
          var c = DepthAnything3.Configuration.large
          c.name = "da3metric-large"
          let plan = Parameters.plan { DepthAnything3($0 / "model", c) }
          return [.init(folder: ".", stem: "model", configuration: c.json, plan: plan)]
        })
    ],
    alignment: { folder in
      guard let file = try? ConfigurationFile(folder + "/config.json") else { return .none }
      return DepthAnything3.isMetric(file) ? .none : .scaleShift
    },
    recognises: { $0["config"]?["net"] != nil }, files: { try Safetensors.filesOfModel($0) },
    check: { _ = try DepthAnything3(folder: $0) }, load: { folder, _ in try DepthAnything3(folder: folder) })

  /// Marigold's depth pipeline (Ke et al. 2024) as diffusers writes it.
  public static let marigold = ModelEntry(
    name: "marigold", className: "MarigoldDepthPipeline",
    note: "affine-invariant: scale and shift are fitted to the truth of each image",
    settings: [.steps, .members, .reduction, .seed],
    random: [
      .diffusers("marigold", "Marigold: Stable Diffusion 2.1 whose UNet takes 8 channels", .sd21, channels: 8),
      .diffusers("small", "a Marigold of a few megabytes", .small, channels: 8),
    ],
    alignment: { _ in .scaleShift },
    recognises: { $0.className?.hasPrefix("Marigold") == true }, files: { try DiffusersFolder.files(in: $0) },
    check: { _ = try Marigold(folder: $0) }, load: { try Marigold(folder: $0, $1) })

  /// The note's model, trained by `train` or begun by `init-from`.
  public static let mariMetric2 = ModelEntry(
    name: "mari-metric-2", className: MariMetric2.Configuration.className,
    shipped: [ShippedModel("mari-metric-2-small", air: "hazy")],
    settings: [.steps, .members, .reduction, .seed, .workingSize, .memory],
    random: [.diffusers("sd21", "Stable Diffusion 2.1, which it starts from", .sd21, channels: 4)],
    recognises: { $0.className == MariMetric2.Configuration.className },
    files: { try Safetensors.filesOfModel($0) + VAE.files(in: $0 + "/vae") },
    check: { _ = try MariMetric2.checkpoint($0, isTrainable: false) },
    load: { try MariMetric2Predictor(folder: $0, .init($1)) })

  /// A direct regressor of this project, trained by `train-direct`.
  public static let direct = ModelEntry(
    name: "direct", className: "DirectBaseline",
    shipped: ["direct-conv", "direct-conv-augmented", "direct-vit", "direct-vit-augmented"].map {
      ShippedModel($0, air: "clear")
    },
    recognises: { ["ConvRegressor", "ViTRegressor"].contains($0.className) },
    files: { try Safetensors.filesOfModel($0) }, check: { _ = try DirectBaseline(folder: $0) },
    load: { folder, _ in try DirectBaseline(folder: folder) })
}

extension DepthAnything3 {
  /// Whether a published configuration is that of the metric model.
  static func isMetric(_ file: ConfigurationFile) -> Bool {
    let start = (try? file.section("config").section("net").signedInteger("alt_start", default: -1)) ?? -1
    return start < 0 && !(file["model_name"]?.string ?? "").lowercased().contains("mono")
  }
}
