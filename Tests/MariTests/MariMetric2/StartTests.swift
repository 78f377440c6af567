import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Testing

/// A diffusers folder of tiny random models, in a temporary place.
private struct TinyFolder {
  let path: String
  let unet: UNet.Configuration

  /// `channels` that the UNet takes: 4 as Stable Diffusion's, 8 as Marigold's.
  init(channels: Int, extra: [String: [Int]] = [:], without missing: String? = nil) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("start-\(UUID().uuidString)").path
    var unet = UNet.Configuration(
      in_channels: channels, block_out_channels: [8, 16], layers_per_block: 1, heads: [2, 4], cross_attention_dim: 6,
      norm_num_groups: 4)
    unet.transformer_layers_per_block = [1, 2]
    self.unet = unet
    let vae = VAE.Configuration(block_out_channels: [8, 8], layers_per_block: 1, norm_num_groups: 4)
    let text = TextEncoder.Configuration(
      hidden_size: 6, intermediate_size: 8, num_hidden_layers: 1, num_attention_heads: 2)
    try write("unet", "diffusion_pytorch_model", unet.json, Parameters.plan { UNet($0, unet) }, extra, missing)
    try write("vae", "diffusion_pytorch_model", vae.json, Parameters.plan { VAE($0, vae) })
    try write(
      "text_encoder", "model",
      """
      {"architectures": ["CLIPTextModel"], "hidden_size": 6, "intermediate_size": 8, "num_hidden_layers": 1,
       "num_attention_heads": 2, "hidden_act": "gelu"}
      """, Parameters.plan { TextEncoder($0, text) })
    try FileManager.default.createDirectory(atPath: path + "/scheduler", withIntermediateDirectories: true)
    try AtomicFile.write(NoiseSchedule().json, to: path + "/scheduler/scheduler_config.json")
  }

  private func write(
    _ part: String, _ stem: String, _ json: String, _ plan: [PlannedParameter], _ extra: [String: [Int]] = [:],
    _ missing: String? = nil
  ) throws {
    try FileManager.default.createDirectory(atPath: "\(path)/\(part)", withIntermediateDirectories: true)
    try AtomicFile.write(json, to: "\(path)/\(part)/config.json")
    let byName = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0) })
    var shapes = byName.mapValues(\.shape.axes).merging(extra) { $1 }
    if let missing { shapes[missing] = nil }
    try Safetensors.write(shapes, to: "\(path)/\(part)/\(stem).safetensors") { name in
      // Norms too are random: at 1 and 0 they would hide mistakes.
      var stream = Generator(seed: 5).stream(name)
      return stream.normal(count: shapes[name]!.reduce(1, *)).map { 0.3 * $0 + (name.contains("norm") ? 1 : 0) }
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct StartTests {
  @Test func `at step 0 both decoders give on [x, x] what Stable Diffusion gives on x`() throws {
    let folder = try TinyFolder(channels: 4)
    defer { folder.remove() }
    let unet = try UNet(folder: folder.path + "/unet")
    let start = try MariMetric2.start(from: folder.path, seed: 1)
    #expect(start.origin == .stableDiffusion)
    let (model, _) = try start.model()
    let x = normal([2, 6, 5, 4], "x")
    withoutGradients {
      let prompt = model.emptyPrompt.value
      let plain = unet(x, timesteps: [999, 20], context: concatenated(prompt, prompt, axis: 0))
      let ours = model(PerTask(dehaze: x, depth: x), x, v: model.visibility(x).v, timesteps: [999, 20])
      #expect(distance(ours.dehaze, plain) < 2e-5 && distance(ours.depth, plain) < 2e-5)
      #expect(plain.max() > 0.1)
      // The new channels are used: another condition gives another answer.
      let other = model(PerTask(dehaze: x, depth: x), -x, v: model.visibility(x).v, timesteps: [999, 20])
      #expect(distance(other.depth, plain) > 1e-2)
    }
  }

  @Test func `Marigold's input order is turned round`() throws {
    let folder = try TinyFolder(channels: 8)
    defer { folder.remove() }
    let unet = try UNet(folder: folder.path + "/unet")
    let start = try MariMetric2.start(from: folder.path, seed: 1)
    #expect(start.origin == .marigold)
    let (model, _) = try start.model()
    let (noisy, hazy) = (normal([1, 6, 5, 4], "noisy"), normal([1, 6, 5, 4], "hazy"))
    withoutGradients {
      let theirs = unet(concatenated(hazy, noisy, axis: 3), timesteps: [400], context: model.emptyPrompt.value)
      let ours = model(PerTask(dehaze: noisy, depth: noisy), hazy, v: model.visibility(hazy).v, timesteps: [400])
      #expect(distance(ours.depth, theirs) < 2e-5)
    }
  }

  @Test func `the empty prompt is the text encoder's, and the schedule ends without signal`() throws {
    let folder = try TinyFolder(channels: 4)
    defer { folder.remove() }
    let (model, _) = try MariMetric2.start(from: folder.path, seed: 1).model()
    let encoder = try TextEncoder(folder: folder.path + "/text_encoder")
    #expect(model.emptyPrompt.value.scalars == withoutGradients { encoder(TextEncoder.emptyPrompt).scalars })
    #expect(!model.emptyPrompt.isTrainable)
    let (padded, _) = try MariMetric2.start(from: folder.path, seed: 1) { $0.promptTokens = 77 }.model()
    #expect(padded.emptyPrompt.shape == [1, 77, 6])
    #expect(model.configuration.schedule.alphasCumprod[999] == 0)
    #expect(model.configuration.schedule.spacing == .trailing)
  }

  @Test func `what the origin lacks or has too much is reported at once`() throws {
    let folder = try TinyFolder(
      channels: 4, extra: ["class_embedding.weight": [3]], without: "up_blocks.0.resnets.0.conv1.bias")
    defer { folder.remove() }
    do {
      _ = try MariMetric2.start(from: folder.path, seed: 1).model()
      Issue.record("a broken folder was taken")
    } catch let error as WeightsError {
      #expect(
        error.missing.map(\.name).sorted() == ["dehaze", "depth"].map { $0 + ".up_blocks.0.resnets.0.conv1.bias" })
      #expect(error.unused == ["class_embedding.weight"])
    }
  }

  @Test func `a checkpoint comes back to the bit`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("mari-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let p = Parameters(seed: 1)
    let model = MariMetric2(p, .tiny)
    disturb(p)
    let byName = Dictionary(uniqueKeysWithValues: p.all.map { ($0.name, $0) })
    try MariMetric2.write(.tiny, byName.mapValues(\.shape.axes), to: path) { byName[$0]!.value.scalars }
    let (again, parameters) = try MariMetric2.checkpoint(path)
    #expect(again.configuration == model.configuration)
    #expect(parameters.all.map(\.name) == p.all.map(\.name))
    for (a, b) in zip(parameters.all, p.all) { #expect(a.value.scalars == b.value.scalars) }
    #expect(parameters.all.filter { !$0.isTrainable }.map(\.name) == ["empty_prompt"])
  }
}
