import Foundation

/// The fixtures: arrays in .npy version 1 and expected values in JSON.
struct GoldenFolder {
  let path: String

  static let root: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared").path
  }()
  static func metrics(_ name: String) -> GoldenFolder { GoldenFolder(path: root + "/golden/metrics/" + name) }

  func json(_ name: String = "expected.json") throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    return try JSONSerialization.jsonObject(with: data) as! [String: Any]
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  /// Shape and values of `name`, widened to Double.
  func array(_ name: String) throws -> (shape: [Int], values: [Double]) {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    let headerLength = Int(data[8]) | Int(data[9]) << 8
    let header = String(decoding: data[10..<10 + headerLength], as: UTF8.self)
    let dtype = header.components(separatedBy: "'descr': '")[1].components(separatedBy: "'")[0]
    let shape = header.components(separatedBy: "'shape': (")[1].components(separatedBy: ")")[0]
      .split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    let body = Data(data[(10 + headerLength)...])
    func read<T>(_: T.Type, _ convert: (T) -> Double) -> [Double] {
      body.withUnsafeBytes { raw in
        (0..<raw.count / MemoryLayout<T>.size).map {
          convert(raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self))
        }
      }
    }
    switch dtype {
    case "<f4": return (shape, read(Float.self) { Double($0) })
    case "<f8": return (shape, read(Double.self) { $0 })
    case "|u1": return (shape, read(UInt8.self) { Double($0) })
    case "<i4": return (shape, read(Int32.self) { Double($0) })
    default: fatalError("\(path)/\(name): dtype \(dtype)")
    }
  }

  func floats(_ name: String) throws -> [Float] { try array(name).values.map { Float($0) } }
  func bytes(_ name: String) throws -> [UInt8] { try array(name).values.map { UInt8($0) } }
  func integers(_ name: String) throws -> [Int] { try array(name).values.map { Int($0) } }
}

/// Compares numbers with expected ones and keeps what differs.
struct Comparison {
  var checked = 0
  var worst = (name: "", absolute: 0.0, relative: 0.0, of: 0.0)
  var failures: [String] = []

  /// `expected` is a number, "NaN" or null or a refusal (no value: nil or NaN), "Infinity" or "-Infinity".
  mutating func check(_ name: String, _ actual: Double?, _ expected: Any?, rtol: Double = 1e-10, atol: Double = 1e-13) {
    checked += 1
    guard let value = Comparison.number(expected) else {
      if let actual, !actual.isNaN { failures.append("\(name): got \(actual), expected no value") }
      return
    }
    guard let actual else {
      failures.append("\(name): got no value, expected \(value)")
      return
    }
    guard value.isFinite && actual.isFinite else {
      if actual != value { failures.append("\(name): got \(actual), expected \(value)") }
      return
    }
    let difference = abs(actual - value)
    let allowed = atol + rtol * abs(value)
    let share = difference == 0 ? 0 : difference / allowed
    if share > worst.of {
      worst = (name, difference, value == 0 ? 0 : difference / abs(value), share)
    }
    if !(share <= 1) { failures.append("\(name): got \(actual), expected \(value), apart by \(difference)") }
  }

  static func number(_ any: Any?) -> Double? {
    if let text = any as? String {
      return text == "Infinity" ? .infinity : text == "-Infinity" ? -.infinity : nil
    }
    return (any as? NSNumber)?.doubleValue
  }
}
