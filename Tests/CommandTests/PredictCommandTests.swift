import Driving
import Foundation
import Pictures
import Testing
import World

@Suite struct PredictCommandTests {
  /// Two small pictures.
  private func pictures(_ command: Command) throws {
    for i in 0..<2 {
      let frame = DrivingWorld(seed: 5).frame(9 * i, width: 48, height: 16)
      try command.write(try frame.clear!.png(), "pictures/\(i).png")
    }
  }

  @Test func `a stopped prediction goes on, and gives the bytes of one that was not stopped, for any number of jobs`()
    throws
  {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    let whole = try command("predict", "pictures", "--model", "direct", "--out", "a", "--jobs", "1")
    #expect(whole.code == 0, "\(whole.errors)")
    #expect(try command("predict", "pictures", "--model", "direct", "--out", "b", "--jobs", "2").code == 0)
    try FileManager.default.removeItem(atPath: command.path("b/depth/1.npy"))
    let kept = try FileManager.default.attributesOfItem(atPath: command.path("b/depth/0.npy"))[.systemFileNumber]
    #expect(try command("predict", "pictures", "--model", "direct", "--out", "b").code == 0)
    let after = try FileManager.default.attributesOfItem(atPath: command.path("b/depth/0.npy"))[.systemFileNumber]
    #expect(kept as? Int == after as? Int)
    for name in ["depth/0.npy", "depth/1.npy", "predictions.json"] {
      #expect(FileManager.default.contentsEqual(atPath: command.path("a/" + name), andPath: command.path("b/" + name)))
    }
  }

