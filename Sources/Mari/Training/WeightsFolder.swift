import Diffusion
import Files
import Foundation
import NN

/// A folder that appears whole or not at all: written under another name beside its place, then renamed into it.
public enum WholeFolder {
  /// `body` fills the folder whose path it is given. One that stands at `path`, before or by then, is replaced; with
  /// `ifAbsent` it stays, and this one is dropped: for a cache, where several processes make the same folder.
  public static func write(_ path: String, ifAbsent: Bool = false, _ body: (String) throws -> Void) throws {
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
    defer { try? files.removeItem(atPath: old) }
    // What is not empty, or a link, refuses to be replaced: what stood there, or what another process put there since.
    while Foundation.rename(temporary, place.path) != 0 {
      let fault = errno
      guard [ENOTEMPTY, EEXIST, ENOTDIR].contains(fault) else {
        throw FileError(.inputOutput, path, "cannot rename: \(String(cString: strerror(fault)))")
      }
      if ifAbsent && fault != ENOTDIR { return }
      try? files.removeItem(atPath: old)
      guard Foundation.rename(place.path, old) == 0 || errno == ENOENT else {
        throw FileError(.inputOutput, path, "cannot rename: \(String(cString: strerror(errno)))")
      }
    }
    let folder = open(parent.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
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
