import Files
import HazyDepth
import NN
import World

extension Golden {
  static func runUNet(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let configuration = try UNet.Configuration(ConfigurationFile(folder.path + "/config.json"))
    let parameters = try Parameters(checkpoint: folder.path + "/diffusion_pytorch_model.safetensors")
    let unet = try parameters.build { UNet($0, configuration) }
    for (name, _) in (folder.manifest["files"]?.members ?? []).map({ ($0.name, $0.value) })
    where name.hasPrefix("case_") && name != "case_eps.safetensors" {
      try runCase(try run.file(name), unet, parameters, name)
    }
    if folder.has("case_eps.safetensors") {
      let source = PatchedWeights(
        base: try Safetensors(folder.path + "/diffusion_pytorch_model.safetensors"),
        patches: [try Safetensors(folder.path + "/eps_overlay.safetensors")])
      let patched = try Parameters(source: source).build { UNet($0, configuration) }
      let file = try run.file("case_eps.safetensors")
      let out = try withoutGradients {
        try patched(
          file.map("sample"), timesteps: file.integers("timestep"), context: file.tensor("encoder_hidden_states"))
      }
      try file.compare("out", map: out)
    }
    if folder.has("conv_in_widen.safetensors") { try widening(try run.file("conv_in_widen.safetensors")) }
    // Only for information: another work's variant.
    return run.finish { $0.hasSuffix(":b8_e2eft") }
  }

  private static func runCase(_ file: GoldenFile, _ unet: UNet, _ parameters: Parameters, _ name: String) throws {
    let sample = try file.map("sample").tracked()
    let context = try file.tensor("encoder_hidden_states").tracked()
    let timesteps = try file.integers("timestep")
    let out = unet(sample, timesteps: timesteps, context: context)
    try file.compare("out", map: out)
    try withoutGradients {
      let seen = activations(unet, sample.detached, timesteps, context.detached)
      for name in file.names(after: "act.") {
        guard let activation = seen[name] else { continue }
        if activation.rank == 4 {
          try file.compare("act." + name, map: activation)
        } else {
          try file.compare("act." + name, activation)
        }
      }
    }
    guard file.has("target") else { return }
    let loss = square(out - (try file.map("target"))).mean()
    try file.compare("loss", scalar: loss)
    let gradients = loss.backward()
    if let g = gradients[sample] { try file.compare("grad.sample", map: g) }
    if let g = gradients[context] { try file.compare("grad.encoder_hidden_states", g) }
    let byName = Dictionary(uniqueKeysWithValues: parameters.all.map { ($0.name, $0) })
    for name in file.names(after: "grad.") {
      if let parameter = byName[name], let g = gradients[parameter] { try file.compare("grad." + name, g) }
    }
    let stem = name.dropFirst("case_".count).dropLast(".safetensors".count)
    let norms = "grad_norms_\(stem).json"
    if file.run.folder.has(norms) { try gradientNorms(norms, file.run, parameters, gradients) }
  }

  /// Norm, sum and largest entry of the gradient of every parameter: one line for the worst of each.
  private static func gradientNorms(
    _ name: String, _ run: GoldenRun, _ parameters: Parameters, _ gradients: Gradients
  ) throws {
    let tolerance = try run.folder.tolerance(for: "grad")
    var expected: [String: JSONValue] = [:]
    for member in try JSONValue(contentsOf: run.folder.path + "/" + name).members {
      expected[member.name] = member.value
    }
    var worst = GoldenCheck("\(name) (\(parameters.all.count) parameters)", fault: nil)
    for parameter in parameters.all {
      guard let e = expected.removeValue(forKey: parameter.name), let l2 = e["l2"]?.number,
        let sum = e["sum"]?.number, let largest = e["absmax"]?.number
      else {
        run.add(GoldenCheck("\(name):\(parameter.name)", fault: "not in the file"))
        continue
      }
      guard let g = gradients[parameter] else {
        run.add(GoldenCheck("\(name):\(parameter.name)", fault: "has no gradient here"))
        continue
      }
      // ‖g - ref‖ <= rel ‖ref‖ bounds each of these by the same, the sum by √n times it.
      let errors = [
        abs(g.sumOfSquares.squareRoot() - l2),
        abs(Double(max(g.max(), -g.min())) - largest),
        abs(g.scalars.reduce(0) { $0 + Double($1) } - sum) / Double(g.count).squareRoot(),
      ]
      let error = errors.contains { $0.isNaN } ? .nan : errors.max() ?? 0
      let check = GoldenCheck(
        "\(name): worst of \(parameters.all.count) parameters, \(parameter.name)", absolute: error,
        relative: error / l2, tolerance: tolerance.abs + tolerance.rel * l2)
      if !check.passed { run.add(check) } else if check.use >= worst.use { worst = check }
    }
    run.add(worst)
    for name in expected.keys.sorted() { run.add(GoldenCheck(name, fault: "has a gradient there and is no parameter")) }
  }

