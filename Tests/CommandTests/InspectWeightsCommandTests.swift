import Foundation
import NN
import Testing

@Suite struct InspectWeightsCommandTests {
  /// A safetensors file made anew with other types and names.
  private func rewrite(
    _ path: String, _ change: (_ name: String, _ entry: inout [String: Any], _ bytes: Data) -> (String, Data)
  ) throws {
    let file = try Data(contentsOf: URL(fileURLWithPath: path))
    let length = Int(
      file.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) })
    let header = try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any] ?? [:]
    var (made, data): ([String: Any], Data) = ([:], Data())
    for (name, value) in header.sorted(by: { $0.key < $1.key }) where name != "__metadata__" {
      guard var entry = value as? [String: Any], let offsets = entry["data_offsets"] as? [Int] else { continue }
      let bytes = file[8 + length + offsets[0]..<8 + length + offsets[1]]
      let (renamed, kept) = change(name, &entry, Data(bytes))
      entry["data_offsets"] = [data.count, data.count + kept.count]
      made[renamed] = entry
      data += kept
    }
    let json = try JSONSerialization.data(withJSONObject: made)
    var out = Data()
    for i in 0..<8 { out.append(UInt8(truncatingIfNeeded: json.count >> (8 * i))) }
    try (out + json + data).write(to: URL(fileURLWithPath: path))
  }

  private func folder(_ command: Command) throws {
    let fixture = Command.packageRoot + "/Tests/Fixtures/diffusers/plain"
    try FileManager.default.copyItem(atPath: fixture, toPath: command.path("m"))
  }

  @Test(arguments: ["F8_E4M3", "F8_E5M2", "I8", "U8"])
  func `weights of a type that is none of weights are refused with one sentence by every command`(type: String) throws {
    let command = Command()
    defer { command.remove() }
    try folder(command)
    try rewrite(command.path("m/unet/diffusion_pytorch_model.safetensors")) { name, entry, bytes in
      guard (entry["shape"] as? [Int])?.count == 2 else { return (name, bytes) }
      entry["dtype"] = type
      return (name, bytes.prefix(bytes.count / 4))
    }
    try command.write([1], "p.png")
    for words in [
      ["inspect-weights", "m/unet"], ["inspect-weights", "m"], ["init-from", "m", "--out", "x"],
      ["predict", "p.png", "--model", "marigold", "--weights", "m", "--out", "o"],
    ] {
      let run = try command.run(words)
      #expect(run.code == 65, "\(words): \(run.code) \(run.errors)")
      #expect(run.errors.contains("is \(type), expected F32, F16 or BF16"), "\(words): \(run.errors.prefix(300))")
    }
    #expect(!FileManager.default.fileExists(atPath: command.path("x")))
  }

  @Test func `a wrapper's beginning of all names is told by every command`() throws {
    let command = Command()
    defer { command.remove() }
    for prefix in ["module.", "_orig_mod.", "model."] {
      try folder(command)
      try rewrite(command.path("m/unet/diffusion_pytorch_model.safetensors")) { name, _, bytes in (prefix + name, bytes)
      }
      for words in [["inspect-weights", "m/unet"], ["init-from", "m", "--out", "x"]] {
        let run = try command.run(words)
        let text = run.output + run.errors
        #expect([1, 65].contains(run.code) && text.contains("the names begin with '\(prefix)'"), "\(text.prefix(300))")
      }
      try FileManager.default.removeItem(atPath: command.path("m"))
    }
  }

  @Test func `every folder that the suite writes is known by name`() throws {
    let command = Command()
    defer { command.remove() }
    let run = try command(
      "train", "--preset", "smoke", "--out", "run", "--cache", "cache", "--jobs", "2", "--progress", "none")
    #expect(run.code == 0, "\(run.errors)")
    let inspected = try command("inspect-weights", "run", "cache")
    #expect(inspected.code == 0 && !inspected.output.contains("unknown"), "\(inspected.output)")
    for line in [
      "run/weights: MariMetric2", "run/weights/vae: AutoencoderKL", "run/vae: AutoencoderKL",
      "run/checkpoint: MariMetric2",
      "run/checkpoint/ema.safetensors: averages of a model's weights",
      "run/checkpoint/optimizer.safetensors: moments of an optimiser", "latents.safetensors: latents of a data set",
    ] { #expect(inspected.output.contains(line), "\(line)") }
    for (name, kind) in [("direct-vit", "DirectBaseline"), ("vae-small", "AutoencoderKL")] {
      let shipped = try command("inspect-weights", Command.packageRoot + "/weights/" + name)
      #expect(shipped.code == 0 && shipped.output.contains("\(name): \(kind)"), "\(shipped.output)")
      #expect(shipped.output.contains("fits its config.json"))
    }
  }
}
