import Files
import Foundation
import Glibc

/// A folder for results, each file of which appears whole or not at all.
struct OutputFolder: Sendable {
  let path: String

  /// Makes the folder. One that holds something is refused unless files may be replaced: frames of an earlier run would
  /// stand among the new ones.
  init(_ path: String, replacing: Bool) throws(FileError) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try OutputFolder.make(self.path)
    let held = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
    guard held.isEmpty || replacing else {
      throw FileError(
        .cannotCreate, path, "is not empty: name a new folder, or pass --overwrite to write into this one")
    }
  }

  /// Writes one file; folders on the way are made. A name that leads out of the folder is refused.
  func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw FileError(.cannotCreate, "\(path)/\(name)", "is no place below the folder: rename the frame")
    }
    if parts.count > 1 { try OutputFolder.make(path + "/" + parts.dropLast().joined(separator: "/")) }
    let file = try AtomicFile("\(path)/\(name)")
    try file.write(bytes)
    try file.commit()
  }

  /// Writes `value` as JSON: keys sorted, numbers that read back exactly.
  func write(json value: some Encodable, to name: String) throws {
    try write(Array(try jsonText(value).utf8), to: name)
  }

  private static func make(_ path: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileError(.cannotCreate, path, "cannot make this folder: \(String(cString: strerror(errno)))")
    }
  }
}

/// JSON with sorted keys; a number that is not finite is the text "NaN", "Infinity" or "-Infinity".
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