  private static func widening(_ file: GoldenFile) throws {
    let widened = UNet.widenedConvIn(try file.values("w4"), shape: try file.shape("w4"))
    try file.compare("w8", widened.values, widened.shape, tolerance: "out")
    try file.compare("b8", try file.values("b4"), tolerance: "out")
  }

  /// What every module of the UNet gives, under its name in the checkpoint.
  static func activations(_ unet: UNet, _ x: Tensor, _ timesteps: [Int], _ context: Tensor) -> [String: Tensor] {
    var seen: [String: Tensor] = [:]
    let encoder = unet.encoder
    let table = encoder.table(timesteps, batch: x.shape[0])
    let emb = encoder.timeEmbedding(table)
    seen["time_proj"] = table
    seen["time_embedding"] = emb

    func resnet(_ name: String, _ block: ResnetBlock, _ h: Tensor) -> Tensor {
      let y = block(h, emb: emb)
      seen[name] = y
      return y
    }
    func transformer(_ name: String, _ block: Transformer2D, _ h: Tensor) -> Tensor {
      var t = block.projIn(block.norm(h)).reshaped([h.shape[0], h.shape[1] * h.shape[2], h.shape[3]])
      for (i, b) in block.blocks.enumerated() {
        let path = "\(name).transformer_blocks.\(i)"
        let a1 = b.attn1(b.norm1(t))
        let a2 = b.attn2(b.norm2(t + a1), context: context)
        seen[path + ".attn1"] = a1
        seen[path + ".attn2"] = a2
        seen[path + ".ff"] = b.ff(b.norm3(t + a1 + a2))
        t = b(t, context: context)
        seen[path] = t
      }
      let y = block(h, context: context)
      seen[name] = y
      return y
    }

    var h = encoder.convIn(x)
    seen["conv_in"] = h
    var skips = SkipStack()
    skips.push(h)
    for (i, block) in encoder.downBlocks.enumerated() {
      let name = "down_blocks.\(i)"
      var inner = h
      for (j, r) in block.resnets.enumerated() {
        inner = resnet("\(name).resnets.\(j)", r, inner)
        if j < block.attentions.count { inner = transformer("\(name).attentions.\(j)", block.attentions[j], inner) }
      }
      h = block(h, emb: emb, context: context, skips: &skips)
      seen[name] = h
    }
    let mid = encoder.midBlock
    let inner = transformer(
      "mid_block.attentions.0", mid.attentions[0], resnet("mid_block.resnets.0", mid.resnets[0], h))
    _ = resnet("mid_block.resnets.1", mid.resnets[1], inner)
    h = mid(h, emb: emb, context: context)
    seen["mid_block"] = h
    for (i, block) in unet.decoder.upBlocks.enumerated() {
      let name = "up_blocks.\(i)"
      var (inner, own) = (h, skips)
      for (j, r) in block.resnets.enumerated() {
        inner = resnet("\(name).resnets.\(j)", r, concatenated(inner, own.pop(), axis: 3))
        if j < block.attentions.count { inner = transformer("\(name).attentions.\(j)", block.attentions[j], inner) }
      }
      h = block(h, emb: emb, context: context, skips: &skips)
      seen[name] = h
    }
    seen["conv_norm_out"] = unet.decoder.convNormOut(h)
    return seen
  }
}
