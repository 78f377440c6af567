import HazyDepth
import NN
import Numerics

extension Golden {
  /// One shared encoder and two decoders, the encoder run once per noisy target.
  static func runUNetDual(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    let shared = folder.sibling("unet")
    let configuration = try UNet.Configuration(ConfigurationFile(shared + "/config.json"))
    let parameters = try Parameters(checkpoint: shared + "/diffusion_pytorch_model.safetensors")
    let unet = try parameters.build { UNet($0, configuration) }
    let depthParameters = try Parameters(checkpoint: folder.path + "/decoder_depth.safetensors")
    let depthDecoder = try depthParameters.build { UNetDecoder($0, configuration) }

    let file = try run.file("case.safetensors")
    let hazy = try file.map("hazy").tracked()
    let context = try file.tensor("encoder_hidden_states")
    let timesteps = try file.integers("timestep")
    func features(_ noisy: String) throws -> UNetEncoder.Features {
      unet.encoder(concatenated(try file.map(noisy), hazy, axis: 3), timesteps: timesteps, context: context)
    }
    let dehaze = unet.decoder(try features("noisy_dehaze"), context: context)
    let depth = depthDecoder(try features("noisy_depth"), context: context)
    try file.compare("out_dehaze", map: dehaze)
    try file.compare("out_depth", map: depth)

    let L_dehaze = square(dehaze - (try file.map("target_dehaze"))).mean()
    let m = try file.map("mask")  // [B, h, w, 1], repeated over the channels
    let counted = m.sum() * Float(depth.shape[3])
    let L_depth = (m * square(depth - (try file.map("target_depth")))).sum() / counted
    let L = L_dehaze + L_depth
    try file.compare("loss_dehaze", scalar: L_dehaze)
    try file.compare("loss_depth", scalar: L_depth)
    try file.compare("loss", scalar: L)

    let gradients = L.backward()
    if let g = gradients[hazy] { try file.compare("grad.hazy", map: g) }
    var byName: [String: Parameter] = [:]
    for parameter in parameters.all {
      let isDecoder = ["up_blocks", "conv_norm_out", "conv_out"].contains { parameter.name.hasPrefix($0) }
      byName[(isDecoder ? "dehaze." : "shared.") + parameter.name] = parameter
    }
    for parameter in depthParameters.all { byName["depth." + parameter.name] = parameter }
    for name in file.names(after: "grad.") {
      if let parameter = byName[name], let g = gradients[parameter] { try file.compare("grad." + name, g) }
    }
    if folder.has("grad_l2_norms.json") {
      let norms = try JSONValue(contentsOf: folder.path + "/grad_l2_norms.json")
      try gradientNorms(run, norms, byName, gradients)
    }
    return run.finish()
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
