import Foundation
import NN
import Numerics

/// A folder that appears whole or not at all: written under another name beside its place, then renamed into it.
public enum WholeFolder {
  /// `body` fills the folder whose path it is given. One that stands at `path` already is replaced.
  public static func write(_ path: String, _ body: (String) throws -> Void) throws {
    let place = URL(fileURLWithPath: path).standardizedFileURL
    let parent = place.deletingLastPathComponent()
    let mark = "\(place.lastPathComponent).\(getpid())"
    let temporary = parent.appendingPathComponent(".\(mark).tmp").path
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: parent.path, withIntermediateDirectories: true)
      try? files.removeItem(atPath: temporary)
      try files.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    } catch {
      throw FileError(.cannotCreate, path, "cannot make a folder here: \(String(cString: strerror(errno)))")
    }
    defer { try? files.removeItem(atPath: temporary) }
    try body(temporary)
    let old = parent.appendingPathComponent(".\(mark).old").path
    let isReplacing = files.fileExists(atPath: place.path)
    if isReplacing { try rename(place.path, old) }
    try rename(temporary, place.path)
    if isReplacing { try? files.removeItem(atPath: old) }
    let folder = open(parent.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private static func rename(_ from: String, _ to: String) throws(FileError) {
    guard Foundation.rename(from, to) == 0 else {
      throw FileError(.inputOutput, to, "cannot rename: \(String(cString: strerror(errno)))")
    }
  }
}

extension Parameters {
  /// Writes every parameter made under this path as a safetensors file, whole or not at all. `values` replaces the
  /// present values, e.g. by averages.
  public func write(
    to path: String, precision: Safetensors.Precision = .float32, metadata: [String: String] = ["format": "pt"],
    values: ((Parameter) -> [Float]?)? = nil
  ) throws(FileError) {
    let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: path, metadata: metadata, precision: precision
    ) { name in
      let parameter = byName[name]!
      return values?(parameter) ?? parameter.variable.read { Array($0) }
    }
  }
}

extension VAE {
  /// Writes `config.json` and the weights of `parameters`, which this VAE was made from, into a folder that exists.
  public func write(_ parameters: Parameters, to folder: String, precision: Safetensors.Precision = .float16) throws {
    try parameters.write(to: folder + "/diffusion_pytorch_model.safetensors", precision: precision)
    try AtomicFile.write(configuration.json, to: folder + "/config.json")
  }
}
