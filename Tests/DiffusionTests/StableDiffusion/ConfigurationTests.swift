import Files
import Foundation
import HazyDepth
import Testing

@Suite struct ConfigurationTests {
  /// A `config.json` of this text.
  private func file(_ text: String) throws -> ConfigurationFile {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("config-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try ConfigurationFile(path)
  }

  private func unet(_ changes: String = "", heads: String = "[2, 4]", widths: String = "[8, 16]") throws
    -> UNet.Configuration
  {
    try UNet.Configuration(
      file(
        """
        {"block_out_channels": \(widths), "attention_head_dim": \(heads), "cross_attention_dim": 12,
         "norm_num_groups": 4, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
         "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"] \(changes)}
        """))
  }

  @Test func `attention_head_dim holds numbers of heads, one for all or one per level`() throws {
    #expect(try unet().heads == [2, 4])
    #expect(try unet(heads: "8").heads == [8, 8])
    #expect(try unet(#", "num_attention_heads": 4"#).heads == [4, 4])
  }

  @Test func `absent keys have the defaults of diffusers`() throws {
    let c = try unet()
    #expect(c.in_channels == 4 && c.layers_per_block == [2, 2] && !c.use_linear_projection && c.flip_sin_to_cos)
    #expect(c.down_attention == [true, false] && c.up_attention == [false, true])
    let vae = try VAE.Configuration(
      file(
        """
        {"block_out_channels": [32], "down_block_types": ["DownEncoderBlock2D"],
         "up_block_types": ["UpDecoderBlock2D"], "layers_per_block": 2}
        """))
    #expect(vae.scaling_factor == 0.18215 && vae.use_quant_conv)
  }

  @Test func `a broken or unsupported option is named`() throws {
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch let error as FileError { return error.exitCode == 65 ? error.reason : "" } catch {}
      return ""
    }
    for wide in ["[16388, 8]", "[8, 99992]", "[100000, 100000]"] {
      #expect(message { _ = try unet(widths: wide) }.contains("widths up to 16384"))
    }
    #expect(message { _ = try unet(widths: "[8, 18]") }.contains("block_out_channels"))
    #expect(message { _ = try unet(widths: "\"wide\"") }.contains("block_out_channels is 'wide'"))
    #expect(message { _ = try unet(heads: "[3, 4]") }.contains("8 channels do not divide into 3 heads"))
    #expect(message { _ = try unet(heads: "[2]") }.contains("one per level"))
    #expect(message { _ = try unet(#", "class_embed_type": "timestep""#) }.contains("class_embed_type"))
    #expect(message { _ = try unet(#", "act_fn": "gelu""#) }.contains("act_fn is 'gelu'"))
    #expect(message { _ = try unet(#", "norm_eps": -1"#) }.contains("norm_eps is -1"))
    #expect(message { _ = try file("[1]") }.contains("no JSON object"))
    #expect(message { _ = try file("{") }.contains("not valid JSON"))
  }

  @Test func `a scheduler's file gives its schedule`() throws {
    let s = try NoiseSchedule(
      file(
        """
        {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": false,
         "set_alpha_to_one": false, "steps_offset": 1, "prediction_type": "v_prediction"}
        """))
    #expect(s == NoiseSchedule())
    #expect(throws: FileError.self) { try NoiseSchedule(file(#"{"beta_schedule": "cosine"}"#)) }
  }
}
