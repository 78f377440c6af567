import Files
import Foundation
import Pictures
import TestSupport
import Testing

/// A chunk of a PNG file with its checksum.
private func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
  func big(_ x: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: x >> $0) } }
  let body = Array(type.utf8) + content
  var crc: UInt32 = 0xffff_ffff
  for byte in body {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
  }
  return big(content.count) + body + big(Int(crc ^ 0xffff_ffff))
}

/// A PNG file with more chunks after its header.
private func png(_ raster: Raster, _ chunks: [UInt8]...) throws -> [UInt8] {
  let bytes = try PNG.encode(raster)
  return Array(bytes[..<33]) + chunks.flatMap { $0 } + bytes[33...]
}

private func text(_ key: String, _ value: String) -> [UInt8] { chunk("tEXt", Array("\(key)\0\(value)".utf8)) }

private func words(_ values: [UInt16]) -> Raster {
  Raster(width: values.count, height: 1, channels: 1, samples: .words(values))
}

private func gray(_ values: [UInt8]) -> Raster {
  Raster(width: values.count, height: 1, channels: 1, samples: .bytes(values))
}

/// A [1, N] array of little-endian whole numbers of two bytes.
private func shorts(_ values: [UInt16]) -> [UInt8] {
  var header = "{'descr': '<u2', 'fortran_order': False, 'shape': (1, \(values.count)), }"
  header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
  return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    + values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
}

@Suite struct DepthMeaningTests {
  private func read(_ bytes: [UInt8], _ meaning: DepthMeaning = DepthMeaning()) throws(FileError) -> DepthFile {
    try DepthFile(bytes, name: "test", meaning: meaning)
  }

  @Test func `logarithmic steps between a PNG's near and far are metres`() throws {
    let codes = words([0, 1, 65534, 65535, 32767, 32768])
    let file = try read(png(codes, text("near", "2.0"), text("far", "32")))
    #expect(file.depth.valid == [false, true, true, false, true, true] && file.tally.largest == 1)
    #expect(abs(file.depth.metres[1] - 2) < 1e-5 && abs(file.depth.metres[2] - 32) < 1e-4)
    // Half a step on either side of the middle, which is 8 m.
    #expect(abs((file.depth.metres[4] * file.depth.metres[5]).squareRoot() - 8) < 1e-4)
    let feet = try read(png(codes, text("near", "2.0"), text("far", "32"), text("unit", "0.5")))
    #expect(abs(feet.depth.metres[2] - 16) < 1e-4)
  }

  @Test func `text chunks that say how numbers are meant are not passed over`() throws {
    for note in [text("max_value", "80"), text("depth_scale", "1000"), chunk("zTXt", Array("near\0".utf8) + [0, 1])] {
      let bytes = try png(words([256, 512]), note)
      expectFault("has the text chunks") { () throws(FileError) in try read(bytes) }
      #expect(try read(bytes, DepthMeaning(quantity: .metres)).depth.metres == [1, 2])
    }
    let contradiction = try png(words([256]), text("near", "1"), text("far", "9"))
    expectFault("near = 1, far = 9") { () throws(FileError) in try read(contradiction, DepthMeaning(scale: 1000)) }
    let upsideDown = try png(words([256]), text("near", "9"), text("far", "1"))
    expectFault("expected 0 < near < far") { () throws(FileError) in try read(upsideDown) }
    #expect(try read(png(words([256]), text("Software", "mine"))).depth.metres == [1])
  }

