import Driving
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Testing

/// Folders that diffusers' own `save_pretrained` wrote, with what diffusers predicts from them: `make.py` beside them.
enum DiffusersFixtures {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/diffusers").path
  static let all = ["plain", "leading", "fp16", "sharded", "sharded-fp16", "both", "lcm"]

  /// A copy to be changed.
  static func copy(_ name: String) throws -> String {
    let place = FileManager.default.temporaryDirectory.path + "/diffusers-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: place)
    return place
  }

  /// Replaces a text in a file of a folder; the text must be there.
  static func edit(_ folder: String, _ file: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    require(text.contains(old), "\(file) does not hold \(old)")
    try AtomicFile.write(text.replacing(old, with: new), to: "\(folder)/\(file)")
  }
}

@Suite struct PublishedFolderTests {
  @Test(arguments: DiffusersFixtures.all)
  func `a folder that diffusers wrote predicts what diffusers predicts`(name: String) throws {
    let folder = DiffusersFixtures.path + "/" + name
    let expected = try Safetensors(folder + "/expected.safetensors")
    let marigold = try Marigold(folder: folder)
    let depth = try expected.floats("depth")
    let ours = try withoutGradients {
      let image = MarigoldImage(
        bytes: try expected.floats("image").map { UInt8($0) }, height: 13, width: 22,
        resolution: marigold.options.resolution, factor: marigold.vae.configuration.factor)
      // [n, 4, h, w] as torch has it -> [n, h, w, 4].
      let stored = Tensor(try expected.floats("noise"), Shape(expected["noise"]!.shape))
      let noise = stored.transposed([0, 2, 3, 1])
      let z = marigold.denoised(
        noise.narrowed(0, 0, 1), marigold.vae.encode(image.padded), noise: { noise.narrowed(0, $0 + 1, 1) })
      return marigold.combined(image.cropped(marigold.depth(z)), image).depth.scalars
    }
    #expect(ours.count == depth.count && depth.count == 13 * 22)
    let worst = zip(ours, depth).map { abs($0 - $1) }.max() ?? 1
    #expect(worst <= 2e-5, "\(name): \(worst)")
    // A picture's depth varies: an answer that is right by being flat would be none.
    #expect(depth.max()! - depth.min()! > 0.3)
  }

  @Test func `half precision, shards and variants hold the same weights, and their files are told`() throws {
    for name in ["fp16", "sharded", "sharded-fp16", "both"] {
      let files = try DiffusersFolder.files(in: DiffusersFixtures.path + "/" + name).map {
        $0.split(separator: "/").last!
      }
      let isHalf = files.contains { $0.contains("fp16") }
      #expect(isHalf == (name == "fp16" || name == "sharded-fp16"), "\(name): \(files)")
      #expect(files.contains { $0.contains(".index.") } == name.hasPrefix("sharded"))
      #expect(files.contains("tokenizer.json") && files.contains("scheduler_config.json"))
    }
  }

  /// What is said of a folder after an edit.
  private func refusal(_ file: String, _ old: String, _ new: String, of name: String = "plain") throws -> FileError? {
    let folder = try DiffusersFixtures.copy(name)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try DiffusersFixtures.edit(folder, file, old, new)
    return #expect(throws: FileError.self) { try Marigold(folder: folder) }
  }

  @Test func `the class decides: normals, appearance and what is unknown are no depth`() throws {
    let depth = "\"MarigoldDepthPipeline\""
    for other in ["MarigoldNormalsPipeline", "MarigoldIntrinsicsPipeline", "StableDiffusionPipeline", "Made up"] {
      let error = try refusal("model_index.json", depth, "\"\(other)\"")
      #expect(error?.exitCode == 65 && error?.reason.contains("_class_name is '\(other)'") == true, "\(error!)")
    }
    #expect(try refusal("model_index.json", "\"_class_name\"", "\"_name\"")?.reason.contains("missing") == true)
    let disparity = try refusal("model_index.json", "\"depth\"", "\"disparity\"")
    #expect(disparity?.reason.contains("prediction_type is 'disparity': not supported") == true)
    let noSteps = try refusal("model_index.json", "\"default_denoising_steps\": 4", "\"default_denoising_steps\": null")
    #expect(noSteps?.reason.contains("default_denoising_steps is missing") == true)
    for (file, name) in [("unet", "UNet2DConditionModel"), ("vae", "AutoencoderKL"), ("text_encoder", "CLIPTextModel")]
    {
      let error = try refusal("\(file)/config.json", name, "Other")
      #expect(error?.exitCode == 65 && error?.reason.contains("'Other', expected \(name)") == true, "\(error!)")
    }
  }

