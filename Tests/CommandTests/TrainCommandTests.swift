import Diffusion
import Files
import Foundation
import Pictures
import Testing

@Suite struct TrainCommandTests {
  @Test func `a smoke run trains from nothing, goes on where it stands, and its weights predict a data set`() throws {
    let command = Command()
    defer { command.remove() }
    let train = ["train", "--preset", "smoke", "--out", "run", "--cache", "cache", "--jobs", "2", "--progress", "none"]
    let first = try command.run(train)
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.output.contains("AbsRel") && first.output.contains("1 step") && first.output.contains("run/weights"))
    #expect(first.errors.contains("learning rates: conv_in 0.002"))
    for file in ["weights/config.json", "weights/model.safetensors", "weights/vae/config.json", "scores.json"] {
      #expect(FileManager.default.fileExists(atPath: command.path("run/" + file)), "\(file)")
    }
    let log = try String(contentsOfFile: command.path("run/losses.csv"), encoding: .utf8)
    #expect(log.split(separator: "\n").count == 6)

    // The same command finds the run finished: nothing changes.
    let weights = FileManager.default.contents(atPath: command.path("run/weights/model.safetensors"))
    let again = try command.run(train)
    #expect(again.code == 0 && again.output == first.output && again.errors.contains("going on from step 5"))
    #expect(FileManager.default.contents(atPath: command.path("run/weights/model.safetensors")) == weights)

    // Other options belong into another folder.
    let other = try command.run(train + ["--learning-rate", "1e-3"])
    #expect(other.code == 73 && other.errors.contains("other options"))

