import Files
import Foundation
import Pictures
import TestSupport
import Testing
import World

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
  expectFault("none of which is called depth") { () throws(FileError) in try EXR(file(type: 0), name: "test") }
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

@Test(.enabled(if: EXR.isAvailable), arguments: [(1, 1), (1, 40), (40, 1), (5, 16), (3, 17), (64, 33)])
func `an EXR keeps the bits of every float`(width: Int, height: Int) throws {
  // Numbers that are none (with payloads), infinities, both zeros, the smallest numbers, 1.
  let odd: [UInt32] = [
    0x7fc0_0000, 0x7fa1_2345, 0xffc0_0001, 0x7f80_0000, 0xff80_0000, 0x8000_0000, 0, 1, 0x8000_0001, 0x3f80_0000,
  ]
  let strange = (0..<width * height).map { Float(bitPattern: odd[$0 % odd.count]) }
  // Chunks that compress hardly, somewhat, and very well.
  let noise = (0..<width * height).map { Float(bitPattern: UInt32(truncatingIfNeeded: ($0 + 1) &* 2_654_435_761)) }
  let smooth = (0..<width * height).map { 0.5 + Float($0) / 7 }
  let flat = [Float](repeating: 2.5, count: width * height)
  for values in [strange, noise, smooth, flat] {
    let bytes = try EXR.encode(width: width, height: height, channels: [("Y", values)])
    let back = try EXR(bytes, name: "test")
    #expect(back.width == width && back.height == height && back.channel == "Y")
    #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try EXR.encode(width: width, height: height, channels: [("Y", values)]) == bytes)
    for level in [0, 9] {
      let other = try EXR.encode(width: width, height: height, channels: [("Y", values)], level: level)
      #expect(try EXR(other, name: "test").values.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }
}

@Test(.enabled(if: EXR.isAvailable))
func `a chunk that deflates to exactly its own length is stored as it is`() throws {
  // Sixteen bytes of one value are sixteen again, which a reader must take for pixels.
  for (width, height) in [(4, 1), (2, 2), (1, 4)] {
    let values = [Float](repeating: 1.5, count: 4)
    let bytes = try EXR.encode(width: width, height: height, channels: [("Y", values)])
    #expect(try EXR(bytes, name: "test").values == values)
    #expect(Array(bytes.suffix(16)) == values.flatMap(bits))
  }
}

@Test(.enabled(if: EXR.isAvailable))
func `every channel has its place, in the order of the names`() throws {
  let planes: [[Float]] = (0..<3).map { c in (0..<6 * 20).map { Float(1000 * c) + Float($0) } }
  // Whichever plane is called Z is the one that is read.
  for names in [["Z", "A", "B"], ["A", "Z", "B"], ["B", "A", "Z"]] {
    let channels = zip(names, planes).map { (name: $0, values: $1) }
    let bytes = try EXR.encode(width: 6, height: 20, channels: channels)
    #expect(try EXR.encode(width: 6, height: 20, channels: channels.reversed()) == bytes)
    #expect(try EXR(bytes, name: "test").values == planes[names.firstIndex(of: "Z")!])
  }
}

@Test(.enabled(if: EXR.isAvailable))
func `a small EXR is to the byte what the format's description says`() throws {
  // So short and so mixed that deflating makes it longer: the pixels are stored as they are.
  let (blue, red): ([Float], [Float]) = ([1.1, -7.3e9], [3e-20, .nan])
  let bytes = try EXR.encode(width: 2, height: 1, channels: [("R", red), ("B", blue)])
  var list: [UInt8] = []
  for name in ["B", "R"] { list += Array(name.utf8) + [0] + le32(2) + le32(0) + le32(1) + le32(1) }
  list.append(0)
  let window = le32(0) + le32(0) + le32(1) + le32(0)
  var expected: [UInt8] = [0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]
  expected += attribute("type", "string", Array("scanlineimage".utf8)) + attribute("compression", "compression", [3])
  expected += attribute("dataWindow", "box2i", window) + attribute("displayWindow", "box2i", window)
  expected += attribute("lineOrder", "lineOrder", [0]) + attribute("pixelAspectRatio", "float", bits(1))
  expected += attribute("screenWindowCenter", "v2f", le64(0)) + attribute("screenWindowWidth", "float", bits(1))
  expected += attribute("channels", "chlist", list) + [0]
  expected += le64(expected.count + 8) + le32(0) + le32(16)
  expected += (blue + red).flatMap(bits)
  #expect(bytes == expected)
}

@Test(.enabled(if: EXR.isAvailable))
func `a depth map comes back from EXR, with nothing where nothing was measured`() throws {
  let depth = DepthMap(width: 3, height: 2, metres: [1.1, 2e-30, 3e30, .nan, 80, 0])
  let back = try DepthFile(depth.exr(), name: "test", encoding: .metres)
  #expect(back.depth == depth && back.tally == DepthTally(valid: 4, notMeasured: 2))
  let scratch = Scratch()
  let (whole, taken) = (scratch.path + "/a.exr", scratch.path + "/taken.exr")
  try depth.write(whole)
  #expect(try DepthFile(file: whole, encoding: .metres).depth == depth)
  try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
  expectFault("taken.exr", kind: .inputOutput) { () throws(FileError) in try depth.write(taken) }
  #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["a.exr", "taken.exr"])
}

@Test(.enabled(if: EXR.isAvailable))
func `channels that an EXR cannot hold are a trap`() async {
  await #expect(processExitsWith: .failure) { _ = try EXR.encode(width: 2, height: 1, channels: [("Y", [1])]) }
  await #expect(processExitsWith: .failure) {
    _ = try EXR.encode(width: 1, height: 1, channels: [("Y", [1]), ("Y", [2])])
  }
  await #expect(processExitsWith: .failure) { _ = try EXR.encode(width: 1, height: 1, channels: [("", [1])]) }
}
