import Driving
import Files
import Foundation
import Glibc
import Pictures
import Testing
import World

@Suite struct WorldCommandTests {
  @Test func `a written world opens as a data set and is what the library renders`() throws {
    let command = Command()
    defer { command.remove() }
    let run = try command(
      "world", "--out", "w", "--frames", "6", "--size", "24x80", "--seed", "5", "--visibility", "100")
    #expect(run.code == 0 && run.errors.contains("world 6/6"))
    let data = try Dataset.open(command.path("w"))
    #expect(
      data.ids == ["scene00000/0", "scene00000/1", "scene00000/2", "scene00000/3", "scene00001/0", "scene00001/1"])
    #expect(data.gaps.isEmpty && data.entries[5].scene == "scene00001")
    let frame = try data.frame(5)
    let made = DrivingWorld(seed: 5).frame(5, width: 80, height: 24)
    #expect(frame.depth == made.depth && frame.intrinsics == made.intrinsics)
    #expect(frame.clear?.bytes == made.clear?.bytes)
    #expect(frame.hazy != frame.clear && frame.transmission?.width == 80)
    let world = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: command.path("w/world.json"))))
        as? [String: Any])
    let records = try #require(world["frames"] as? [[String: Any]])
    #expect(records.count == 6 && (records[0]["attributes"] as? [String: String])?["visibility_m"] == "100.0")
    let sheet = try Image(file: command.path("w/sheet.png"))
    #expect(sheet.width == 4 * 80 + 5 * 6)
  }

  @Test func `the bytes do not depend on the number of jobs`() throws {
    let command = Command()
    defer { command.remove() }
    for jobs in ["1", "3"] {
      let run = try command(
        "world", "--out", "w" + jobs, "--frames", "7", "--size", "16x48", "--patches", "0.5", "--sensor", "--jobs", jobs
      )
      #expect(run.code == 0)
      let fog = try command(
        "fog", "--data", "w" + jobs, "--out", "f" + jobs, "--counterfactual", "shuffle", "--sensor", "--jobs", jobs)
      #expect(fog.code == 0, "\(fog.errors)")
    }
    let worlds = try (command.files("w1"), command.files("w3"))
    #expect(worlds.0.count == 7 * 5 + 3 && worlds.0 == worlds.1)
    let fogs = try (command.files("f1"), command.files("f3"))
    #expect(fogs.0.count == 7 * 2 + 1 && fogs.0 == fogs.1)
  }

  @Test func `a split holds its own scenes only`() throws {
    let command = Command()
    defer { command.remove() }
    let run = try command(
      "world", "--out", "w", "--frames", "3", "--size", "8x24", "--split", "test", "--frames-per-scene", "2", "--clear",
      "--depth", "png", "--progress", "none")
    #expect(run.code == 0)
    let data = try Dataset.open(command.path("w"))
    #expect(data.ids == ["scene00009/0", "scene00009/1", "scene00019/0"])
    #expect(data.entries[0].hazy == nil && data.entries[0].depth?.name.hasSuffix(".png") == true)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func `a signal stops a run cleanly: code 128 + n, whole files only`(
    number: Int32
  ) throws {
    let command = Command()
    defer { command.remove() }
    let process = Process()
    process.executableURL = Command.program("hazydepth")
    process.arguments = ["world", "--out", "w", "--frames", "20000", "--size", "16x48", "--progress", "none"]
    process.currentDirectoryURL = URL(fileURLWithPath: command.folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    while !FileManager.default.fileExists(atPath: command.path("w/classes/scene00000/0.png")) { usleep(2000) }
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + number)
    #expect(!FileManager.default.fileExists(atPath: command.path("w/world.json")))
    let all = try FileManager.default.subpathsOfDirectory(atPath: command.path("w"))
    #expect(!all.contains { $0.hasSuffix(".tmp") })
    for file in all where file.hasSuffix(".npy") {
      _ = try NumpyArray(FolderTree.read(command.path("w/" + file), for: .depth), name: file)
    }
  }

  @Test func `bad options end with code 64, a folder in use with 73`() throws {
    let command = Command()
    defer { command.remove() }
    for bad in [
      ["--size", "96"], ["--frames", "0"], ["--visibility", "-5"], ["--contrast", "3"], ["--patches", "2"],
    ] {
      let run = try command("world", "--out", "w", bad[0], bad[1])
      #expect(run.code == 64, "\(bad): \(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: command.path("w")))
    try command.write([1], "w/mine")
    let run = try command("world", "--out", "w", "--frames", "1")
    #expect(run.code == 73 && run.errors.hasPrefix("error: w: holds 'mine', which 'hazydepth world' did not write"))
    #expect(try command("world", "--out", "w/mine/x", "--frames", "1").code == 73)
  }
}

