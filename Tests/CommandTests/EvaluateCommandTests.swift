import Foundation
import Glibc
import Metrics
import Pictures
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
  /// Two frames; e = 1, -1 m in the first (0 is no truth), 2, 2, 4 m in the second (90 m is out of range).
  func small(_ command: Command) throws {
    try command.write(metres: [10, 20, 0, 90], "truth/s1/a.npy")
    try command.write(metres: [10, 20, 40, 90], "truth/s2/b.npy")
    try command.write(metres: [11, 19, 5, 1], "pred/s1/a.npy")
    try command.write(metres: [12, 22, 44, 1], "pred/s2/b.npy")
  }

  @Test func `image mean and pixel pool are the hand-worked ones, with their counts`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    let run = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--json", "--csv", "rows.csv")
    #expect(run.code == 0, "\(run.errors)")
    // MAE: (1 + 8/3) / 2 by image, (1 + 1 + 2 + 2 + 4) / 5 by pixel; squares: 1 and 24/3, 26/5.
    #expect(try run.scores("net", "image_mean")["mae"] as? Double == (1 + 8.0 / 3) / 2)
    #expect(try run.scores("net", "pixel_pool")["mae"] as? Double == 2)
    let rmse = try #require(run.scores("net", "image_mean")["rmse"] as? Double)
    #expect(abs(rmse - (1 + 8.0.squareRoot()) / 2) < 1e-15)
    #expect(try run.scores("net", "pixel_pool")["rmse"] as? Double == 5.2.squareRoot())
    let model = try #require((run.json()["models"] as? [[String: Any]])?.first)
    #expect(model["images"] as? Int == 2 && model["pixels"] as? Int == 5 && model["missing"] as? Int == 0)
    #expect(model["truthPixels"] as? Int == 7 && model["rangedPixels"] as? Int == 5)
    let rows = try String(contentsOfFile: command.path("rows.csv"), encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 3 && rows[0].hasPrefix("model,frame,scene,state,n_truth,n_ranged,n_scored,"))
    #expect(rows[1].hasPrefix("net,s1/a,s1,scored,3,2,2,0,0,0,0,,,1.0,1.0,1.0,0.0,"))
    let table = try command("evaluate", "--data", "truth", "--predictions", "net=pred").output
    #expect(table.contains("image mean") && table.contains("pixel pool") && table.contains("0.0 < g <= 80.0 m"))
    let wide = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--json", "--range", "0:30")
    #expect(try wide.scores("net", "pixel_pool")["mae"] as? Double == 1.5)
  }

  @Test func `of masked frames only the pixels of the mask count, and a frame without a mask is a gap`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    // Left are e = 1 in the first frame, and 2 and 4 in the second: 7 / 3 by pixel, (1 + 3) / 2 by image.
    try command.write(metres: [1, 0, 1, 1], "masks/s1/a.npy")
    func gray(_ values: [UInt8], _ path: String) throws {
      let colours: [UInt8] = values.flatMap { [UInt8(0), $0, UInt8(0)] }
      try command.write(try Image(width: values.count, height: 1, channels: 3, bytes: colours).png(), path)
    }
    try gray([0, 7, 255, 1], "masks/s2/b.png")
    func evaluate(_ more: String...) throws -> Command.Outcome {
      try command.run(["evaluate", "--data", "truth", "--predictions", "net=pred", "--json", "--mask", "masks"] + more)
    }
    let run = try evaluate()
    #expect(run.code == 0 && run.errors.contains("2 masks"), "\(run.errors)")
    #expect(try run.scores("net", "pixel_pool")["mae"] as? Double == 7.0 / 3)
    #expect(try run.scores("net", "image_mean")["mae"] as? Double == 2)
    // A mask for nothing is named; one of another size is no mask; without one a frame is wanting.
    try gray([1], "masks/s9/z.png")
    #expect(try evaluate().errors.contains("extra mask"))
    try gray([1, 1, 1], "masks/s2/b.png")
    let size = try evaluate()
    #expect(size.code == 65 && size.errors.contains("masks/s2/b.png: is 3 x 1, but"), "\(size.errors)")
    try FileManager.default.removeItem(atPath: command.path("masks/s2/b.png"))
    let wanting = try evaluate()
    #expect(wanting.code == 66 && wanting.errors.contains("missing mask of s2/b"), "\(wanting.errors)")
    let allowed = try evaluate("--allow-missing")
    #expect(try allowed.code == 0 && allowed.scores("net", "pixel_pool")["mae"] as? Double == 1, "\(allowed.errors)")
    #expect(try evaluate("--mask", "nowhere").code == 66)
    for other in [["fog", "--data", "truth", "--visibility", "50"], ["predict", "truth"]] {
      let refused = try command.run(other + ["--mask", "masks", "--out", "never"])
      #expect(refused.code == 64 && refused.errors.contains("--mask: "), "\(refused.errors)")
    }
  }

  @Test func `results do not depend on the number of jobs`() throws {
    let command = Command()
    defer { command.remove() }
    #expect(try command("sample-depth", "--out", "big", "--frames", "9", "--size", "24x100", "--jobs", "2").code == 0)
    var seen: Set<String> = []
    for jobs in ["1", "2", "7"] {
      let run = try command(
        "evaluate", "--data", "big/depth", "--predictions", "a=big/prediction", "b=big/depth", "--json", "--csv", "c",
        "--jobs", jobs)
      #expect(run.code == 0)
      seen.insert(run.output + (try String(contentsOfFile: command.path("c"), encoding: .utf8)))
    }
    #expect(seen.count == 1 && seen.first!.contains("\"images\" : 9"))
  }

  @Test func `numbers that are read where they lie score as those that are decoded`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    for (name, metres) in [("s1/a", [10, 20, 0, 90]), ("s2/b", [10, 20, 40, 90])] as [(String, [Float])] {
      try command.write(try DepthMap(width: 4, height: 1, metres: metres).npz(), "packed/\(name).npz")
      try command.write(try DepthMap(width: 4, height: 1, metres: metres).png16().bytes, "pictures/\(name).png")
    }
    let outputs = try ["truth", "packed", "pictures"].map { folder in
      let run = try command("evaluate", "--data", folder, "--predictions", "net=pred", "self=" + folder, "--json")
      #expect(run.code == 0, "\(run.errors)")
      return try ["net", "self"].map { model in
        try Reducer.allCases.map { try NSDictionary(dictionary: run.scores(model, $0.rawValue)) }
      }
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
  }

  @Test func `a missing prediction is named, and counted if that is allowed`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    try FileManager.default.removeItem(atPath: command.path("pred/s1/a.npy"))
    try command.write(metres: [1], "pred/s3/c.npy")
    let refused = try command("evaluate", "--data", "truth", "--predictions", "net=pred")
    #expect(refused.code == 66 && refused.output.isEmpty)
    #expect(refused.errors.contains("net: no prediction for the frame s1/a"))
    #expect(refused.errors.contains("extra prediction of s3/c"))
    let run = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--allow-missing", "--json")
    let model = try #require((run.json()["models"] as? [[String: Any]])?.first)
    #expect(run.code == 0 && model["missing"] as? Int == 1 && model["images"] as? Int == 1)
    #expect(model["missingFrames"] as? [String] == ["s1/a"])
    #expect(try run.scores("net", "pixel_pool")["mae"] as? Double == 8.0 / 3)
  }

  @Test func `predictions that are no number stop the run unless they are allowed`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    try command.write(metres: [.nan, 19, .nan, .infinity], "pred/s1/a.npy")
    let refused = try command("evaluate", "--data", "truth", "--predictions", "net=pred")
    #expect(refused.code == 65 && refused.errors.contains("pred/s1/a.npy: 1 NaN and 0 infinite predictions"))
    let run = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--allow-nonfinite", "--json")
    let model = try #require((run.json()["models"] as? [[String: Any]])?.first)
    #expect(model["nan"] as? Int == 1 && model["infinite"] as? Int == 0 && model["pixels"] as? Int == 4)
    let common = try command(
      "evaluate", "--data", "truth", "--predictions", "net=pred", "same=truth", "--common", "--allow-nonfinite",
      "--json")
    #expect(try common.scores("same", "pixel_pool")["mae"] as? Double == 0)
    let both = try #require(try common.json()["models"] as? [[String: Any]])
    #expect(both.map { $0["pixels"] as? Int } == [4, 4])
  }

  @Test func `an empty group is a dash and null, never a zero`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    let table = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--range", "1:2")
    #expect(
      table.code == 65 && table.errors.contains("no pixel of net was scored") && table.output.contains("–")
        && !table.output.contains("0.000"))
    let json = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--range", "1:2", "--json")
    #expect(try json.scores("net", "image_mean")["mae"] is NSNull)
  }

  @Test func `faults end with their code and one line`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    let base = ["--data", "truth", "--predictions"]
    for (arguments, code) in [
      (["net"], 64), (["net=pred", "--range", "80:0"], 64), (["net=pred", "--protocol", "mine"], 64),
      (["net=pred", "--align", "best"], 64), (["net=pred", "net=pred"], 64),
      (["net=pred", "--quantity", "disparity"], 64),
      (["net=none"], 66), (["net=pred", "--crop", "kitti-benchmark"], 65),
      (["net=pred", "--csv", "none/rows.csv"], 73),
    ] as [([String], Int32)] {
      let run = try command.run(["evaluate"] + base + arguments)
      #expect(run.code == code, "\(arguments): \(run.errors)")
    }
    #expect(try command("evaluate", "--data", "none", "--predictions", "net=pred").code == 66)
    let colours = Image(width: 4, height: 1, bytes: [UInt8](repeating: 9, count: 12))
    for name in ["s1/a", "s2/b"] { try command.write(try colours.png(), "pictures/\(name).png") }
    let picture = try command("evaluate", "--data", "truth", "--predictions", "net=pictures")
    #expect(picture.code == 65 && picture.errors.contains("is a colour picture"))
    mkfifo(command.path("pipe"), 0o600)
    #expect(try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--csv", "pipe").code == 73)
    try command.write(metres: [1, 2, 3], "pred/s2/b.npy")
    let size = try command("evaluate", "--data", "truth", "--predictions", "net=pred", "--progress", "none")
    #expect(size.code == 65)
    #expect(size.errors.hasPrefix("error: pred/s2/b.npy: is 3 x 1, the truth 4 x 1: pass --resize"))
    #expect(size.errors.filter { $0 == "\n" }.count == 1)
    try command.write(Array("\u{93}NUMPY rubbish".utf8), "pred/s2/b.npy")
    let damaged = try command("evaluate", "--data", "truth", "--predictions", "net=pred")
    #expect(damaged.code == 65 && damaged.errors.contains("pred/s2/b.npy"))
  }

  @Test func `a full disk behind the output is an error`() throws {
    let command = Command()
    defer { command.remove() }
    try small(command)
    let process = Process()
    process.executableURL = Command.program("hazydepth")
    process.arguments = ["evaluate", "--data", "truth", "--predictions", "net=pred"]
    process.currentDirectoryURL = URL(fileURLWithPath: command.folder)
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
  }

  @Test(
    .needsShared,
    arguments: [
      ("bilinear", "bilinear_ac0", 2e-5), ("bilinear-corners", "bilinear_ac1", 2e-5), ("nearest", "nearest", 1e-10),
    ])
  func `a real prediction scores against real LiDAR as the references say, under every protocol`(
    resize: String, name: String, tolerance: Double
  ) throws {
    let command = Command()
    defer { command.remove() }
    let sample = samples + "/ddad_eval"
    let expectations = try #require(Material.shared) + "/golden/metrics/real/expected.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: expectations))
    let all = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let expected = try #require((all["ddad_eval"] as? [String: Any])?[name] as? [String: [String: Any]])
    #expect(expected.count == 10)
    for (rule, values) in expected.sorted(by: { $0.key < $1.key }) {
      let run = try command(
        "evaluate", "--data", sample, "--depth-key", "gt_depth", "--predictions", "net=" + sample, "--prediction-key",
        "depth", "--resize", resize, "--protocol", rule, "--json")
      #expect(run.code == 0, "\(run.errors)")
      let scores = try run.scores("net", "pixel_pool")
      for metric in DepthMetric.allCases {
        let (ours, theirs) = (scores[metric.rawValue] as? Double, values[metric.rawValue] as? Double)
        let isClose = ours != nil && theirs != nil && abs(ours! - theirs!) <= tolerance * max(abs(theirs!), 1e-3)
        #expect(isClose, "\(rule) \(metric.rawValue): \(ours ?? .nan), expected \(theirs ?? .nan)")
      }
      let model = try #require((run.json()["models"] as? [[String: Any]])?.first)
      #expect(model["pixels"] as? Int == values["n"] as? Int)
    }
  }
}