    let world = try command(
      "world", "--frames", "2", "--size", "20x36", "--out", "world", "--progress", "none", "--frames-per-scene", "1")
    #expect(world.code == 0)
    let predict = try command(
      "predict", "world", "--weights", "run/weights", "--out", "made", "--depth", "png", "--members", "2", "--sheet",
      "sheet.png", "--progress", "none")
    #expect(predict.code == 0, "\(predict.errors)")
    let depth = try Image(file: command.path("made/clean/scene00000/0.png"))
    #expect(depth.width == 36 && depth.height == 20)
    for file in [
      "made/depth/scene00001/0.png", "made/visibility/scene00000/0.npy", "made/uncertainty/scene00000/0.npy",
    ] {
      #expect(FileManager.default.fileExists(atPath: command.path(file)), "\(file)")
    }
    #expect(FileManager.default.fileExists(atPath: command.path("sheet.png")))
    let scored = try command("evaluate", "--data", "world", "--predictions", "mari=made/depth", "--progress", "none")
    #expect(scored.code == 0, "\(scored.errors)")
  }

  @Test func `a run is not gone on with on other data, another VAE or another share, and what differs is told`() throws
  {
    let command = Command()
    defer { command.remove() }
    for (name, seed) in [("A", "7"), ("B", "99")] {
      let made = try command(
        "world", "--frames", "24", "--frames-per-scene", "1", "--size", "32x96", "--seed", seed, "--out", name,
        "--progress", "none")
      #expect(made.code == 0, "\(made.errors)")
    }
    func train(_ data: String, _ more: String...) throws -> Command.Outcome {
      try command.run(
        [
          "train", "--preset", "smoke", "--out", "run", "--cache", "cache", "--jobs", "2", "--progress", "none",
          "--data", data,
        ]
          + (more.contains("--vae") ? [] : ["--vae", "shipped"]) + more)
    }
    let first = try train("A")
    #expect(first.code == 0, "\(first.errors)")
    let scores = FileManager.default.contents(atPath: command.path("run/scores.json"))
    let other = try train("B")
    #expect(
      other.code == 73 && other.errors.contains("data for test: A, test, 4 frames there, B, test"), "\(other.errors)")
    let vae = try train("A", "--vae", "train")
    #expect(vae.code == 73 && vae.errors.contains("VAE: shipped there, trained here for 20 steps now"), "\(vae.errors)")
    let share = try train("A", "--valid-share", "0.5")
    #expect(share.code == 73 && share.errors.contains("valid share"), "\(share.errors)")
    // Pictures of the same names serve as masks: black pixels do not count.
    let masks = try train("A", "--mask", "A/clear")
    #expect(masks.code == 73 && masks.errors.contains("data for"), "\(masks.errors)")
    #expect(FileManager.default.contents(atPath: command.path("run/scores.json")) == scores)
    #expect(try train("A").code == 0)
    // One file of the data is another: seen, too.
    let depth = try command.files("A/depth").keys.sorted()
    try FileManager.default.removeItem(atPath: command.path("A/depth/" + depth[7]))
    try FileManager.default.copyItem(
      atPath: command.path("A/depth/" + depth[8]), toPath: command.path("A/depth/" + depth[7]))
    let edited = try train("A")
    #expect(edited.code == 73 && edited.errors.contains("has changed"), "\(edited.errors)")
  }

  @Test func `depth measured at points teaches, and depth nowhere is refused before the first step`() throws {
    let command = Command()
    defer { command.remove() }
    let made = try command(
      "world", "--frames", "24", "--frames-per-scene", "1", "--size", "32x96", "--out", "A", "--progress", "none")
    #expect(made.code == 0, "\(made.errors)")
    let files = try command.files("A/depth").keys.sorted()
    func write(every n: Int) throws {
      for (k, file) in files.enumerated() {
        let metres = (0..<32 * 96).map { Float(n > 0 && ($0 + k) % n == 0 ? 10 + Double($0 % 40) : 0) }
        try command.write(NumpyArray.encode(metres, shape: [32, 96]), "A/depth/" + file)
      }
    }
    let words = [
      "train", "--preset", "smoke", "--cache", "cache", "--vae", "shipped", "--jobs", "2", "--progress", "none",
      "--data", "A",
    ]
    try write(every: 20)
    let sparse = try command.run(words + ["--out", "sparse"])
    #expect(sparse.code == 0 && sparse.errors.contains("depth is sparse (5 % of pixels)"), "\(sparse.errors)")
    let log = try String(contentsOfFile: command.path("sparse/losses.csv"), encoding: .utf8)
    let losses = log.split(separator: "\n").dropFirst().map { Double($0.split(separator: ",")[2]) ?? 0 }
    #expect(losses.count == 5 && losses.allSatisfy { $0 > 0 }, "\(losses)")
    try write(every: 0)
    let none = try command.run(words + ["--out", "none"])
    #expect(none.code == 65 && none.errors.contains("no frame has a cell with valid depth"), "\(none.errors)")
    #expect(!FileManager.default.fileExists(atPath: command.path("none/losses.csv")))
    try write(every: 20)
    let strict = try command.run(words + ["--out", "strict", "--valid-share", "1"])
    #expect(strict.code == 65, "\(strict.errors)")
  }

  @Test func `every constant of the objective can be set, acts, is kept and is compared when going on`() throws {
    let command = Command()
    defer { command.remove() }
    func train(_ out: String, _ more: String...) throws -> Command.Outcome {
      try command.run(
        ["train", "--preset", "smoke", "--steps", "2", "--cache", "cache", "--out", out, "--progress", "none"] + more)
    }
    let note = try train("note")
    #expect(note.code == 0 && !note.errors.contains("but"), "\(note.errors)")
    let other = try train("other", "--set", "lambda.rank=0.5", "--set", "ranking=haze")
    #expect(other.code == 0, "\(other.errors)")
    #expect(other.errors.contains("the note's objective, but lambda.rank=0.5, ranking=haze"), "\(other.errors)")
    let record = try String(contentsOfFile: command.path("other/checkpoint/training.json"), encoding: .utf8)
    #expect(record.contains("\"rank\" : 0.5") && record.contains("\"ranking\" : \"haze\""), "\(record)")
    func weights(_ run: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: command.path("\(run)/checkpoint/model.safetensors")))
    }
    #expect(try weights("note") != weights("other"))
    #expect(try train("note", "--set", "lambda.rank=0.02").code == 0, "the note's own value, said aloud")
    let mixed = try train("other", "--set", "lambda.rank=0.25", "--set", "ranking=haze")
    #expect(mixed.code == 73 && mixed.errors.contains("lambda.rank=0.5, and 0.25 is asked for"), "\(mixed.errors)")
    for (words, told) in [
      (["--set", "lambda.rnk=1"], "lambda.rank"), (["--set", "gamma"], "name=value"),
      (["--set", "gamma=-1"], "a number from 0.0 to 1000.0"),
      (["--set", "gamma=1", "--set", "gamma=2"], "given twice"),
      (["--last-share", "0.5", "--set", "last_share=0.5"], "given twice"),
      (["--set", "ranking=rows"], "depth or haze"),
    ] {
      let refused = try command.run(["train", "--out", "never"] + words)
      #expect(refused.code == 64 && refused.errors.contains(told), "\(words): \(refused.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: command.path("never")))
  }

  @Test func `what cannot be predicted is refused in one line`() throws {
    let command = Command()
    defer { command.remove() }
    let missing = try command("predict", "nothing.png", "--weights", ".", "--out", "made")
    #expect(missing.code == 66 && missing.errors.contains("nothing.png: no such file"))
    let steps = try command("predict", "nothing.png", "--weights", ".", "--out", "made", "--steps", "51")
    #expect(steps.code == 64 && steps.errors.contains("1 to 50"))
  }

  @Test func `too few frames for a batch are refused before anything is trained`() throws {
    let command = Command()
    defer { command.remove() }
    let world = try command("world", "--frames", "6", "--size", "32x96", "--out", "world", "--progress", "none")
    #expect(world.code == 0, "\(world.errors)")
    let few = try command("train", "--preset", "smoke", "--data", "world", "--out", "run", "--progress", "none")
    #expect(few.code == 66 && few.errors.filter { $0 == "\n" }.count == 1, "\(few.errors)")
    #expect(few.errors.contains("world: 4 frames to learn from, a training step draws 8 different ones"))
    #expect(!FileManager.default.fileExists(atPath: command.path("run")))
    let none = try command("train", "--preset", "smoke", "--batch", "0", "--out", "run")
    #expect(none.code == 64 && none.errors.contains("--batch 0: expected 1 to"))
    let scenes = try command("train", "--preset", "smoke", "--scenes", "3", "--out", "run")
    #expect(scenes.code == 66 && scenes.errors.contains("--scenes: 3 frames to learn from"))
  }
}