@Suite struct FogCommandTests {
  /// Two frames of a flat wall at 10 and at 40 m, gray 0.2.
  func walls(_ command: Command) throws {
    for (name, metres) in [("near", Float(10)), ("far", 40)] {
      let picture = Image(width: 4, height: 2, bytes: [UInt8](repeating: 51, count: 24))
      try command.write(picture.png(), "data/clear/\(name).png")
      try command.write(
        NumpyArray.encode([Float](repeating: metres, count: 8), shape: [2, 4]), "data/depth/\(name).npy")
    }
  }

  func transmission(_ command: Command, _ file: String) throws -> [Float] {
    try NumpyArray(FolderTree.read(command.path(file), for: .depth), name: file).floats
  }

  @Test func `transmission follows the visibility that was asked for`() throws {
    let command = Command()
    defer { command.remove() }
    try walls(command)
    let run = try command(
      "fog", "--data", "data", "--out", "f", "--visibility", "100", "--path", "planar", "--airlight", "0.8", "--camera",
      "100,100,2,1")
    #expect(run.code == 0, "\(run.errors)")
    // 0.05 = exp(-beta 100): a tenth of the way leaves 0.05^0.1 = 0.7411, four tenths 0.05^0.4 = 0.3017.
    #expect(try transmission(command, "f/transmission/near.npy").allSatisfy { abs($0 - 0.74113) < 1e-5 })
    #expect(try transmission(command, "f/transmission/far.npy").allSatisfy { abs($0 - 0.30171) < 1e-5 })
    let shuffled = try command(
      "fog", "--data", "data", "--out", "s", "--visibility", "100", "--path", "planar", "--camera", "100,100,2,1",
      "--counterfactual", "shuffle", "--complete")
    #expect(shuffled.code == 0)
    #expect(try transmission(command, "s/transmission/near.npy") == transmission(command, "f/transmission/far.npy"))
    #expect(try Dataset.open(command.path("s")).frame(1).depth?.metres == [Float](repeating: 10, count: 8))
  }

  @Test func `what fog cannot do without is said, with the option that helps`() throws {
    let command = Command()
    defer { command.remove() }
    try walls(command)
    let camera = try command("fog", "--data", "data", "--out", "a", "--visibility", "100")
    #expect(camera.code == 66 && camera.errors.contains("pass --camera"))
    try command.write(NumpyArray.encode([9, 0, 0, 0, 0, 0, 0, 0] as [Float], shape: [2, 4]), "data/depth/near.npy")
    let sparse = try command("fog", "--data", "data", "--out", "b", "--visibility", "100", "--camera", "1,1,0,0")
    #expect(sparse.code == 65 && sparse.errors.contains("near: has depth at 1 of 8 pixels"))
    #expect(
      try command("fog", "--data", "data", "--out", "c", "--visibility", "9", "--mean-visibility", "9").code == 64)
    #expect(try command("fog", "--data", "data", "--out", "c", "--counterfactual", "sensor-only").code == 64)
    #expect(try command("fog", "--data", "none", "--out", "c").code == 66)
  }
}
