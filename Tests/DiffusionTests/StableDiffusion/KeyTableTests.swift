import Foundation
import HazyDepth
import TestSupport
import Testing

/// Names and shapes of the full-size parts, as the reference has them.
struct KeyTableTests {
  private func table(_ part: String) throws -> [String: [Int]] {
    let text = try String(contentsOfFile: Material.goldens + "/keys/sd21_\(part)_keys.tsv", encoding: .utf8)
    var shapes: [String: [Int]] = [:]
    for line in text.split(separator: "\n") {
      let columns = line.split(separator: "\t")
      shapes[String(columns[0])] = columns[1].split(separator: ",").compactMap { Int($0) }
    }
    return shapes
  }

  private func shapes(_ plan: [PlannedParameter]) -> [String: [Int]] {
    Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0.shape.axes) })
  }

  @Test func `the UNet of SD 2 has the published names and shapes`() throws {
    let plan = Parameters.plan { UNet($0, .sd21) }
    #expect(try shapes(plan) == table("unet"))
    #expect(plan.reduce(0) { $0 + $1.count } == 865_910_724)
  }

  @Test func `eight input channels add 11,520 parameters`() {
    var c = UNet.Configuration.sd21
    c.in_channels = 8
    #expect(Parameters.plan { UNet($0, c) }.reduce(0) { $0 + $1.count } == 865_910_724 + 11_520)
  }

  @Test func `encoder and decoder split the UNet without overlap`() {
    let encoder = Parameters.plan { UNetEncoder($0, .sd21) }
    let decoder = Parameters.plan { UNetDecoder($0, .sd21) }
    let whole = Parameters.plan { UNet($0, .sd21) }
    #expect(Set((encoder + decoder).map(\.name)) == Set(whole.map(\.name)))
    #expect(encoder.count + decoder.count == whole.count)
    #expect(Double(decoder.reduce(0) { $0 + $1.count }) / 1e6 > 514 && encoder.count < decoder.count)
  }

  @Test func `the VAE of SD 2 has the published names and shapes`() throws {
    #expect(try shapes(Parameters.plan { VAE($0, .sd21) }) == table("vae"))
  }

  @Test func `the text encoder of SD 2 has the published names and shapes`() throws {
    var expected = try table("text_encoder")
    for name in TextEncoder.ignored { expected[name] = nil }
    #expect(shapes(Parameters.plan { TextEncoder($0, .sd21) }) == expected)
  }

  @Test func `the small UNet of the experiments has 1x1 convolutions around its transformers`() {
    let plan = shapes(Parameters.plan { UNet($0, .small) })
    #expect(plan["down_blocks.0.attentions.0.proj_in.weight"] == [64, 64, 1, 1])
    #expect(plan["up_blocks.0.attentions.0.proj_in.weight"] == nil)
    #expect(plan["conv_in.weight"] == [64, 8, 3, 3])
  }
}
