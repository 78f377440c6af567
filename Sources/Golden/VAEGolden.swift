import HazyDepth
import NN

extension Golden {
  static func runVAE(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let configuration = try VAE.Configuration(ConfigurationFile(folder.path + "/config.json"))
    let weights = try Safetensors(folder.path + "/diffusion_pytorch_model.safetensors")
    let vae = try Parameters(source: weights).build { VAE($0, configuration) }
    let file = try run.file("fixtures.safetensors")
    for x in file.names(after: "img").filter({ $0.hasSuffix(".x") }) {
      try withoutGradients { try runImage(file, "img" + x.dropLast(2), vae) }
    }
    try runDecoding(file, vae)
    try withoutGradients {
      try runActivations(try run.file("activations.safetensors"), vae)
      if folder.has("case_eps.safetensors") {
        let overlay = try Safetensors(folder.path + "/eps_overlay.safetensors")
        let patched = try Parameters(source: PatchedWeights(base: weights, patches: [overlay])).build {
          VAE($0, configuration)
        }
        let file = try run.file("case_eps.safetensors")
        let mean = patched.posterior(try file.map("x")).mean
        try file.compare("mean", map: mean)
        try file.compare("decoded", map: patched.decode(unscaled: mean))
      }
      try runSpellings(run, weights, configuration)
    }
    return run.finish()
  }

  private static func runImage(_ file: GoldenFile, _ name: String, _ vae: VAE) throws {
    let x = try file.map(name + ".x")
    let (mean, logVariance) = vae.posterior(x)
    try file.compare(name + ".encoder_out", map: vae.encoder(x))
    try file.compare(name + ".mean", map: mean)
    try file.compare(name + ".logvar", map: logVariance)
    let z = vae.encode(x)
    try file.compare(name + ".latent", map: z)
    try file.compare(name + ".decoded", map: vae.decode(z))
  }

  private static func runDecoding(_ file: GoldenFile, _ vae: VAE) throws {
    let z = try file.map("dec.z").tracked()
    let out = vae.decode(unscaled: z)
    let loss = square(out).mean()
    try file.compare("dec.out", map: out)
    try file.compare("dec.loss", scalar: loss)
    if let g = loss.backward()[z] { try file.compare("dec.grad_z", map: g) }
  }

  private static func runActivations(_ file: GoldenFile, _ vae: VAE) throws {
    var seen: [String: Tensor] = [:]
    let (encoder, decoder) = (vae.encoder, vae.decoder)
    let x = try file.map("x")
    func mid(_ path: String, _ block: VAEMidBlock, _ h: Tensor) -> Tensor {
      let first = block.resnets[0](h)
      seen[path + ".resnets.0"] = first
      if let attention = block.attention { seen[path + ".attentions.0"] = attention(first) }
      let y = block(h)
      seen[path] = y
      return y
    }
    var h = encoder.convIn(x)
    seen["encoder.conv_in"] = h
    for (i, block) in encoder.downBlocks.enumerated() {
      h = block(h)
      seen["encoder.down_blocks.\(i)"] = h
    }
    seen["encoder.conv_norm_out"] = encoder.convNormOut(mid("encoder.mid_block", encoder.midBlock, h))
    let mean = vae.posterior(x).mean
    seen["mean"] = mean
    h = decoder.convIn(vae.postQuantConv?(mean) ?? mean)
    seen["decoder.conv_in"] = h
    h = mid("decoder.mid_block", decoder.midBlock, h)
    for (i, block) in decoder.upBlocks.enumerated() {
      h = block(h)
      seen["decoder.up_blocks.\(i)"] = h
    }
    seen["decoder.conv_norm_out"] = decoder.convNormOut(h)
    seen["decoded"] = vae.decode(unscaled: mean)
    for name in file.names(after: "") {
      if let activation = seen[name] { try file.compare(name, map: activation) }
    }
  }

  /// The attention's weights under their old names, and in their oldest form, must give the same model.
  private static func runSpellings(
    _ run: GoldenRun, _ weights: Safetensors, _ configuration: VAE.Configuration
  ) throws {
    let path = run.folder.path
    guard run.folder.has("legacy_attn.safetensors") else { return }
    let new = weights.names.filter { $0.contains(".mid_block.attentions.") && !$0.contains("group_norm") }
    let old = try Safetensors(path + "/legacy_attn.safetensors")
    var spellings = [("legacy_attn.safetensors", [old])]
    if run.folder.has("legacy_attn_conv1x1.safetensors") {
      let oldest = try Safetensors(path + "/legacy_attn_conv1x1.safetensors")
      spellings.append(("legacy_attn_conv1x1.safetensors", [old, oldest]))
    }
    let file = try run.file("activations.safetensors")
    for (name, patches) in spellings {
      let source = PatchedWeights(base: weights, patches: patches, hidden: Set(new))
      let vae = try Parameters(source: source).build { VAE($0, configuration) }
      let mean = vae.posterior(try file.map("x")).mean
      for (what, ours) in [("mean", mean), ("decoded", vae.decode(unscaled: mean))] {
        let turned = ours.transposed([0, 3, 1, 2]).scalars
        let e = ErrorSize(turned, try file.values(what))
        let t = try run.folder.tolerance(for: what)
        run.add(
          GoldenCheck(
            "\(name): \(what)", absolute: e.error, relative: e.error / e.size, tolerance: t.abs + t.rel * e.size))
      }
    }
  }
}
