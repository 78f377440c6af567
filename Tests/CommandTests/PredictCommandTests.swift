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
    let other = try command("predict", "pictures", "--model", "direct", "--out", "a", "--seed", "8")
    #expect(other.code == 73 && other.errors.contains("wrote before"))
    #expect(
      try command("predict", "pictures", "--model", "direct", "--out", "a", "--seed", "8", "--overwrite").code == 0)
  }

  @Test func `the other air of the same frames, another camera or size is another run`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("world", "--frames", "2", "--size", "16x48", "--out", "world", "--progress", "none").code == 0)
    let base = ["predict", "world", "--model", "direct", "--out", "a"]
    #expect(try command.run(base + ["--condition", "hazy"]).code == 0)
    #expect(try command.run(base).code == 0, "hazy is what a data set with haze is read as")
    for other in [["--condition", "clear"], ["--camera", "50,50,24,8"], ["--working-size", "32x96"]] {
      let run = try command.run(base + other)
      #expect(run.code == 73 && run.errors.contains("wrote before"), "\(other): \(run.errors)")
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
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains("scene00000/2"))
    // Another format is another command.
    let other = try command("predict", "world", "--out", "npy", "--depth", "exr", "--progress", "none")
    #expect(other.code == 73 && other.errors.contains("wrote before"))
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
