import Diffusion
import Foundation
import Testing

@Suite struct InitFromCommandTests {
  @Test func `a Marigold folder becomes a checkpoint, and every component says where it comes from`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("make-weights", "--kind", "small", "--out", "theirs").code == 0)
    let made = try command("init-from", "theirs", "--out", "ours", "--half")
    #expect(made.code == 0 && made.errors.isEmpty)
    for line in ["halves exchanged", "depth_decoder <- unet/{up_blocks", "visibility_head <- fresh, seed 7"] {
      #expect(made.output.contains(line))
    }
    let files = FileManager.default
    for name in ["config.json", "model.safetensors", "vae/config.json", "vae/diffusion_pytorch_model.safetensors"] {
      #expect(files.fileExists(atPath: command.path("ours/" + name)))
    }
    // The same again is the same bytes.
    #expect(try command("init-from", "theirs", "--out", "again", "--half", "--without-vae").code == 0)
    #expect(
      files.contentsEqual(
        atPath: command.path("ours/model.safetensors"), andPath: command.path("again/model.safetensors")))
    #expect(!files.fileExists(atPath: command.path("again/vae")))
  }

  @Test func `what cannot be a start is refused in one line and leaves nothing`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("make-weights", "--kind", "small", "--out", "theirs").code == 0)
    let occupied = try command("init-from", "theirs", "--out", "theirs")
    #expect(occupied.code == 73 && occupied.errors.split(separator: "\n").count == 1)
    let config = command.path("theirs/unet/config.json")
    let text = try String(contentsOfFile: config, encoding: .utf8)
    try text.replacing("\"in_channels\": 8", with: "\"in_channels\": 5").write(
      toFile: config, atomically: true, encoding: .utf8)
    let odd = try command("init-from", "theirs", "--out", "ours")
    #expect(odd.code == 65 && odd.errors.contains("5 -> 4 channels"))
    #expect(!FileManager.default.fileExists(atPath: command.path("ours")))
    let missing = try command("init-from", "nowhere", "--out", "ours")
    #expect(missing.code == 66 && missing.errors.contains("nowhere/unet/config.json"))
  }

  /// The folder as the hub's cache keeps it: a snapshot of links into blobs.
  private func snapshot(of name: String, in command: Command) throws -> String {
    let model = command.path("hub/models--x--y")
    let files = FileManager.default
    try files.createDirectory(atPath: model + "/blobs", withIntermediateDirectories: true)
    for (number, file) in try command.files(name).keys.sorted().enumerated() {
      let link = "\(model)/snapshots/rev/\(file)"
      try files.createDirectory(
        at: URL(fileURLWithPath: link).deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.copyItem(atPath: command.path("\(name)/\(file)"), toPath: "\(model)/blobs/\(number)")
      let up = String(repeating: "../", count: file.split(separator: "/").count + 1)
      try files.createSymbolicLink(atPath: link, withDestinationPath: "\(up)blobs/\(number)")
    }
    return "hub/models--x--y/snapshots/rev"
  }

  @Test(arguments: ["plain", "sharded-fp16"])
  func `links of the hub's cache are followed: the copy of the VAE is files, all that were read and no more`(
    name: String
  ) throws {
    let command = Command()
    defer { command.remove() }
    let fixture = Command.packageRoot + "/Tests/Fixtures/diffusers/" + name
    try FileManager.default.copyItem(atPath: fixture, toPath: command.path("theirs"))
    let made = try command("init-from", try snapshot(of: "theirs", in: command), "--out", "mine")
    #expect(made.code == 0, "\(made.errors)")
    let (copied, original) = (try command.files("mine/vae"), try command.files("theirs/vae"))
    #expect(copied == original && copied.count == (name == "plain" ? 2 : original.count))
    for file in copied.keys {
      let type = try FileManager.default.attributesOfItem(atPath: command.path("mine/vae/" + file))[.type]
      #expect(type as? FileAttributeType == .typeRegular, "\(file)")
    }
    // Without the cache it still stands, and predicts.
    try FileManager.default.removeItem(atPath: command.path("hub"))
    let inspected = try command("inspect-weights", "mine")
    #expect(inspected.code == 0 && inspected.output.contains("mine/vae: AutoencoderKL"), "\(inspected.errors)")
  }

  @Test func `the origin is kept by content, and every file that acts is in it`() throws {
    let command = Command()
    defer { command.remove() }
    let fixture = Command.packageRoot + "/Tests/Fixtures/diffusers/plain"
    try FileManager.default.copyItem(atPath: fixture, toPath: command.path("theirs"))
    func origin(_ out: String) throws -> [String: String] {
      let run = try command("init-from", "theirs", "--out", out)
      #expect(run.code == 0, "\(run.errors)")
      let data = try Data(contentsOf: URL(fileURLWithPath: command.path(out + "/origin.json")))
      let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      return json?["files"] as? [String: String] ?? [:]
    }
    let first = try origin("a")
    #expect(first.count == 10, "\(first.keys.sorted())")
    let place = command.path("theirs/scheduler/scheduler_config.json")
    let text = try String(contentsOfFile: place, encoding: .utf8)
    try text.replacing("0.012", with: "0.013").write(toFile: place, atomically: true, encoding: .utf8)
    let second = try origin("b")
    #expect(first.filter { second[$0.key] != $0.value }.keys.sorted() == ["scheduler/scheduler_config.json"])
  }

  @Test func `no scheduler but DDIM's and DDPM's makes a model that clips, where its file does not say`() throws {
    let command = Command()
    defer { command.remove() }
    let fixture = Command.packageRoot + "/Tests/Fixtures/diffusers/plain"
    try FileManager.default.copyItem(atPath: fixture, toPath: command.path("theirs"))
    let expected = [
      "PNDMScheduler": false, "EulerDiscreteScheduler": false, "DPMSolverMultistepScheduler": false,
      "UniPCMultistepScheduler": false, "LCMScheduler": false, "DDPMScheduler": true, "DDIMScheduler": true,
    ]
    for (name, clips) in expected {
      let text = """
        {"_class_name": "\(name)", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", \
        "prediction_type": "v_prediction", "trained_betas": null}
        """
      try command.write(Array(text.utf8), "theirs/scheduler/scheduler_config.json")
      let run = try command("init-from", "theirs", "--out", name)
      #expect(run.code == 0, "\(name): \(run.errors)")
      let made = try String(contentsOfFile: command.path(name + "/config.json"), encoding: .utf8)
      #expect(made.contains("\"clip_sample\": \(clips)"), "\(name)")
    }
    try command.write(
      Array(#"{"_class_name": "FlowMatchEulerDiscreteScheduler"}"#.utf8), "theirs/scheduler/scheduler_config.json")
    let flow = try command("init-from", "theirs", "--out", "flow")
    #expect(flow.code == 65 && flow.errors.contains("FlowMatchEulerDiscreteScheduler"), "\(flow.errors)")
  }
}
