import Files
import Foundation
import Testing

@testable import NN

struct SafetensorsPathTests {
  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Two shards and their index, as a model hub has them.
  private func shards(in folder: String) throws {
    try Safetensors.write(["x": [2]], to: "\(folder)/m-00001-of-00002.safetensors") { _ in [1, 2] }
    try Safetensors.write(["y": [1]], to: "\(folder)/m-00002-of-00002.safetensors") { _ in [3] }
    try write(
      #"{"weight_map":{"x":"m-00001-of-00002.safetensors","y":"m-00002-of-00002.safetensors"}}"#,
      "\(folder)/m.safetensors.index.json")
  }

  private func error(_ path: String) -> FileError? {
    do throws(FileError) { _ = try Safetensors(path) } catch { return error }
    return nil
  }

  @Test func `a folder stands for its index or its one file`() throws {
    try inTemporaryFolder { folder in
      try shards(in: folder)
      let file = try Safetensors(folder)
      #expect(try file.floats("x") + file.floats("y") == [1, 2, 3])
      try FileManager.default.removeItem(atPath: "\(folder)/m.safetensors.index.json")
      try Safetensors.write(["z": []], to: "\(folder)/m.safetensors") { _ in [4] }
      try Safetensors.write(["z": []], to: "\(folder)/m.fp16.safetensors", precision: .float16) { _ in [5] }
      #expect(try Safetensors(folder).floats("z") == [4])
      try FileManager.default.removeItem(atPath: "\(folder)/m.safetensors")
      #expect(try Safetensors(folder).floats("z") == [5])
    }
  }