  @Test func `another run's folder is not gone on with`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    #expect(try command("predict", "pictures", "--model", "direct", "--out", "a").code == 0)
    let other = try command("predict", "pictures", "--model", "direct", "--out", "a", "--depth", "png")
    #expect(other.code == 73 && other.errors.contains("is not empty: it holds predictions in another format"))
    #expect(
      try command("predict", "pictures", "--model", "direct", "--out", "a", "--depth", "png", "--overwrite").code == 0)
  }

  @Test func `a picture or weights whose content has changed are another run, and what changed is told`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    let shipped = Command.packageRoot + "/weights/direct-conv"
    try FileManager.default.copyItem(atPath: shipped, toPath: command.path("weights"))
    let predict = [
      "predict", "pictures", "--model", "direct", "--weights", "weights", "--out", "a", "--progress", "none",
    ]
    #expect(try command.run(predict).code == 0)
    #expect(try command.run(predict).code == 0)
    // A note beside the weights acts on nothing; another range in their configuration does.
    try command.write(Array("notes".utf8), "weights/README.md")
    #expect(try command.run(predict).code == 0)
    let config = command.path("weights/config.json")
    let text = try String(contentsOfFile: config, encoding: .utf8)
    try text.replacing("\"nearest_m\": 1.0", with: "\"nearest_m\": 1.5").write(
      toFile: config, atomically: true, encoding: .utf8)
    let ranged = try command.run(predict)
    #expect(ranged.code == 73 && ranged.errors.contains("weights of another content (config.json)"), "\(ranged.errors)")
    try text.write(toFile: config, atomically: true, encoding: .utf8)
    #expect(try command.run(predict).code == 0)
    // The same name and size, another picture.
    let frame = DrivingWorld(seed: 6).frame(3, width: 48, height: 16)
    try command.write(try frame.clear!.png(), "pictures/1.png")
    let changed = try command.run(predict)
    #expect(changed.code == 73 && changed.errors.contains("of frames of another content"), "\(changed.errors)")
  }

  @Test func `an option that a model has no use for is refused, and the manifest holds what ran`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    for option in [
      ["--steps", "2"], ["--members", "2"], ["--seed", "1"], ["--working-size", "16x48"], ["--memory", "512"],
      ["--camera", "50,50,24,8"],
    ] {
      let run = try command.run(["predict", "pictures", "--model", "direct", "--out", "a"] + option)
      #expect(run.code == 64 && run.errors.contains("\(option[0]): direct has no use for it"), "\(run.errors)")
    }
    let one = try command("predict", "pictures", "--out", "a", "--reduction", "median")
    #expect(one.code == 64 && one.errors.contains("--reduction: one member"))
    let air = try command("predict", "pictures", "--out", "a", "--condition", "clear")
    #expect(air.code == 78 && air.errors.contains("is no data set"), "\(air.errors)")
    let made = try command(
      "predict", "pictures", "--out", "a", "--members", "2", "--reduction", "median", "--progress", "none")
    #expect(made.code == 0, "\(made.errors)")
    let text = try Data(contentsOf: URL(fileURLWithPath: command.path("a/predictions.json")))
    let manifest = try JSONSerialization.jsonObject(with: text) as? [String: Any]
    let ran = manifest?["ran"] as? [String: Any]
    #expect(ran?["steps"] as? Int == 1 && ran?["members"] as? Int == 2 && ran?["reduction"] as? String == "median")
    #expect(ran?["columns"] as? Int == 192 && ran?["seed"] as? String == "7" && ran?["memory"] as? Int == 2048)
  }

  @Test func `pictures are found in folders below, and keep their places`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    try command.write(try DrivingWorld(seed: 5).frame(4, width: 48, height: 16).clear!.png(), "pictures/deep/er/0.png")
    try command.write([1, 2, 3], "pictures/.hidden.png")
    let run = try command("predict", "pictures", "--model", "direct", "--out", "a", "--progress", "none")
    #expect(run.code == 0 && run.output.contains("3 predictions"), "\(run.errors)")
    for name in ["0", "1", "deep/er/0"] {
      #expect(FileManager.default.fileExists(atPath: command.path("a/depth/\(name).npy")), "\(name)")
    }
    try FileManager.default.createDirectory(atPath: command.path("empty"), withIntermediateDirectories: true)
    let none = try command("predict", "empty", "--model", "direct", "--out", "b")
    #expect(none.code == 66 && none.errors.contains("holds no PNG or JPEG picture"))
  }

  @Test func `evaluate takes the folder that predict wrote`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("world", "--frames", "2", "--size", "32x96", "--out", "world", "--progress", "none").code == 0)
    #expect(try command("predict", "world", "--out", "made", "--progress", "none").code == 0)
    func scores(_ folder: String) throws -> String {
      let run = try command(
        "evaluate", "--data", "world", "--predictions", "m=\(folder)", "--json", "--progress", "none")
      #expect(run.code == 0, "\(run.errors)")
      return run.output.replacing("made/depth", with: "made")
    }
    #expect(try scores("made") == scores("made/depth"))
  }

  @Test func `a larger picture of the same view is predicted about as well as one of the trained size`() throws {
    let command = Command()
    defer { command.remove() }
    func absRel(_ size: String) throws -> Double {
      #expect(
        try command(
          "world", "--frames", "6", "--frames-per-scene", "1", "--size", size, "--out", "w\(size)", "--progress", "none"
        ).code == 0)
      let made = try command("predict", "w\(size)", "--out", "p\(size)", "--progress", "none")
      #expect(made.code == 0, "\(made.errors)")
      let run = try command(
        "evaluate", "--data", "w\(size)", "--predictions", "m=p\(size)", "--json", "--progress", "none")
      return try run.scores("m", "image_mean")["absrel"] as? Double ?? .nan
    }
    let (trained, larger) = (try absRel("64x192"), try absRel("160x480"))
    #expect(trained < 0.25 && abs(larger - trained) < 0.05, "\(trained), \(larger)")
  }

  @Test func `the other air of the same frames, or another format, is another run`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("world", "--frames", "2", "--size", "16x48", "--out", "world", "--progress", "none").code == 0)
    let base = ["predict", "world", "--model", "direct", "--out", "a"]
    #expect(try command.run(base + ["--condition", "hazy"]).code == 0)
    #expect(try command.run(base).code == 0, "hazy is what a data set with haze is read as")
    for other in [["--condition", "clear"], ["--depth", "png"]] {
      let run = try command.run(base + other)
      #expect(run.code == 73 && run.errors.contains("is not empty"), "\(other): \(run.errors)")
    }
  }

  @Test func `two pictures that differ by type alone are refused`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    let png = try Data(contentsOf: URL(fileURLWithPath: command.path("pictures/1.png")))
    try command.write(Array(png), "pictures/1.jpg")
    let run = try command("predict", "pictures", "--model", "direct", "--out", "a")
    let isTold = run.errors.contains("1.png: has the name of") && run.errors.contains("1.jpg")
    #expect(run.code == 65 && isTold, "\(run.errors)")
  }

  @Test func `weights that cannot be had must be named`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    let run = try command("predict", "pictures", "--model", "unidepthv2", "--out", "a")
    #expect(run.code == 64 && run.errors.contains("name a folder"))
  }

  @Test(.enabled(if: EXR.isAvailable))
  func `predictions as EXR score exactly as those as npy`() throws {
    let command = Command()
    defer { command.remove() }
    let world = try command("world", "--frames", "3", "--size", "32x96", "--out", "world", "--progress", "none")
    #expect(world.code == 0, "\(world.errors)")
    let outputs = try ["npy", "exr"].map { format in
      let made = try command("predict", "world", "--out", format, "--depth", format, "--progress", "none")
      #expect(made.code == 0, "\(made.errors)")
      for part in ["depth", "visibility"] {
        #expect(FileManager.default.fileExists(atPath: command.path("\(format)/\(part)/scene00000/0.\(format)")))
      }
      let table = format + ".csv"
      let run = try command(
        "evaluate", "--data", "world", "--predictions", "net=\(format)/depth", "--json", "--csv", table)
      #expect(run.code == 0, "\(run.errors)")
      let rows = try String(contentsOfFile: command.path(table), encoding: .utf8)
      return (run.output + rows).replacing("\(format)/depth", with: "")
        .replacing("exr: floats of Y", with: "npy: floats")
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains("scene00000/2"))
    // Another format is another command.
    let other = try command("predict", "world", "--out", "npy", "--depth", "exr", "--progress", "none")
    #expect(other.code == 73 && other.errors.contains("is not empty"))
  }

  @Test(.enabled(if: EXR.isAvailable))
  func `an EXR that cannot be written is one line and an exit code`() throws {
    let command = Command()
    defer { command.remove() }
    try pictures(command)
    #expect(
      try command("predict", "pictures", "--model", "direct", "--out", "a", "--depth", "exr", "--limit", "1").code == 0)
    try FileManager.default.removeItem(atPath: command.path("a/depth/0.exr"))
    try command.write([1], "a/depth/0.exr/taken")
    let run = try command(
      "predict", "pictures", "--model", "direct", "--out", "a", "--depth", "exr", "--overwrite", "--progress", "none")
    #expect(run.code == 74 && run.errors.filter { $0 == "\n" }.count == 1, "\(run.errors)")
    #expect(run.errors.hasPrefix("error: ") && run.errors.contains("a/depth/0.exr: "))
  }
}
