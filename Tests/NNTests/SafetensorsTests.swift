import Files
import Foundation
import NN
import Numerics
import Testing

struct SafetensorsTests {
  @Test func `every valid reference file matches its manifest`() throws {
    let files = try readJSON(safetensorsGolden.appendingPathComponent("manifest.json"))["files"] as! [String: Any]
    #expect(files.count == 4)
    for (name, description) in files {
      let file = try Safetensors(safetensorsGolden.appendingPathComponent(name).path)
      let expected = (description as! [String: Any])["expected"] as! [String: [String: Any]]
      #expect(Set(file.names) == Set(expected.keys), "\(name)")
      for (tensor, properties) in expected {
        let values = (properties["values"] as! [NSNumber]).map { Float($0.doubleValue) }
        #expect(try file.floats(tensor) == values, "\(name): \(tensor)")
        let entry = try #require(file[tensor])
        if let type = properties["dtype"] as? String { #expect(entry.type.rawValue == type) }
        if let shape = properties["shape"] as? [Int] { #expect(entry.shape == shape) }
        #expect(entry.count == values.count)
      }
    }
  }

  @Test func `negative zero keeps its sign`() throws {
    let file = try Safetensors(safetensorsGolden.appendingPathComponent("mixed.safetensors").path)
    #expect(try file.floats("f16").last?.sign == .minus)
  }

  @Test func `every broken reference file is refused with exit code 65`() throws {
    let broken = try readJSON(safetensorsGolden.appendingPathComponent("manifest.json"))["broken"] as! [String: String]
    #expect(broken.count == 17)
    for name in broken.keys {
      let error = #expect(throws: FileError.self, "\(name)") {
        try Safetensors(safetensorsGolden.appendingPathComponent(name).path)
      }
      #expect(error?.exitCode == 65)
      #expect(error?.path.hasSuffix(name) == true)
    }
  }

  @Test func `what is written is read back, in Float32 to the bit and in Float16 rounded`() throws {
    try inTemporaryFolder { folder in
      let tensors: [String: ([Int], [Float])] = [
        "b.weight": ([2, 3], [1, -2, 0.1, -0.0, 3e38, 0x1p-149]), "a": ([], [7]), "empty": ([0, 4], []),
        "name \"with\" \\ é\n": ([1], [.infinity]),
      ]
      let metadata = ["format": "pt", "step \"1\"": "line\nbreak\u{1}"]
      try Safetensors.write(tensors.mapValues(\.0), to: "\(folder)/x.safetensors", metadata: metadata) {
        tensors[$0]!.1
      }
      let file = try Safetensors("\(folder)/x.safetensors")
      #expect(file.metadata == metadata)
      #expect(file.names == ["a", "b.weight", "empty", "name \"with\" \\ é\n"])
      for (name, (shape, values)) in tensors {
        #expect(file[name]?.shape == shape)
        #expect(try file.floats(name).map(\.bitPattern) == values.map(\.bitPattern))
      }
      try Safetensors.write(["a": [3]], to: "\(folder)/h.safetensors", precision: .float16) { _ in [1, 0.1, 65504] }
      #expect(try Safetensors("\(folder)/h.safetensors").floats("a") == [1, 0.0999755859375, 65504])
    }
  }

  @Test func `equal contents are equal bytes, aligned to 8`() throws {
    try inTemporaryFolder { folder in
      for name in ["x", "y"] {
        try Safetensors.write(
          ["b": [1], "a": [1], "c": [1]], to: "\(folder)/\(name)", metadata: ["q": "1", "p": "2"]
        ) { [Float($0.utf8.first!)] }
      }
      let x = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/x"))
      #expect(try x == Data(contentsOf: URL(fileURLWithPath: "\(folder)/y")))
      #expect(x.count % 8 == 4 && x.suffix(12) == Data([0, 0, 0xc2, 0x42, 0, 0, 0xc4, 0x42, 0, 0, 0xc6, 0x42]))
    }
  }

  @Test func `a value beyond Float16 is refused, and nothing is written`() throws {
    try inTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        try Safetensors.write(["w": [2]], to: "\(folder)/h", precision: .float16) { _ in [1, 65520] }
      }
      #expect(error?.description.contains("'w' holds 65520.0") == true)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func `values survive the release of their pages`() throws {
    try inTemporaryFolder { folder in
      let values = (0..<100_000).map(Float.init)
      try Safetensors.write(["w": [100_000]], to: "\(folder)/x") { _ in values }
      let file = try Safetensors("\(folder)/x")
      #expect(try file.floats("w") == values)
      file.release(file.entries[0])
      #expect(try file.floats("w") == values)
      let view = try #require(file.view(of: "w"))
      #expect(UnsafeBufferPointer(start: view.memory, count: 100_000).elementsEqual(values))
    }
  }