  @Test func `names of variants are told as diffusers and transformers write them, old and new`() {
    func told(_ name: String, usual: String? = "model") -> String? {
      WeightsName(name, usual: usual).map { "\($0.stem) \($0.variant ?? "-")" }
    }
    #expect(told("model.safetensors") == "model -")
    #expect(told("model.fp16.safetensors") == "model fp16")
    #expect(told("model.non_ema.safetensors") == "model non_ema")
    #expect(told("model.safetensors.index.json") == "model -")
    #expect(told("model.safetensors.index.fp16.json") == "model fp16")
    #expect(told("model.safetensors.fp16.index.json") == "model fp16")
    #expect(told("model.fp16.safetensors.index.json") == "model fp16")
    #expect(told("v1.5-pruned.safetensors") == "v1.5-pruned -")
    #expect(told("v1.5-pruned.bf16.safetensors") == "v1.5-pruned bf16")
    for other in [
      "model-00001-of-00002.safetensors", "model.fp16-00001-of-00002.safetensors",
      "model-00001-of-00002.fp16.safetensors", ".model.safetensors.tmp", ".model.safetensors", "model.safetensors.json",
      "config.json", "model.bin",
    ] { #expect(told(other) == nil, "\(other)") }
  }

  @Test func `shards of a variant are read by their index, and every file read is told`() throws {
    for index in ["m.safetensors.index.fp16.json", "m.safetensors.fp16.index.json", "m.fp16.safetensors.index.json"] {
      try inTemporaryFolder { folder in
        let names = (1...2).map { "m.fp16-0000\($0)-of-00002.safetensors" }
        try Safetensors.write(["x": [2]], to: "\(folder)/\(names[0])", precision: .float16) { _ in [1, 2] }
        try Safetensors.write(["y": [1]], to: "\(folder)/\(names[1])", precision: .float16) { _ in [3] }
        try write(#"{"weight_map":{"x":"\#(names[0])","y":"\#(names[1])"}}"#, "\(folder)/\(index)")
        let file = try Safetensors(folder, stem: "m")
        #expect(try file.floats("x") + file.floats("y") == [1, 2, 3])
        #expect(file.files == ([index] + names).map { "\(folder)/\($0)" })
        // What is there in full goes before a variant.
        try Safetensors.write(["x": [1]], to: "\(folder)/m.safetensors") { _ in [7] }
        #expect(try Safetensors(folder, stem: "m").files == ["\(folder)/m.safetensors"])
      }
    }
  }

  @Test func `files of the usual name go before others, and two answers to one question are named`() throws {
    try inTemporaryFolder { folder in
      for name in ["ema", "model", "optimizer"] {
        try Safetensors.write(["z": []], to: "\(folder)/\(name).safetensors") { _ in [4] }
      }
      #expect(try Safetensors(folder, stem: "model").files == ["\(folder)/model.safetensors"])
      try write(#"{"weight_map":{"z":"ema.safetensors"}}"#, "\(folder)/model.safetensors.index.json")
      let error = #expect(throws: FileError.self) { try Safetensors(folder, stem: "model") }
      #expect(error?.reason.contains("model.safetensors, model.safetensors.index.json") == true)
    }
  }

  @Test func `a folder with several files or none says so`() throws {
    try inTemporaryFolder { folder in
      #expect(error(folder)?.exitCode == 66)
      try write("", "\(folder)/model.bin")
      #expect(error(folder)?.reason.contains("model.bin is a pickle") == true)
      for name in ["a", "b"] { try Safetensors.write(["z": []], to: "\(folder)/\(name).safetensors") { _ in [4] } }
      #expect(error(folder)?.reason.contains("a.safetensors, b.safetensors") == true)
      #expect(error("\(folder)/absent.safetensors")?.exitCode == 66)
    }
  }

  @Test func `an index that leaves its folder, misses a shard or disagrees with one is refused`() throws {
    try inTemporaryFolder { outer in
      let folder = "\(outer)/model"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      try Safetensors.write(["x": [1]], to: "\(outer)/outside.safetensors") { _ in [9] }
      try Safetensors.write(["x": [1], "y": [1]], to: "\(folder)/m.safetensors") { _ in [1] }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link.safetensors", withDestinationPath: "../outside.safetensors")
      let index = "\(folder)/m.safetensors.index.json"
      let cases: [(map: String, code: Int32, reason: String)] = [
        (#"{"x":"../outside.safetensors"}"#, 65, "no .safetensors file beside it"),
        (#"{"x":"\#(outer)/outside.safetensors"}"#, 65, "no .safetensors file beside it"),
        (#"{"x":"link.safetensors"}"#, 65, "links out of its folder"),
        (#"{"x":"gone.safetensors"}"#, 66, "missing"),
        (#"{"x":7}"#, 65, "no .safetensors file"),
        (#"{"x":"m.safetensors"}"#, 65, "does not list tensor 'y'"),
        (#"{"x":"m.safetensors","y":"m.safetensors","z":"m.safetensors"}"#, 65, "lists tensor 'z'"),
        (#"{"x":"m.safetensors","x":"m.safetensors"}"#, 65, "not valid JSON"),
        ("{}", 65, "empty"), ("[]", 65, "no weight_map"),
      ]
      for (map, code, reason) in cases {
        try write(#"{"metadata":{"total_size":4},"weight_map":\#(map)}"#, index)
        let error = error(index)
        #expect(error?.exitCode == code, "\(map)")
        #expect(error?.reason.contains(reason) == true, "\(map): \(String(describing: error))")
      }
    }
  }

  @Test func `a hub's cache may link to its blobs, and nowhere else`() throws {
    try inTemporaryFolder { cache in
      let snapshot = "\(cache)/models--a--b/snapshots/1234/unet"
      for folder in [snapshot, "\(cache)/models--a--b/blobs"] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      try Safetensors.write(["x": [1]], to: "\(cache)/models--a--b/blobs/abc") { _ in [9] }
      try Safetensors.write(["x": [1]], to: "\(cache)/outside") { _ in [9] }
      try write(#"{"weight_map":{"x":"m.safetensors"}}"#, "\(snapshot)/m.safetensors.index.json")
      let link = "\(snapshot)/m.safetensors"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../../blobs/abc")
      #expect(try Safetensors("\(snapshot)/m.safetensors.index.json").floats("x") == [9])
      for target in ["../../../../outside", "m.safetensors", "../../../blobs/gone"] {
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(error("\(snapshot)/m.safetensors.index.json") != nil, "\(target)")
      }
    }
  }
}