  @Test func `a scheduler that is not sampled by here is refused, by its name`() throws {
    for other in ["PNDMScheduler", "EulerDiscreteScheduler", "TCDScheduler"] {
      let error = try refusal("scheduler/scheduler_config.json", "DDIMScheduler", other)
      #expect(error?.reason.contains("\(other), which Marigold is not sampled by here") == true, "\(error!)")
    }
    let unknown = try refusal("scheduler/scheduler_config.json", "DDIMScheduler", "FlowMatchEulerDiscreteScheduler")
    #expect(unknown?.reason.contains("expected one of DDIMScheduler") == true)
    let many = try refusal(
      "model_index.json", "\"default_denoising_steps\": 2", "\"default_denoising_steps\": 51", of: "lcm")
    #expect(many?.reason.contains("51 steps of denoising, expected 1 to 50") == true)
  }

  @Test func `settings replace what the folder recommends`() throws {
    var settings = PredictionSettings()
    (settings.steps, settings.members, settings.reduction, settings.seed) = (2, 3, .mean, 9)
    let marigold = try Marigold(folder: DiffusersFixtures.path + "/plain", settings)
    #expect(
      marigold.ran == [
        .count("steps", 2), .count("members", 3), .text("reduction", "mean"), .text("seed", "9"),
        .count("resolution", 16),
      ])
    #expect(try Marigold(folder: DiffusersFixtures.path + "/plain").ran.first == .count("steps", 4))
  }

  @Test func `the ids of the empty prompt are the tokenizer's own, in either of its files`() throws {
    let folder = try DiffusersFixtures.copy("plain")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let words = folder + "/tokenizer"
    #expect(try EmptyPrompt(tokenizer: words).ids(4) == [3, 4, 0, 0])
    try FileManager.default.removeItem(atPath: words + "/tokenizer.json")
    #expect(throws: FileError.self) { try EmptyPrompt(tokenizer: words) }
    try AtomicFile.write(#"{"<|startoftext|>": 7, "<|endoftext|>": 8, "!": 2}"#, to: words + "/vocab.json")
    #expect(try EmptyPrompt(tokenizer: words).ids(3) == [7, 8, 2])
    // An older map of special tokens says it with objects; without one the padding is the end, as CLIP has it.
    try AtomicFile.write(#"{"pad_token": {"content": "<|endoftext|>"}}"#, to: words + "/special_tokens_map.json")
    #expect(try EmptyPrompt(tokenizer: words).ids(3) == [7, 8, 8])
    try AtomicFile.write(#"{"a": 1}"#, to: words + "/vocab.json")
    let error = #expect(throws: FileError.self) { try EmptyPrompt(tokenizer: words) }
    #expect(error?.reason.contains("no id for '<|startoftext|>'") == true)
  }

  @Test func `a vocabulary too small for the prompt is refused by name, before anything is computed`() throws {
    let folder = try DiffusersFixtures.copy("plain")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Without its tokenizer the ids are CLIP's, and 5 words do not hold them.
    try FileManager.default.removeItem(atPath: folder + "/tokenizer")
    let error = #expect(throws: FileError.self) { try Marigold(folder: folder) }
    #expect(
      error?.exitCode == 65
        && error?.reason.contains("vocab_size is 5, but the empty prompt needs the id 49406") == true)
    let wide = try refusal(
      "text_encoder/config.json", "\"max_position_embeddings\": 77", "\"max_position_embeddings\": 1")
    #expect(wide?.reason.contains("max_position_embeddings is 1") == true)
  }

  @Test func `parts of different widths are refused before a trap could be reached`() throws {
    let text = try refusal("text_encoder/config.json", "\"hidden_size\": 8", "\"hidden_size\": 16")
    #expect(text?.reason.contains("hidden_size is 16, but the UNet expects 8") == true)
    let channels = try refusal("unet/config.json", "\"in_channels\": 8", "\"in_channels\": 4")
    #expect(channels?.reason.contains("4 -> 4 channels, expected 8 -> 4") == true)
    let latent = try refusal("vae/config.json", "\"latent_channels\": 4", "\"latent_channels\": 3")
    #expect(latent?.reason.contains("expected 6 -> 3") == true)
  }
}
