import Files
import Foundation
import Pictures
import Testing
import World

@Test func `a PNG16 keeps every sample, and says what did not fit`() throws {
  let depth = DepthMap(width: 5, height: 1, metres: [1, 255.99609375, 256, 0.001, 0])
  let file = try depth.png16()
  #expect(file.clipped == 1 && file.raised == 1)
  let raster = try PNG.decode(file.bytes, name: "test")
  #expect(raster.samples == .words([256, 65535, 65535, 1, 0]) && raster.channels == 1 && raster.maximum == 65535)
  let back = try DepthFile(file.bytes, name: "test", encoding: .kitti)
  #expect(back.depth.metres == [1, 255.99609375, 255.99609375, 1.0 / 256, 0])
  #expect(back.tally == DepthTally(valid: 4, notMeasured: 1))
}

@Test(arguments: [1, 3], [8, 16])
func `PNG rasters come back as they were`(channels: Int, bits: Int) throws {
  let count = 7 * 5 * channels
  let samples: Raster.Samples =
    bits == 8 ? .bytes((0..<count).map { UInt8($0 * 37 % 256) }) : .words((0..<count).map { UInt16($0 * 9973 % 65536) })
  let raster = Raster(width: 7, height: 5, channels: channels, samples: samples)
  for level in [0, 1, 6, 9] { #expect(try PNG.decode(PNG.encode(raster, level: level), name: "test") == raster) }
}

@Test func `images round to the nearest byte and come back`() throws {
  let image = Image(width: 2, height: 1, floats: [0, 1, 0.5, 0.25, 0.1, 0.9])
  #expect(try Image(image.png(), name: "test").bytes == [0, 255, 128, 64, 26, 230])
  #expect(try Image(image.png16(), name: "test").floats[2] == 32768.0 / 65535)
}

@Test func `npy, npz and PFM keep every float`() throws {
  let depth = DepthMap(width: 3, height: 2, metres: [1.1, 2e-30, 3e30, 0, 80, .leastNormalMagnitude])
  for bytes in [depth.npy, try depth.npz(), try depth.npz(key: "anything"), depth.pfm] {
    #expect(try DepthFile(bytes, name: "test", encoding: .metres).depth == depth)
  }
  #expect(depth.npy.count == 128 + 24)  // the elements start at a multiple of 64
}

@Test(arguments: ["UTC", "Asia/Tokyo", "America/St_Johns"])
func `an npz is the same whatever the time zone`(zone: String) async {
  await #expect(processExitsWith: .success) { [zone] in
    setenv("TZ", zone, 1)
    tzset()
    let bytes = try DepthMap(width: 1, height: 1, metres: [1]).npz()
    // Local header: date and time of 1980-01-01 00:00.
    precondition(Array(bytes[10..<14]) == [0, 0, 0x21, 0], "\(bytes[10..<14])")
  }
}

@Test func `npy element types, byte orders and Fortran order are read as NumPy means them`() throws {
  func npy(_ descr: String, _ shape: String, fortran: Bool = false, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let header = "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
    let length = header.utf8.count
    let size = version == 1 ? [UInt8(length), 0] : [UInt8(length), 0, 0, 0]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(header.utf8) + data
  }
  func floats(_ bytes: [UInt8]) throws -> [Float] { try NumpyArray(bytes, name: "test").floats }
  #expect(try floats(npy("<f4", "(1,)", [0, 0, 0x80, 0x3f])) == [1])
  #expect(try floats(npy(">f4", "()", [0x3f, 0x80, 0, 0], version: 2)) == [1])
  #expect(try floats(npy("<f8", "(1,)", [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], version: 3)) == [-1.5])
  // Halves: 1, -2, the smallest subnormal, infinity.
  #expect(try floats(npy("<f2", "(4,)", [0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c])) == [1, -2, 0x1p-24, .infinity])
  #expect(try floats(npy("|b1", "(2,)", [0, 1])) == [0, 1])
  #expect(try floats(npy("|i1", "(2,)", [0xff, 5])) == [-1, 5])
  #expect(try floats(npy(">u2", "(1, 1)", [1, 2])) == [258])
  #expect(try floats(npy("<i8", "(1,)", [0xfe, 255, 255, 255, 255, 255, 255, 255])) == [-2])
  #expect(try floats(npy("<u8", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0x80])) == [0x1p63])
  #expect(try floats(npy("|u1", "(2, 3)", fortran: true, [0, 1, 2, 3, 4, 5])) == [0, 2, 4, 1, 3, 5])
  #expect(try floats(npy("|u1", "(2, 1, 3)", fortran: true, [0, 1, 2, 3, 4, 5])) == [0, 2, 4, 1, 3, 5])
  #expect(try floats(npy("<f4", "(0, 3)", [])) == [])
}

@Test func `PFM rows run from the bottom up, and the scale's size is no factor`() throws {
  let big = Array("Pf\n1 2\n0.5\n".utf8) + [0x40, 0, 0, 0, 0x3f, 0x80, 0, 0]
  #expect(try PFM(big, name: "test").values == [1, 2])
  let little = Array("PF 1 1 -0.003922\n".utf8) + [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0xc0, 0x7f]
  let colour = try PFM(little, name: "test")
  #expect(colour.channels == 3 && colour.values[0] == 1 && colour.values[1] == 2 && colour.values[2].isNaN)
}

@Test func `SHIFT's depth is packed red first, and CARLA's far plane is sky`() throws {
  // 100 m = 1677721.6 units = 0x19999A (rounded): red 0x9A, green 0x99, blue 0x19.
  let raster = Raster(width: 2, height: 1, channels: 3, samples: .bytes([0x9a, 0x99, 0x19, 255, 255, 255]))
  let file = try DepthFile(PNG.encode(raster), name: "test", encoding: .shift)
  #expect(abs(file.depth[0, 0]! - 100) < 1e-4)
  #expect(file.depth[1, 0] == nil && file.far.values == [false, true] && file.tally.far == 1)
}

@Test func `each special value of a depth file is counted as what it is`() throws {
  let values: [Float] = [5, 0, .nan, .infinity, -1, 20_000]
  let file = try DepthFile(
    PFM(width: 6, height: 1, values: values).encoded, name: "test", encoding: .realDriveSim)
  #expect(file.tally == DepthTally(valid: 1, notMeasured: 1, far: 1, nonFinite: 2, notPositive: 1))
  #expect(file.far.values == [false, false, false, false, false, true])
}

@Test func `a depth of zero or without end is no disparity's meaning of zero`() throws {
  let stereo = DepthEncoding(.disparity(focalTimesBaseline: 100), invalid: [])
  let file = try DepthFile(PFM(width: 2, height: 1, values: [4, 0]).encoded, name: "test", encoding: stereo)
  #expect(file.depth.metres == [25, 0] && file.tally.far == 1)
}
