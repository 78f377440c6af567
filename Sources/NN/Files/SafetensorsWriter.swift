import CKernels
import Files
import Glibc
import Numerics

extension Safetensors {
  /// How values are stored.
  public enum Precision: Sendable {
    case float32
    case float16
    var type: ElementType { self == .float32 ? .float32 : .float16 }
  }

  /// Writes a safetensors file, which appears whole or not at all: tensors in the order of their names, so that equal
  /// contents are equal bytes.
  ///
  /// `values` is asked for each tensor's row-major values in turn, so that one tensor at a time is copied. Float16
  /// rounds to nearest; a finite value beyond its range throws.
  public static func write(
    _ shapes: [String: [Int]], to path: String, metadata: [String: String] = [:], precision: Precision = .float32,
    values: (String) -> [Float]
  ) throws(FileError) {
    let names = shapes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    require(!names.contains("") && !names.contains("__metadata__"), "Safetensors.write: a reserved tensor name")
    let file = try AtomicFile(path)
    try file.write(header(names.map { ($0, shapes[$0]!) }, metadata, precision.type))
    for name in names {
      let x = values(name)
      let count = shapes[name]!.reduce(1, *)
      require(x.count == count, "Safetensors.write: \(x.count) values for '\(name)' \(shapes[name]!)")
      switch precision {
      case .float32:
        try x.withUnsafeBufferPointer { b throws(FileError) in try file.write(UnsafeRawBufferPointer(b)) }
      case .float16:
        var halves = [UInt16](repeating: 0, count: count)
        hd_float_to_half(count, x, &halves)
        if let i = x.indices.first(where: { x[$0].isFinite && halves[$0] & 0x7c00 == 0x7c00 }) {
          throw FileError(.damaged, path, "tensor '\(name)' holds \(x[i]), beyond float16; store it as float32")
        }
        try halves.withUnsafeBufferPointer { b throws(FileError) in try file.write(UnsafeRawBufferPointer(b)) }
      }
    }
    try file.commit()
  }

  /// Length and JSON, padded with spaces so that the data start at a multiple of 8.
  private static func header(
    _ tensors: [(name: String, shape: [Int])], _ metadata: [String: String], _ type: ElementType
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(
        "\"__metadata__\":{\(pairs.map { quoted($0.key) + ":" + quoted($0.value) }.joined(separator: ","))}")
    }
    var offset = 0
    for (name, shape) in tensors {
      let end = offset + shape.reduce(type.size, *)
      let sides = shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(sides)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\" + String(scalar)
    case _ where scalar.value < 0x20:
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
