import Files
import HazyDepth
import NN
import World

extension Golden {
  static func runMarigold(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let prompt = try Safetensors(folder.sibling("clip_text/fixtures.safetensors"))
    let name = "unpadded.last_hidden_state"
    guard let shape = prompt.shape(of: name) else {
      throw FileError(.damaged, prompt.path, "has no tensor '\(name)'")
    }
    let single = try run.file("single.safetensors")
    // SD 2.1's settings with zero terminal SNR and trailing steps, as the manifest's notes say (Marigold 1.1).
    var marigold = Marigold(
      vae: try VAE(folder: folder.sibling("vae")), unet: try UNet(folder: folder.sibling("unet")),
      schedule: NoiseSchedule(isZeroTerminalSNR: true, spacing: .trailing),
      emptyPrompt: Tensor(try prompt.floats(name), Shape(shape)))
    marigold.options.steps = try single.shape("timesteps")[0]
    let size = try single.shape("resized")
    marigold.options.resolution = max(size[2], size[3])
    return try withoutGradients {
      let (image, z_image) = try compareSingle(single, marigold)
      for name in folder.manifest["files"]?.members.map(\.name) ?? []
      where name.hasPrefix("ensemble_") && name != "ensemble_metric.safetensors" {
        try compareEnsemble(try run.file(name), name, marigold, image, z_image)
      }
      if folder.has("ensemble_metric.safetensors") { try compareMetric(try run.file("ensemble_metric.safetensors")) }
      return run.finish()
    }
  }

  private static func compareSingle(_ file: GoldenFile, _ marigold: Marigold) throws -> (MarigoldImage, Tensor) {
    let bytes = try file.values("image_u8").map { UInt8($0) }
    let size = try file.shape("image_u8")
    let image = MarigoldImage(
      bytes: bytes, height: size[0], width: size[1], resolution: marigold.options.resolution,
      factor: marigold.vae.configuration.factor)
    try file.compare("resized", map: image.resized)
    try file.compare("padded", map: image.padded)
    let z_image = marigold.vae.encode(image.padded)
    try file.compare("image_latent", map: z_image)
    var (t, outputs, latents): ([Int], [Tensor], [Tensor]) = ([], [], [])
    let z = marigold.denoised(try file.map("latents"), z_image) { step, v, z in
      t.append(step.t)
      outputs.append(v)
      latents.append(z)
    }
    try file.compare("timesteps", t.map { Float($0) })
    try file.compare("unet_out", map: concatenated(outputs, axis: 0))
    try file.compare("latent_steps", map: concatenated(latents, axis: 0))
    try file.compare("decoded", map: marigold.vae.decode(z))
    let depth = marigold.depth(z)
    try file.compare("depth_padded", map: depth)
    let cropped = image.cropped(depth)
    try file.compare("depth_processing", map: cropped)
    try file.compare("depth", map: marigold.combined(cropped, image).depth)
    return (image, z_image)
  }

  private static func compareEnsemble(
    _ file: GoldenFile, _ name: String, _ marigold: Marigold, _ image: MarigoldImage, _ z_image: Tensor
  ) throws {
    let latents = try file.map("latents")
    let z = (0..<latents.shape[0]).map { marigold.denoised(latents.narrowed(0, $0, 1), z_image) }
    try file.compare("final_latents", map: concatenated(z, axis: 0))
    let members = concatenated(z.map { image.cropped(marigold.depth($0)) }, axis: 0)
    try file.compare("members", map: members)

    let tag = String(name.dropFirst("ensemble_".count).dropLast(".safetensors".count))
    let cost = file.run.folder.manifest["ensemble_costs"]?[tag]
    let reduction = cost?["reduction"]?.string.flatMap(EnsembleReduction.init(rawValue:)) ?? .median
    let start = EnsembleAlignment(spanning: members)
    try file.compare("param_init", (start.scales + start.shifts).map { Float($0) })
    let theirs = try file.values("param_scipy").map { Double($0) }
    let n = theirs.count / 2
    let aligned = EnsembleAlignment(scales: Array(theirs[..<n]), shifts: Array(theirs[n...]))(members)
    try file.compare("aligned", map: aligned)
    let reduced = reduction(aligned)
    try file.compare("reduced", map: reduced.value)
    try file.compare("reduced_uncertainty", map: reduced.uncertainty)
    let (value, uncertainty) = Marigold.normalized(reduced)
    try file.compare("prediction_processing", map: value)
    try file.compare("uncertainty_processing", map: uncertainty)
    try file.compare("prediction", map: image.enlarged(value))
    try file.compare("uncertainty", map: image.enlarged(uncertainty))

    // The search is not reproducible elsewhere; its cost is.
    let ours = ensembleCost(members, start, reduction)
    let found = EnsembleAlignment(of: members, reduction: reduction)
    let tolerance = try file.run.folder.tolerance(for: "default")
    if let expected = cost?["cost_at_param_init"]?.number {
      file.run.add(
        GoldenCheck(
          "\(name): cost at param_init", absolute: abs(ours - expected), relative: abs(ours - expected) / expected,
          tolerance: tolerance.abs + tolerance.rel * expected))
    }
    let end = ensembleCost(members, found, reduction)
    file.run.add(
      GoldenCheck(
        "\(name): cost after our search \(end), at its start \(ours)", fault: end <= ours ? nil : "has risen"))
  }

  private static func compareMetric(_ file: GoldenFile) throws {
    for tag in file.names(after: "").filter({ $0.hasSuffix(".members") }).map({ String($0.dropLast(8)) }) {
      let members = try file.map(tag + ".members")
      let median = EnsembleReduction.median(members)
      let mean = EnsembleReduction.mean(members)
      try file.compare(tag + ".median", map: median.value)
      try file.compare(tag + ".mad", map: median.uncertainty)
      try file.compare(tag + ".mean", map: mean.value)
      try file.compare(tag + ".std", map: mean.uncertainty)
    }
  }
}