  @Test func `unaligned floats are read but not viewed in place`() throws {
    try inTemporaryFolder { folder in
      for padding in 0..<4 {
        let header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"# + String(repeating: " ", count: padding)
        try Data(safetensors(header, data: 8)).write(to: URL(fileURLWithPath: "\(folder)/x"))
        let file = try Safetensors("\(folder)/x")
        #expect(try file.floats("w") == [Float](repeating: Float(bitPattern: 0x3f3f_3f3f), count: 2))
        #expect((file.view(of: "w") != nil) == ((8 + header.utf8.count) % 4 == 0))
      }
    }
  }

  @Test func `parameters come from a checkpoint by name`() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/fc.safetensors"
      try Safetensors.write(["fc.weight": [1, 2], "fc.bias": [1]], to: path) { $0 == "fc.bias" ? [0.5] : [2, 3] }
      for isTrainable in [false, true] {
        let fc = try Parameters(checkpoint: path, isTrainable: isTrainable).build { Linear($0 / "fc", in: 2, out: 1) }
        #expect(fc(Tensor([1, 10], [1, 2])).scalars == [32.5])
      }
    }
  }

  @Test func `a type without conversion is listed, and refused when it is asked for`() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/x.safetensors"
      let header = #"{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#
      try Data(safetensors(header, data: 4)).write(to: URL(fileURLWithPath: path))
      let file = try Safetensors(path)
      #expect(file["w"]?.count == 4)
      #expect(throws: FileError.self) { try file.floats("w") }
      #expect(throws: FileError.self) { try file.floats("absent") }
    }
  }

  @Test func `a model refuses fp8, whole numbers and complex numbers in one error, trainable or not`() throws {
    try inTemporaryFolder { folder in
      for (type, size) in [("F8_E4M3", 2), ("F8_E5M2", 2), ("I8", 2), ("U8", 2), ("BOOL", 2), ("C64", 16)] {
        let path = "\(folder)/\(type).safetensors"
        let header = """
          {"fc.weight":{"dtype":"\(type)","shape":[1,2],"data_offsets":[0,\(size)]}, \
          "fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[\(size),\(size + 4)]}}
          """
        try Data(safetensors(header, data: size + 4)).write(to: URL(fileURLWithPath: path))
        for isTrainable in [false, true] {
          let error = #expect(throws: WeightsError.self) {
            try Parameters(checkpoint: path, isTrainable: isTrainable).build { Linear($0 / "fc", in: 2, out: 1) }
          }
          #expect(error?.unusable.map(\.name) == ["fc.weight"] && error?.exitCode == 65)
          let line = error?.description.split(separator: "\n").first ?? ""
          #expect(line.contains("'fc.weight' is \(type), expected F32, F16 or BF16"), "\(line)")
        }
      }
    }
  }

  @Test func `metadata of null is none, and an empty object is none too`() throws {
    try inTemporaryFolder { folder in
      for metadata in ["null", "{}"] {
        let header =
          #"{"__metadata__":\#(metadata),"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        try Data(safetensors(header, data: 4)).write(to: URL(fileURLWithPath: "\(folder)/a"))
        let file = try Safetensors("\(folder)/a")
        #expect(file.metadata.isEmpty && file.entries.map(\.name) == ["a"])
      }
    }
  }
}
