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
}
