import Files
import HazyDepth
import NN
import Numerics

extension Golden {
  /// `MariMetric2` with weights of others: one shared encoder, run on both noisy targets as one batch, and two decoders.
  /// Its fresh adapters change nothing.
  static func runUNetDual(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let shared = folder.sibling("unet")
    let unet = try UNet.Configuration(ConfigurationFile(shared + "/config.json"))
    let parameters = Parameters(seed: 1)
    let model = MariMetric2(
      parameters,
      MariMetric2.Configuration(
        vae: VAE.Configuration(block_out_channels: [32]), unet: unet, headWidth: 8, adapterWidth: 8))
    let byName = try fill(
      parameters, try Safetensors(shared + "/diffusion_pytorch_model.safetensors"),
      depthDecoder: try Safetensors(folder.path + "/decoder_depth.safetensors"))

    let file = try run.file("case.safetensors")
    let hazy = try file.map("hazy").tracked()
    let noisy = PerTask(dehaze: try file.map("noisy_dehaze"), depth: try file.map("noisy_depth"))
    let visibility = model.visibility(hazy)
    let v_hat = model(
      noisy, hazy, v: visibility.v, timesteps: try file.integers("timestep"),
      context: try file.tensor("encoder_hidden_states"))
    try file.compare("out_dehaze", map: v_hat.dehaze)
    try file.compare("out_depth", map: v_hat.depth)

    let L = try losses(file, objective: Objective(lambda: lossWeights(folder)), visibility, hazy, v_hat)
    try file.compare("loss_dehaze", scalar: L[.dehaze])
    try file.compare("loss_depth", scalar: L[.depth])
    try file.compare("loss", scalar: L.total)

    let gradients = L.total.backward()
    if let g = gradients[hazy] { try file.compare("grad.hazy", map: g) }
    for name in file.names(after: "grad.") {
      if let parameter = byName[name], let g = gradients[parameter] { try file.compare("grad." + name, g) }
    }
    if folder.has("grad_l2_norms.json") {
      let norms = try JSONValue(contentsOf: folder.path + "/grad_l2_norms.json")
      try gradientNorms(run, norms, byName, gradients)
    }
    return run.finish()
  }

  /// The weights of both terms in the total, `{"loss_weights": {"dehaze": 1, "depth": 0.7}}` in the manifest; 1 unless
  /// given. Throws for another name, and for what is no finite number.
  static func lossWeights(_ folder: GoldenFolder) throws -> LossWeights {
    var weights: [LossTerm: Float] = [.dehaze: 1, .depth: 1]
    for member in folder.manifest["loss_weights"]?.members ?? [] {
      guard let term = weights.keys.first(where: { $0.name == member.name }) else {
        throw FileError(
          .damaged, folder.path + "/manifest.json", "loss_weights has '\(member.name)', expected dehaze and depth")
      }
      guard let weight = member.value.number, Float(weight).isFinite else {
        throw FileError(
          .damaged, folder.path + "/manifest.json", "loss_weights: '\(member.name)' is no finite number")
      }
      weights[term] = Float(weight)
    }
    guard weights.values.contains(where: { $0 != 0 }) else {
      throw FileError(.damaged, folder.path + "/manifest.json", "loss_weights are all 0, expected one that counts")
    }
    return .only(weights)
  }

  /// The objective's own terms and total, of what the denoiser found and the file says it should have found. The latents
  /// of the clean image and of the depth are in no term with a weight, so the hazy ones stand in for them.
  private static func losses(
    _ file: GoldenFile, objective: Objective, _ visibility: VisibilityMap, _ hazy: Tensor, _ v_hat: PerTask<Tensor>
  ) throws -> Losses {
    let z = hazy.detached
    let v_star = PerTask(dehaze: try file.map("target_dehaze"), depth: try file.map("target_depth"))
    let mask = try file.map("mask")
    let batch = LatentBatch(
      z_hazy: z, z_clean: z, z_depth: z, mask: mask, depth: mask, imageIDs: Array(0..<z.shape[0]))
    return objective.losses(
      visibility, batch, .init(v_hat: v_hat, v_star: v_star), step: 0, random: Generator(seed: 0))
  }

  /// Writes the references' tensors into the model's parameters of the same meaning; returns these by the reference's
  /// names: `shared.`, `dehaze.` or `depth.` before the name in the file.
  private static func fill(_ parameters: Parameters, _ unet: Safetensors, depthDecoder: Safetensors) throws
    -> [String: Parameter]
  {
    var byName: [String: Parameter] = [:]
    for parameter in parameters.all {
      guard parameter.isTrainable, let component = MariMetric2.Component(of: parameter.name) else { continue }
      let source: Safetensors
      let name: String
      switch component {
      case .visibility_head, .dehaze_adapters, .depth_adapters: continue
      case .conv_in, .encoder, .mid_block:
        (source, name) = (unet, parameter.name)
        byName["shared." + name] = parameter
      case .dehaze_decoder, .depth_decoder:
        source = component == .dehaze_decoder ? unet : depthDecoder
        name = String(parameter.name.drop { $0 != "." }.dropFirst())
        byName[parameter.name] = parameter
      }
      let values = try source.floats(name)
      parameter.variable.update { _ = $0.update(fromContentsOf: values) }
    }
    return byName
  }

  private static func gradientNorms(
    _ run: GoldenRun, _ norms: JSONValue, _ byName: [String: Parameter], _ gradients: Gradients
  ) throws {
    let tolerance = try run.folder.tolerance(for: "grad")
    var worst = GoldenCheck("grad_l2_norms.json", fault: nil)
    let expected = Set(norms.members.map(\.name))
    for name in byName.keys.sorted() where !expected.contains(name) {
      run.add(GoldenCheck("grad_l2_norms.json:\(name)", fault: "not in the file"))
    }
    // A gradient that is zero in exact arithmetic (attention over a single place) is only rounding, here and there.
    let zero = 1e-9 * norms.members.compactMap(\.value.number).map { $0 * $0 }.reduce(0, +).squareRoot()
    for member in norms.members {
      guard let l2 = member.value.number, let parameter = byName[member.name], let g = gradients[parameter] else {
        run.add(GoldenCheck("grad_l2_norms.json:\(member.name)", fault: "has no gradient here"))
        continue
      }
      let error = abs(g.sumOfSquares.squareRoot() - l2)
      let check = GoldenCheck(
        "grad_l2_norms.json: worst of \(norms.members.count) parameters, \(member.name)", absolute: error,
        relative: error / l2, tolerance: max(tolerance.abs + tolerance.rel * l2, zero))
      if !check.passed { run.add(check) } else if check.use >= worst.use { worst = check }
    }
    run.add(worst)
  }
}
