// What libFuzzer calls: a file's bytes, any bytes, for the reader the environment names. Compiled by `run`, together
// with the sources of the readers that live beside models and studies.

import Driving
import Files
import Foundation
import Pictures

private let environment = ProcessInfo.processInfo.environment
/// The reader under test.
private let reader = environment["FUZZ_READER"] ?? "depth"
/// A folder in memory, for readers that want a path.
private let folder = environment["FUZZ_FOLDER"] ?? "/tmp"

private let limits: ReadingLimits = {
  var limits = ReadingLimits.standard
  limits.maxBytes = 16 << 20
  limits.anyRatio = 1 << 20
  return limits
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  do {
    try read(bytes)
  } catch {
    // Whatever the file holds, its error is one line.
    precondition(!"\(error)".contains("\n"), "\(error)")
  }
  return 0
}

private func read(_ bytes: [UInt8]) throws {
  switch reader {
  case "safetensors-header": readHeader(bytes)
  case "index":
    let path = file(bytes, "model.safetensors.index.json")
    let index = try SafetensorsPath.Index(path)
    precondition(index.shards.allSatisfy { $0 == folder + "/a.safetensors" })
  case "yaml":
    let values = try YAML.read(file(bytes, "a.yaml"))
    precondition(values.keys.allSatisfy { !$0.isEmpty } || values.isEmpty)
  case "zip":
    let path = file(bytes, "a.zip")
    let dataset = try Dataset.open(path)
    if let entry = dataset.entries.first { _ = try entry.load() }
  case "png":
    // Most mutations break a checksum, so the same bytes are tried with all of them mended.
    _ = try? PNG.decode(withMendedChecksums(bytes), name: "fuzz", limits: limits).image
    _ = try PNG.decode(bytes, name: "fuzz", limits: limits).image
  case "jpeg": _ = try JPEG.decode(bytes, name: "fuzz", limits: limits).image
  case "npy":
    let array = try NumpyArray(bytes, name: "fuzz", limits: limits)
    precondition(array.floats.count == array.doubles.count)
  case "npz":
    let archive = try NumpyArchive(bytes, name: "fuzz", limits: limits)
    for name in archive.names { _ = try archive.array(name, limits: limits).floats }
  case "pfm":
    let map = try PFM(bytes, name: "fuzz", limits: limits)
    let back = try PFM(map.encoded, name: "fuzz", limits: limits)
    precondition(back.values.map(\.bitPattern) == map.values.map(\.bitPattern))
  case "exr": _ = try EXR(bytes, name: "fuzz", limits: limits)
  default: _ = try DepthFile(bytes, name: "fuzz", encoding: .metres, limits: limits)
  }
}

/// The bytes as a file of this name, written over the last one.
private func file(_ bytes: [UInt8], _ name: String) -> String {
  let path = folder + "/" + name
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  precondition(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
  close(descriptor)
  return path
}

// MARK: Safetensors

private func readHeader(_ bytes: [UInt8]) {
  bytes.withUnsafeBytes(check)
  // Mutations rarely keep the length in step with the header: the same bytes with a length that fits.
  if bytes.count > 8, let brace = bytes.lastIndex(of: UInt8(ascii: "}")), brace >= 8 {
    var mended = bytes
    for i in 0..<8 { mended[i] = UInt8(truncatingIfNeeded: (brace - 7) >> (8 * i)) }
    mended.withUnsafeBytes(check)
  }
}

/// What is accepted must be what the format promises: every byte behind the header in exactly one tensor.
private func check(_ file: UnsafeRawBufferPointer) {
  guard let header = try? SafetensorsHeader(file) else { return }
  var end = header.tensors.first?.bytes.lowerBound ?? file.count
  for tensor in header.tensors {
    precondition(tensor.bytes.lowerBound == end && tensor.bytes.upperBound <= file.count)
    precondition(tensor.shape.allSatisfy { $0 >= 0 } && !tensor.name.isEmpty)
    precondition(tensor.shape.reduce(tensor.type.size, *) == tensor.bytes.count)
    end = tensor.bytes.upperBound
  }
  precondition(end == file.count)
}

// MARK: PNG

private let crcTable = (0..<256 as Range<UInt32>).map { byte in
  (0..<8).reduce(byte) { c, _ in c & 1 == 1 ? c >> 1 ^ 0xedb8_8320 : c >> 1 }
}

private func withMendedChecksums(_ png: [UInt8]) -> [UInt8] {
  var bytes = png
  var at = 8
  while at + 12 <= bytes.count {
    let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - at - 12 else { break }
    let end = at + 8 + length
    let crc = ~bytes[(at + 4)..<end].reduce(~0 as UInt32) {
      $0 >> 8 ^ crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)]
    }
    for i in 0..<4 { bytes[end + i] = UInt8(truncatingIfNeeded: crc >> (24 - 8 * UInt32(i))) }
    at = end + 4
  }
  return bytes
}
