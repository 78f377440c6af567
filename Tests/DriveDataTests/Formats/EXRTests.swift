import DriveData
import Numerics
import Testing

private func le32(_ x: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: x >> (8 * $0)) } }
private func le64(_ x: Int) -> [UInt8] { le32(x) + le32(x >> 32) }
private func attribute(_ name: String, _ type: String, _ value: [UInt8]) -> [UInt8] {
  Array(name.utf8) + [0] + Array(type.utf8) + [0] + le32(value.count) + value
}
private func bits(_ x: Float) -> [UInt8] { le32(Int(x.bitPattern)) }

/// An uncompressed file of scan lines. Channels (2 is float, 1 half, 0 integer) must come in order of their names.
private func exr(
  _ channels: [(name: String, type: Int)], _ width: Int, _ height: Int, x: Int = 0, y: Int = 0, compression: UInt8 = 0,
  _ row: (_ y: Int) -> [UInt8]
) -> [UInt8] {
  var list: [UInt8] = []
  for channel in channels { list += Array(channel.name.utf8) + [0] + le32(channel.type) + le32(0) + le32(1) + le32(1) }
  list.append(0)
  let window = le32(x) + le32(y) + le32(x + width - 1) + le32(y + height - 1)
  var header: [UInt8] = [0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]
  header += attribute("channels", "chlist", list) + attribute("compression", "compression", [compression])
  header += attribute("dataWindow", "box2i", window) + attribute("displayWindow", "box2i", window)
  header += attribute("lineOrder", "lineOrder", [0]) + attribute("pixelAspectRatio", "float", bits(1))
  header += attribute("screenWindowCenter", "v2f", le64(0)) + attribute("screenWindowWidth", "float", bits(1)) + [0]
  var table: [UInt8] = []
  var lines: [UInt8] = []
  for i in 0..<height {
    let data = row(i)
    table += le64(header.count + 8 * height + lines.count)
    lines += le32(y + i) + le32(data.count) + data
  }
  return header + table + lines
}

@Test(.enabled(if: EXR.isAvailable))
func `an EXR's depth channel is found among others, half or float`() throws {
  // Rows hold one channel after the other, in order of their names.
  let bytes = exr([("A", 1), ("Z", 2)], 2, 2, x: -3, y: 5) { y in
    [0, 0x3c, 0, 0x3c] + bits(Float(10 * y + 1)) + bits(.infinity)
  }
  let file = try DepthFile(bytes, name: "test", encoding: .metres)
  #expect(file.depth.metres == [1, 0, 11, 0] && file.tally == DepthTally(valid: 2, nonFinite: 2))
  let half = try EXR(exr([("ViewLayer.Depth.Z", 1)], 2, 1) { _ in [0, 0x40, 0, 0x44] }, name: "test")
  #expect(half.channel == "ViewLayer.Depth.Z" && half.values == [2, 4])
}

@Test(.enabled(if: EXR.isAvailable))
func `damaged, odd and huge EXR files are one error`() throws {
  func file(_ name: String = "Z", type: Int = 2, compression: UInt8 = 0) -> [UInt8] {
    exr([(name, type)], 2, 2, compression: compression) { _ in bits(1) + bits(2) }
  }
  #expect(try EXR(file(), name: "test").values == [1, 2, 1, 2])
  expectFault("no float channel") { () throws(FileError) in try EXR(file(type: 0), name: "test") }
  expectFault("compressed with losses") { () throws(FileError) in try EXR(file(compression: 6), name: "test") }
  expectFault("no readable EXR") { () throws(FileError) in
    try EXR(exr([("Z", 2)], 1 << 20, 1) { _ in [] }, name: "test")
  }
  expectFault("refused as a bomb") { () throws(FileError) in
    try EXR(exr([("Z", 2)], 16_000, 16_000) { _ in [] }, name: "test")
  }
  for length in 0..<file().count {
    #expect(throws: FileError.self, "first \(length) bytes") { try EXR(Array(file()[..<length]), name: "test") }
  }
}
