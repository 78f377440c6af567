import Driving
import Files
import Foundation
import Numerics
import Pictures
import Testing
import World

/// The way of `studies/model-comparison/README.md` as a user goes it, on made-up data of RealDriveSim's layout.
@Suite struct ModelComparisonTests {
  @Test func `from clear data by fog and imported predictions to the table, the figures and a report`() throws {
    let command = Command()
    defer { command.remove() }
    try layOut(command, scenes: 3)
    let fog = try command("fog", "--data", "rds", "--out", "rds-fog")
    #expect(fog.code == 0, "\(fog.errors)")
    try FileManager.default.createSymbolicLink(
      atPath: command.path("rds/hazy"), withDestinationPath: "../rds-fog/hazy")

    let words = [
      "--preset", "smoke", "--set", "data=\(command.path("rds"))", "--set", "predictions.mine=\(command.path("mine"))",
      "--out", command.path("out"), "--store", command.path("store"), "--jobs", "1", "--progress", "none",
    ]
    let run = try command.run(words, program: "study-model-comparison")
    #expect(run.code == 0, "\(run.errors)")
    let table = try String(contentsOfFile: command.path("out/v1/tables/comparison.csv"), encoding: .utf8)
    let mine = table.split(separator: "\n").filter { $0.contains(",mine,") }
    #expect(mine.count == 2 && mine[0].hasPrefix("clear,") && mine[1].hasPrefix("hazy,"))
    // Clear predictions are right, hazy ones half as far again: an AbsRel of 0 and 0.5.
    let head = table.split(separator: "\n")[0].split(separator: ",", omittingEmptySubsequences: false)
    let place = try #require(head.firstIndex(of: "absrel"))
    let absrel = mine.map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[place]) ?? .nan }
    #expect(absrel[0] == 0 && abs(absrel[1] - 0.5) < 1e-6)
    #expect(table.contains("direct-conv"))
    for file in ["plots/error-over-depth.svg", "plots/paired-errors.svg", "report.html", "tables/by-depth.csv"] {
      #expect(FileManager.default.fileExists(atPath: command.path("out/v1/" + file)))
    }
    let missing = try command.run(words + ["--set", "predictions.gone=nowhere"], program: "study-model-comparison")
    let errors = missing.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(missing.code == 66 && errors.count == 1 && errors[0].contains("nowhere"), "\(missing.errors)")
  }

  @Test func `a study says how data are read, and stops where frames lack a part unless that is allowed`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("world", "--frames", "6", "--size", "32x96", "--out", "w", "--progress", "none").code == 0)
    try FileManager.default.removeItem(atPath: command.path("w/depth/scene00000/0.npy"))
    func run(_ words: String...) throws -> (code: Int32, output: String, errors: String) {
      let base = ["--preset", "smoke", "--set", "data=\(command.path("w"))", "--sweep", "model=direct-conv"]
      let places = ["--out", command.path("out"), "--store", command.path("store"), "--progress", "none"]
      let outcome = try command.run(base + places + words, program: "study-model-comparison")
      return (outcome.code, outcome.output, outcome.errors)
    }
    let refused = try run()
    #expect(refused.code == 66 && refused.errors.contains("missing depth of scene00000/0"), "\(refused.errors)")
    #expect(refused.errors.contains("layout folder (told from its content), 5 frames"))
    let allowed = try run("--set", "data.allow-missing=true")
    #expect(allowed.code == 0 && allowed.errors.contains("warning: missing depth of scene00000/0"), "\(allowed.errors)")
    #expect(try run("--set", "data.allow-missing=perhaps").code == 78)
  }

  private func layOut(_ command: Command, scenes: Int) throws {
    for s in 0..<scenes {
      let name = "scene_\(s)/CS_FRONT/0000"
      let frame = DrivingWorld(seed: 3, framesPerScene: 1).frame(s * 7, width: 96, height: 32)
      let metres = frame.depth!.metres
      try command.write(try frame.clear!.png(), "rds/rgb/\(name).png")
      try command.write(NumpyArray.encode(metres.map { $0 > 0 ? $0 : 9000 }, shape: [32, 96]), "rds/depth/\(name).npy")
      try command.write(NumpyArray.encode(metres.map { max($0, 1) }, shape: [32, 96]), "mine/clear/\(name).npy")
      try command.write(NumpyArray.encode(metres.map { max($0 * 1.5, 1) }, shape: [32, 96]), "mine/hazy/\(name).npy")
      let camera = """
        {"names": ["CS_FRONT"], "intrinsics": [{"fx": 59, "fy": 59, "cx": 48, "cy": 16}], "extrinsics": [{"rotation": \
        {"qw": 1, "qx": 0, "qy": 0, "qz": 0}, "translation": {"x": 0, "y": 0, "z": 1}}]}
        """
      try command.write(Array(camera.utf8), "rds/calibration/scene_\(s).json")
    }
  }
}
