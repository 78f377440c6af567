import Files
import Foundation
import NN

/// Runs folders of reference values ("goldens") through our models and operations.
public enum Golden {
  /// Every folder at or below `path` that holds reference values, sorted. Throws if there is none.
  public static func folders(under path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw FileError(.missing, path, "no such folder")
    }
    var found = isGolden(path) ? [path] : []
    let below = FileManager.default.enumerator(atPath: path)
    while let name = below?.nextObject() as? String {
      if isGolden(path + "/" + name) { found.append(path + "/" + name) }
    }
    guard !found.isEmpty else { throw FileError(.missing, path, "no manifest.json or expected.json here or below") }
    return found.sorted()
  }

  private static func isGolden(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/manifest.json") || MetricsGolden.claims(path)
  }

  /// A way to run one kind of folder.
  typealias Runner = @Sendable (GoldenRun) throws -> [GoldenCheck]

  static let runners: [String: Runner] = [
    "layers": runLayers, "vae": runVAE, "unet": runUNet, "unet_dual": runUNetDual, "clip_text": runTextEncoder,
    "ddim": runDDIM, "marigold_depth": runMarigold, "resample": runResample, "optim": runOptim,
    "safetensors_io": runSafetensors, "losses": runLosses, "depthanything3": runDepthAnything3,
    "unidepthv2": runUniDepthV2,
  ]

  /// How titles name a kind, for folders of another name.
  private static let titles: [(String, String)] = [
    ("two decoders", "unet_dual"), ("AutoencoderKL", "vae"), ("UNet2DConditionModel", "unet"),
    ("CLIPTextModel", "clip_text"), ("DDIMScheduler", "ddim"), ("MarigoldDepthPipeline", "marigold_depth"),
    ("single layers", "layers"), ("resampling", "resample"), ("AdamW", "optim"),
    ("safetensors", "safetensors_io"), ("loss terms", "losses"), ("Depth Anything 3", "depthanything3"),
    ("UniDepthV2", "unidepthv2"),
  ]

  /// The kind of a folder: what its manifest says, its own name, or what its title tells.
  static func kind(of folder: GoldenFolder) -> String {
    if let kind = folder.manifest["kind"]?.string { return kind }
    let name = URL(fileURLWithPath: folder.path).standardizedFileURL.lastPathComponent
    if runners[name] != nil { return name }
    return titles.first { folder.title.contains($0.0) }?.1 ?? name
  }

  /// Runs one folder. Throws for what cannot be read; a kind that nobody here runs is a result, not an error.
  public static func run(_ path: String) throws -> GoldenResult {
    if MetricsGolden.claims(path) {
      return GoldenResult(path: path, kind: "metrics", outcome: try MetricsGolden.run(path))
    }
    let folder = try GoldenFolder(path)
    let kind = kind(of: folder)
    guard let runner = runners[kind] else {
      return GoldenResult(path: path, kind: kind, outcome: .notRun("this kind has no runner"))
    }
    return GoldenResult(path: path, kind: kind, outcome: .ran(try runner(GoldenRun(folder))))
  }
}
