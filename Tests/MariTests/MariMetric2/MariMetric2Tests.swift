import Files
import Foundation
import HazyDepth
import Testing

@Suite struct MariMetric2Tests {
  private func predict(_ model: MariMetric2, _ b: LatentBatch, timesteps: [Int] = [700, 30]) -> PerTask<Tensor> {
    withoutGradients {
      model(
        PerTask(dehaze: b.z_clean, depth: b.z_depth), b.z_hazy, v: model.visibility(b.z_hazy).v, timesteps: timesteps)
    }
  }

  @Test(arguments: [(1, 1), (5, 3), (6, 8)]) func `both tasks and v have the latent's size`(height: Int, width: Int) {
    let model = MariMetric2(Parameters(seed: 1), .tiny)
    let batch = tinyBatch(height: height, width: width)
    let v_hat = predict(model, batch)
    #expect(v_hat.dehaze.shape == batch.z_hazy.shape && v_hat.depth.shape == batch.z_hazy.shape)
    #expect(v_hat.dehaze.nonFiniteCount == 0)
    let v = withoutGradients { model.visibility(batch.z_hazy).v }
    #expect(v.shape == [2, height, width, 1] && v.min() > 0 && v.max() < 1)
  }

  @Test func `fresh adapters are the identity, and later v matters`() {
    let p = Parameters(seed: 1)
    let model = MariMetric2(p, .tiny)
    let batch = tinyBatch()
    func outputs(_ v: Float) -> PerTask<Tensor> {
      withoutGradients {
        model(
          PerTask(dehaze: batch.z_clean, depth: batch.z_depth), batch.z_hazy, v: .full(batch.mask.shape, v),
          timesteps: [5])
      }
    }
    #expect(outputs(0.1).depth.scalars == outputs(0.9).depth.scalars)
    disturb(p)
    #expect(distance(outputs(0.1).depth, outputs(0.9).depth) > 1e-3)
    #expect(distance(outputs(0.1).dehaze, outputs(0.9).dehaze) > 1e-3)
  }

  @Test func `images and tasks of the encoder's one batch do not see each other`() {
    let p = Parameters(seed: 1)
    let model = MariMetric2(p, .tiny)
    disturb(p)
    let both = predict(model, tinyBatch([4, 9]))
    let second = predict(model, tinyBatch([9]), timesteps: [30])
    #expect(distance(both.depth.narrowed(0, 1, 1), second.depth) < 1e-5)
    var changed = tinyBatch([4, 9])
    changed.z_depth = changed.z_depth * 2
    #expect(distance(predict(model, changed).dehaze, both.dehaze) < 1e-5)
    #expect(distance(predict(model, changed).depth, both.depth) > 1e-3)
  }

  @Test func `a decoder that does not double its way back takes v at every size`() {
    let p = Parameters(seed: 1)
    let model = MariMetric2(p, .smoke)
    disturb(p)
    #expect(predict(model, tinyBatch(height: 7, width: 13)).depth.shape == [2, 7, 13, 4])
  }

  @Test func `coordinates tell pixels apart where nothing else does`() {
    var c = MariMetric2.Configuration.tiny
    c.hasCoordinates = true
    let p = Parameters(seed: 1)
    let model = MariMetric2(p, c)
    #expect(p.all.contains { $0.name == "coordinates.weight" && $0.shape == [4, 2] })
    let flat = Tensor.full([1, 16, 16, 4], 0.5)
    let v_hat = withoutGradients {
      model(PerTask(dehaze: flat, depth: flat), flat, v: .full([1, 16, 16, 1], 0.5), timesteps: [5])
    }
    // Two cells far from every border differ only by where they are.
    let values = v_hat.depth.scalars
    #expect(abs(values[(7 * 16 + 7) * 4] - values[(8 * 16 + 9) * 4]) > 1e-5)
  }

  @Test(arguments: [MariMetric2.Configuration.tiny, .smoke, .quick, .full, .sd21])
  func `a configuration is read back as it was written`(c: MariMetric2.Configuration) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("mari-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try c.json.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try MariMetric2.Configuration(ConfigurationFile(path)) == c)
    try c.json.replacing(#""in_channels": 8"#, with: #""in_channels": 9"#)
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: FileError.self) { try MariMetric2.Configuration(ConfigurationFile(path)) }
  }

  @Test func `the full model is two decoders on one trunk, 1.38 billion parameters`() {
    let plan = Parameters.plan { MariMetric2($0, .sd21) }
    func count(_ component: MariMetric2.Component) -> Int {
      plan.filter { MariMetric2.Component(of: $0.name) == component }.reduce(0) { $0 + $1.count }
    }
    // 865,910,724 parameters in Stable Diffusion 2.1, and 11,520 for the four new channels.
    let trunk = count(.conv_in) + count(.encoder) + count(.mid_block)
    #expect(trunk + count(.dehaze_decoder) == 865_910_724 + 11_520)
    #expect(count(.dehaze_decoder) == count(.depth_decoder))
    #expect(plan.filter { MariMetric2.Component(of: $0.name) == nil }.map(\.name) == ["empty_prompt"])
  }

  @Test func `learning rates are the note's`() {
    let rates = MariMetric2.LearningRates()
    #expect(
      MariMetric2.Component.allCases.map { rates[$0] } == [1.5e-5, 1.5e-5, 1.5e-5, 3e-5, 3.6e-5, 1.5e-5, 3e-5, 3.6e-5])
  }

  @Test(arguments: [
    ("conv_in.weight", MariMetric2.Component.conv_in), ("time_embedding.linear_1.bias", .encoder),
    ("depth.up_blocks.0.resnets.0.conv1.weight", .depth_decoder), ("depth.adapters.0.conv2.bias", .depth_adapters),
    ("dehaze.conv_out.bias", .dehaze_decoder), ("visibility_head.conv3.weight", .visibility_head),
  ]) func `a parameter belongs to the component of its longest prefix`(name: String, component: MariMetric2.Component) {
    #expect(MariMetric2.Component(of: name) == component)
    #expect(MariMetric2.Component(of: "empty_prompt") == nil)
  }
}
