// What libFuzzer calls: a file's bytes, any bytes, for the reader the environment names. Compiled by `run`.

import Files
import Foundation
import Pictures
import World

/// The reader under test: png, jpeg, npy, npz, pfm, exr, or depth (any depth file, told by its first bytes).
private let reader = ProcessInfo.processInfo.environment["FUZZ_READER"] ?? "depth"

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

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  var limits = ReadingLimits.standard
  limits.maxBytes = 16 << 20
  limits.anyRatio = 1 << 20
  do throws(FileError) {
    switch reader {
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
  } catch {
    precondition(!error.description.contains("\n"))
  }
  return 0
}