  @Test func `numbers whose unit nobody knows are refused until somebody says it`() throws {
    let bytes = try PNG.encode(gray([0, 8, 255]))
    expectFault("is an 8-bit PNG") { () throws(FileError) in try read(bytes) }
    #expect(try read(bytes, DepthMeaning(scale: 4)).depth.metres == [0, 2, 0])
    let kept = DepthMeaning(scale: 4, invalid: DepthMeaning.Invalid([0]))
    #expect(try read(bytes, kept).depth.metres == [0, 2, 63.75])
    expectFault("holds whole numbers") { () throws(FileError) in try read(shorts([0, 1500])) }
    #expect(try read(shorts([0, 1500, 65535]), DepthMeaning(scale: 1000)).depth.metres == [0, 1.5, 0])
    let own = #expect(throws: FileError.self) {
      try DepthFile(bytes, name: "test", meaning: DepthMeaning(), own: .kitti)
    }
    #expect(own?.reason.contains("8-bit") == true)
  }

  @Test func `the largest number of a PNG is no distance unless it is said to be one`() throws {
    let bytes = try PNG.encode(words([0, 2000, 65534, 65535]))
    let file = try read(bytes, DepthMeaning(scale: 1000))
    #expect(file.depth.metres == [0, 2, 65.534, 0] && file.tally == DepthTally(valid: 2, notMeasured: 2, largest: 1))
    let kept = try read(bytes, DepthMeaning(scale: 1000, invalid: DepthMeaning.Invalid([])))
    #expect(kept.depth.metres == [0, 2, 65.534, 65.535] && kept.tally.notPositive == 1)
    let ranged = DepthMeaning(scale: 1000, invalid: DepthMeaning.Invalid([2000], ranges: [60000...70000]))
    #expect(try read(bytes, ranged).depth.valid == [false, false, false, false])
  }

  @Test func `scale and quantity are honoured for every format`() throws {
    let map = DepthMap(width: 2, height: 1, metres: [500, 250])
    for bytes in [map.npy, try map.npz(), map.pfm] {
      #expect(try read(bytes, DepthMeaning(scale: 100)).depth.metres == [5, 2.5])
      #expect(try read(bytes, DepthMeaning(scale: 1000, quantity: .inverse)).depth.metres == [2, 4])
      #expect(try read(bytes, DepthMeaning(quantity: .disparity(focalTimesBaseline: 1000))).depth.metres == [2, 4])
      expectFault("is no 8-bit colour PNG") { () throws(FileError) in try read(bytes, DepthMeaning(quantity: .packed)) }
    }
    let logs = DepthMap(width: 2, height: 1, metres: [Float.ulpOfOne, 2.302585]).npy
    let file = try read(logs, DepthMeaning(quantity: .logarithm))
    #expect(abs(file.depth.metres[0] - 1) < 1e-6 && abs(file.depth.metres[1] - 10) < 1e-5)
    let packed = Raster(width: 2, height: 1, channels: 3, samples: .bytes([0x9a, 0x99, 0x19, 255, 255, 255]))
    expectFault("quantity packed") { () throws(FileError) in try read(try PNG.encode(packed)) }
    let metres = try read(PNG.encode(packed), DepthMeaning(quantity: .packed)).depth.metres
    #expect(abs(metres[0] - 100) < 1e-4 && metres[1] == 0)
  }

  @Test func `a key is read or refused, never replaced by another one`() throws {
    let bytes = try DepthMap(width: 1, height: 1, metres: [7]).npz(key: "pred")
    #expect(try read(bytes).depth.metres == [7] && read(bytes, DepthMeaning(key: "pred")).depth.metres == [7])
    expectFault("holds pred, expected the array gt_depth") { () throws(FileError) in
      try read(bytes, DepthMeaning(key: "gt_depth"))
    }
  }

  @Test(
    .enabled(if: EXR.isAvailable),
    arguments: [
      (["Combined.R", "Combined.G", "Depth.V", "Normal.X", "Normal.Y", "Normal.Z"], "Depth.V"),
      (["A", "B", "G", "R", "dd.y.T", "nn.X", "nn.Y", "nn.Z"], "dd.y.T"),
      (["Final_WorldDepth.R", "Final_WorldDepth.G", "Final_WorldDepth.B", "R", "G", "B"], "Final_WorldDepth.R"),
      (["VRayZDepth.R", "VRayZDepth.G", "VRayZDepth.B", "A"], "VRayZDepth.R"),
      (["R", "G", "B", "Z"], "Z"), (["V"], "V"), (["R", "G", "depth"], "depth"),
      (["R", "G", "B"], nil), (["N.X", "N.Y", "N.Z"], nil), (["A"], nil), (["Z", "View.Depth.Z"], nil),
      (["X", "Y", "Z"], nil), (["DepthNormalized"], nil),
    ] as [([String], String?)])
  func `the channel that is called depth is read, and none or several are refused with the list`(
    names: [String], depth: String?
  ) throws {
    let channels = names.enumerated().map { (name: $1, values: [Float($0)]) }
    let bytes = try EXR.encode(width: 1, height: 1, channels: channels)
    if let depth {
      let file = try EXR(bytes, name: "test")
      #expect(file.channel == depth && file.values == [Float(names.firstIndex(of: depth)!)])
    } else if names != ["DepthNormalized"] {
      expectFault("holds the channels") { () throws(FileError) in try EXR(bytes, name: "test") }
    }
    #expect(try EXR(bytes, name: "test", channel: names[0]).values == [0])
    expectFault("expected nothing") { () throws(FileError) in try EXR(bytes, name: "test", channel: "nothing") }
  }

  @Test func `a picture is turned as its orientation says`() throws {
    // 1 2 3 / 4 5 6 as stored; what viewers show for each orientation.
    let seen: [[UInt8]] = [
      [1, 2, 3, 4, 5, 6], [3, 2, 1, 6, 5, 4], [6, 5, 4, 3, 2, 1], [4, 5, 6, 1, 2, 3], [1, 4, 2, 5, 3, 6],
      [4, 1, 5, 2, 6, 3], [6, 3, 5, 2, 4, 1], [3, 6, 2, 5, 1, 4],
    ]
    let raster = Raster(width: 3, height: 2, channels: 1, samples: .bytes([1, 2, 3, 4, 5, 6]))
    for (k, expected) in seen.enumerated() {
      let tag: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(k + 1), 0, 0]
      let image = try Image(png(raster, chunk("eXIf", tag)), name: "test")
      #expect(image.bytes == expected && image.turned.rawValue == k + 1)
      #expect((image.width, image.height) == (k < 4 ? (3, 2) : (2, 3)))
    }
    #expect(
      try Image(png(raster, chunk("eXIf", [0x49, 0x49, 42, 0, 255, 255, 0, 0])), name: "test").turned == .upright)
  }
}
