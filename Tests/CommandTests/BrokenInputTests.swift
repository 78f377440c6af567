import Files
import Foundation
import Pictures
import Testing

/// Every command with every kind of broken input: an exit code below 128 and no trap, whatever it is given.
@Suite struct BrokenInputTests {
  /// What is laid in the folder, by name: files and folders that are not what a command expects.
  private static func lay(_ command: Command) throws -> [String] {
    func png(_ width: Int, _ height: Int) throws -> [UInt8] {
      try Image(width: width, height: height, channels: 1, bytes: [UInt8](repeating: 7, count: width * height)).png()
    }
    var files: [String: [UInt8]] = [
      "empty": [], "zeros": [UInt8](repeating: 0, count: 4096), "text.txt": Array("not what you expect\n".utf8),
      "open.json": Array("{".utf8), "list.json": Array("[[[]]]".utf8), "null.json": Array("null".utf8),
      "pickle.safetensors": [0x80, 2] + Array("ctorch".utf8),
      "huge.safetensors": [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x7b],
      "open.safetensors": [2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d, 1],
      "text.npy": [0x93] + Array("NUMPY garbage".utf8), "shape.npy": NumpyArray.encode([1] as [Float], shape: [1]),
      "cut.png": Array(try png(64, 64).dropLast(20)), "one.png": try png(1, 1), "strip.png": try png(1, 2000),
      "wide.png": try png(3000, 1), "cut.jpg": [0xff, 0xd8, 0xff, 0xe0, 0, 16], "zip.zip": Array("PK\u{3}\u{4}".utf8),
      "exr.exr": [0x76, 0x2f, 0x31, 1, 2, 0, 0, 0],
    ]
    files["deep.json"] = Array(String(repeating: "[", count: 5000).utf8)
    for (name, bytes) in files { try command.write(bytes, name) }
    // Folders that look like something.
    for (name, bytes) in [
      ("model/config.json", Array("{}".utf8)), ("model/model.safetensors", []),
      ("mari/config.json", Array(#"{"_class_name": "MariMetric2", "head_width": -1}"#.utf8)),
      (
        "deepmodel/config.json",
        Array(#"{"_class_name": "ViTRegressor", "name": "x", "width": 4096, "depth": 99}"#.utf8)
      ),
      ("set/clear/a.png", try png(4, 4)), ("set/hazy/a.png", try png(5, 4)), ("set/depth/a.npy", files["text.npy"]!),
      ("strips/a.png", try png(2000, 1)), ("version/manifest.json", Array("{}".utf8)),
      ("cells/cells.csv", Array("a,b\n1\n".utf8)),
    ] { try command.write(bytes, name) }
    try FileManager.default.createDirectory(atPath: command.path("void"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: command.path("dangling"), withDestinationPath: "gone")
    try FileManager.default.createSymbolicLink(atPath: command.path("loop"), withDestinationPath: "loop")
    return files.keys.sorted() + [
      "model", "mari", "deepmodel", "set", "strips", "version", "cells", "void", "dangling", "loop", "nowhere",
    ]
  }

  /// The words of each command that takes something to read; X is what it is given.
  private static let commands: [[String]] = [
    ["predict", "X", "--out", "out", "--progress", "none"],
    ["predict", "X", "--model", "direct", "--out", "out", "--progress", "none"],
    ["predict", "one.png", "--weights", "X", "--out", "out", "--progress", "none"],
    ["predict", "one.png", "--model", "direct", "--weights", "X", "--out", "out", "--progress", "none"],
    ["predict", "one.png", "--model", "marigold", "--weights", "X", "--out", "out", "--progress", "none"],
    ["predict", "one.png", "--model", "unidepthv2", "--weights", "X", "--out", "out", "--progress", "none"],
    ["predict", "one.png", "--model", "depth-anything-3", "--weights", "X", "--out", "out", "--progress", "none"],
    ["inspect-weights", "X"], ["init-from", "X", "--out", "out"], ["golden", "X"],
    ["evaluate", "--data", "X", "--predictions", "m=set/depth", "--progress", "none"],
    ["evaluate", "--data", "set", "--predictions", "m=X", "--progress", "none"],
    ["fog", "--data", "X", "--visibility", "100", "--out", "out", "--progress", "none"],
    [
      "train", "--preset", "smoke", "--data", "X", "--vae", "shipped", "--out", "out", "--cache", "cache", "--progress",
      "none",
    ],
    ["train", "--preset", "smoke", "--vae", "X", "--out", "out", "--cache", "cache", "--progress", "none"],
    ["verify", "X"], ["compare", "X", "version"], ["compare", "version", "X"], ["inspect-oddity", "X"],
  ]

  @Test(arguments: commands) func `no input traps`(words: [String]) throws {
    let command = Command()
    defer { command.remove() }
    for input in try BrokenInputTests.lay(command) {
      let asked = words.map { $0 == "X" ? input : $0.hasSuffix("=X") ? String($0.dropLast()) + input : $0 }
      let run = try command.run(asked)
      #expect(run.code < 128, "\(asked.joined(separator: " ")): \(run.code) \(run.errors.prefix(200))")
      // Whatever is refused is told in few lines, not in a dump.
      #expect(run.errors.split(separator: "\n").count < 30, "\(asked.joined(separator: " "))")
      try? FileManager.default.removeItem(atPath: command.path("out"))
    }
  }
}
