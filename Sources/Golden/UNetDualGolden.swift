import Files
import HazyDepth
import NN

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
    let v_hat = model(
      noisy, hazy, v: model.visibility(hazy).v, timesteps: try file.integers("timestep"),
      context: try file.tensor("encoder_hidden_states"))
    try file.compare("out_dehaze", map: v_hat.dehaze)
    try file.compare("out_depth", map: v_hat.depth)

    let L_dehaze = dehazeLoss(v_hat.dehaze, try file.map("target_dehaze"))
    let L_depth = depthLoss(v_hat.depth, try file.map("target_depth"), mask: try file.map("mask"))
    let L = L_dehaze + L_depth
    try file.compare("loss_dehaze", scalar: L_dehaze)
    try file.compare("loss_depth", scalar: L_depth)
    try file.compare("loss", scalar: L)

    let gradients = L.backward()
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
    for member in norms.members {
      guard let l2 = member.value.number, let parameter = byName[member.name], let g = gradients[parameter] else {
        run.add(GoldenCheck("grad_l2_norms.json:\(member.name)", fault: "has no gradient here"))
        continue
      }
      let error = abs(g.sumOfSquares.squareRoot() - l2)
      let check = GoldenCheck(
        "grad_l2_norms.json: worst of \(norms.members.count) parameters, \(member.name)", absolute: error,
        relative: error / l2, tolerance: tolerance.abs + tolerance.rel * l2)
      if !check.passed { run.add(check) } else if check.use >= worst.use { worst = check }
    }
    run.add(worst)
  }
}
