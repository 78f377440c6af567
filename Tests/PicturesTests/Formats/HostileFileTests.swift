import Files
import Foundation
import Pictures
import TestSupport
import Testing
import World

/// Everything a caller may do with bytes of unknown origin.
private func readAny(_ bytes: [UInt8]) throws(FileError) {
  _ = try DepthFile(bytes, name: "hostile", encoding: .metres)
}

private func npy(_ header: String, version: [UInt8] = [1, 0], length: Int? = nil, _ data: [UInt8] = []) -> [UInt8] {
  let length = length ?? header.utf8.count
  var size = [UInt8(length & 0xff), UInt8(length >> 8 & 0xff)]
  if version[0] > 1 { size += [UInt8(length >> 16 & 0xff), UInt8(length >> 24 & 0xff)] }
  return [0x93] + Array("NUMPY".utf8) + version + size + Array(header.utf8) + data
}

private func header(_ shape: String, descr: String = "'<f4'") -> String {
  "{'descr': \(descr), 'fortran_order': False, 'shape': \(shape), }\n"
}

@Test(arguments: [
  (npy(header("(1000000, 1000000)")), "claims an array of shape"),  // 4 TB in some 70 bytes
  (npy(header("(4294967296, 4294967296)")), "claims an array of shape"),
  (npy(header("(99999999999999999999,)")), "axis of at most 18 digits"),
  (npy(header("(-1,)")), "axis of at most 18 digits"),
  (npy(header("(0x10,)")), "expected"),
  (npy(header("(3)")), "expected ','"),
  (npy(header("(" + String(repeating: "1, ", count: 40) + ")")), "more than 16 axes"),
  (npy(header("(1,)", descr: "'|O'")), "holds elements of type '|O'"),
  (npy(header("(1,)", descr: "[('x', '<f4')]")), "expected a quoted string"),
  (npy(header("(1,)", descr: "'<c8'")), "holds elements of type '<c8'"),
  (npy(header("(1,)", descr: "'|f4'")), "holds elements of type '|f4'"),
  (npy(header("(1,)", descr: "'<f4\\x00'")), "short plain string"),
  (npy(header("(2,)"), [0, 0, 0, 0]), "4 bytes of elements, expected 8"),
  (npy(header("(1,)"), [0, 0, 0, 0, 0]), "5 bytes of elements, expected 4"),
  (npy("{'descr': '<f4', 'shape': (1,), }\n", [0, 0, 0, 0]), "without all of"),
  (npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\n"), "repeated key 'descr'"),
  (npy("{'evil': __import__('os').system('true')}"), "unexpected or repeated key"),
  (npy(header("(1,)") + "1", [0, 0, 0, 0]), "follows the dictionary"),
  (npy("", length: 0), "expected '{'"),
  (npy("{", length: 60_000), "ends within its npy header"),
  (npy("{", version: [2, 0], length: 0x7fff_ffff), "limit is 65536"),
  (npy(header("(1,)"), version: [4, 0], [0, 0, 0, 0]), "version 4.0"),
  (Array([0x93]) + Array("NUMPY".utf8), "is no npy file"),
])
func `a damaged or hostile npy file is one error`(bytes: [UInt8], says: String) {
  expectFault(says) { () throws(FileError) in try readAny(bytes) }
}

@Test(arguments: [
  ("Pf\n1000000 1000000\n-1\n", "claims 1000000 x 1000000"), ("Pf\n1 1\n0\n....", "damaged PFM header"),
  ("Pf\n30000 30000\n-1\n", "claims 3600000000 bytes"), ("Pf\n-1 1\n-1\n....", "damaged PFM header"),
  ("Pf\n1 1\nnan\n....", "damaged PFM header"), ("Pf\n1 1\n-1\n...", "3 bytes of samples, expected 4"),
  ("Pf\n1 1\n-1\n.....", "5 bytes of samples"), ("Pf\n1", "damaged PFM header"),
  ("Pf\n" + String(repeating: " ", count: 200) + "1 1 -1\n....", "within 128 bytes"),
  ("PF\n1 1\n-1\n............", "colour PFM"), ("Pf\n0 1\n-1\n", "claims 0 x 1"),
])
func `a damaged or hostile PFM file is one error`(text: String, says: String) {
  expectFault(says) { () throws(FileError) in try readAny(Array(text.utf8)) }
}

@Test(arguments: [
  ([], "is empty"), ([0x80, 0x02, 0x7d], "Python pickle"), (Array("hello".utf8), "of no known format"),
  ([0xff, 0xd8, 0xff, 0xe0], "is jpeg, expected one of"), ([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0], "no readable EXR"),
])
func `what is no depth file is named`(bytes: [UInt8], says: String) {
  expectFault(says) { () throws(FileError) in try readAny(bytes) }
}

// ## PNG

/// A PNG chunk with its right checksum.
private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
  let body = Array(type.utf8) + data
  return bigEndian(UInt32(data.count)) + body + bigEndian(crc(body))
}
private func bigEndian(_ x: UInt32) -> [UInt8] { withUnsafeBytes(of: x.bigEndian) { Array($0) } }
private func png(_ width: UInt32, _ height: UInt32, bits: UInt8 = 16, colour: UInt8 = 0, _ rest: [UInt8]) -> [UInt8] {
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    + chunk("IHDR", bigEndian(width) + bigEndian(height) + [bits, colour, 0, 0, 0]) + rest
}
/// Runs in a process of its own: throws what is expected within 50 ms and 64 MiB, or traps.
private func refuseCheaply(_ bytes: [UInt8], _ says: String) {
  let before = peakMemory()
  let time = ContinuousClock().measure {
    do throws(FileError) {
      try readAny(bytes)
      preconditionFailure("read")
    } catch {
      precondition(error.kind == .damaged && error.description.contains(says), error.description)
    }
  }
  precondition(time < .milliseconds(50) && peakMemory() - before < 64 << 20, "\(time), \(peakMemory() - before) bytes")
}

@Test func `a PNG that claims gigabytes in megabytes is refused within 50 ms and 64 MiB`() async {
  await #expect(processExitsWith: .success) {
    // 30,000 x 30,000 pixels of 16 bits: 1.8 GB, within libpng's own limits.
    let data = [UInt8](repeating: 0, count: 1_750_000)
    refuseCheaply(png(30_000, 30_000, chunk("IDAT", data) + chunk("IEND", [])), "claims 1800000000 bytes")
  }
}

@Test func `a PNG within the size limit but of a bomb's ratio is refused within 50 ms and 64 MiB`() async {
  await #expect(processExitsWith: .success) {
    // 10,000 x 10,000 of 16 bits, 200 MB, in 2 kB.
    let data = [UInt8](repeating: 0, count: 2000)
    refuseCheaply(png(10_000, 10_000, chunk("IDAT", data) + chunk("IEND", [])), "refused as a bomb")
  }
}

@Test func `a picture of more than 64 megapixels is refused before it is decoded`() async {
  await #expect(processExitsWith: .success) {
    // Gray, and in bytes enough to be no bomb.
    for (width, height, bits) in [(30_000, 30_000, 1), (32_000, 2_001, 8), (8_001, 8_000, 8)] {
      let data = [UInt8](repeating: 0, count: width * height / 180)
      refuseCheaply(
        png(UInt32(width), UInt32(height), bits: UInt8(bits), chunk("IDAT", data) + chunk("IEND", [])),
        "megapixels, expected at most 64")
    }
  }
}

@Test func `a huge file is refused by its first bytes, and a named pipe does not hang`() throws {
  let scratch = Scratch()
  try scratch.write(png(100, 100, []), "small.png")
  truncate("\(scratch.path)/small.png", 10 << 30)
  mkfifo("\(scratch.path)/pipe", 0o600)
  for (name, says) in [("small.png", "is 10737418240 bytes long, expected at most"), ("pipe", "no regular file")] {
    expectFault(says) { () throws(FileError) in try FolderTree.read("\(scratch.path)/\(name)", for: .depth) }
  }
}

@Test func `text that inflates a thousandfold beside the pixels is not inflated`() async {
  await #expect(processExitsWith: .success) {
    let text = Array("x".utf8) + [0, 0, 0x78, 0x01] + deflatedZeros(500_000)
    let before = peakMemory()
    let bytes = try DepthMap(width: 2, height: 2, metres: [1, 2, 3, 4]).png16().bytes
    let bomb = Array(bytes[..<33]) + chunk("zTXt", text) + chunk("iCCP", text) + Array(bytes[33...])
    let depth = try DepthFile(bomb, name: "bomb", encoding: .kitti).depth
    precondition(depth.metres == [1, 2, 3, 4] && peakMemory() - before < 64 << 20, "\(peakMemory() - before) bytes")
  }
}

@Test func `an all-black picture may shrink a thousandfold`() throws {
  let black = Raster(width: 4096, height: 2048, channels: 1, samples: .bytes([UInt8](repeating: 0, count: 8 << 20)))
  let bytes = try PNG.encode(black)
  #expect(bytes.count < 10_000)
  #expect(try PNG.decode(bytes, name: "black") == black)
}

@Test func `every single damaged or missing byte of a PNG is found`() throws {
  let depth = DepthMap(width: 4, height: 3, metres: (1...12).map { Float($0) })
  let good = try depth.png16().bytes
  for i in good.indices {
    var bad = good
    bad[i] ^= 0x10
    #expect(throws: FileError.self, "byte \(i) of \(good.count)") { try readAny(bad) }
    #expect(throws: FileError.self, "first \(i) bytes") { try readAny(Array(good[..<i])) }
  }
}

@Test func `PNGs of other kinds are refused as depth by name`() throws {
  let palette = chunk("PLTE", [1, 2, 3]) + chunk("IDAT", []) + chunk("IEND", [])
  #expect(throws: FileError.self) { try readAny(png(1, 1, bits: 8, colour: 3, palette)) }
  #expect(throws: FileError.self) { try readAny(png(1, 1, bits: 3, palette)) }
  #expect(throws: FileError.self) { try readAny(png(0, 1, palette)) }
}

// ## npz

@Test func `a zip member that claims a thousandfold is refused within 50 ms and 64 MiB`() async {
  await #expect(processExitsWith: .success) {
    let bomb = handmadeZip([("data.npy", [UInt8](repeating: 0, count: 65_000), 64 << 20, 8)])
    refuseCheaply(bomb, "refused as a bomb")
  }
}

@Test func `a zip member that inflates beyond what it declares is refused within 50 ms and 64 MiB`() async {
  await #expect(processExitsWith: .success) {
    refuseCheaply(handmadeZip([("data.npy", deflatedZeros(2_000_000), 100, 8)]), "longer than it declares")
  }
}

@Test(arguments: [
  ("../data.npy", "leads out of the archive"), ("/data.npy", "leads out of the archive"),
  ("a\\data.npy", "leads out of the archive"), ("a/data.npy", "no folders"), ("data.pkl", "Python pickle"),
  ("data.txt", "expected .npy files only"),
])
func `an npz member with a bad name is refused`(name: String, says: String) {
  expectFault(says) { () throws(FileError) in try readAny(handmadeZip([(name, [1, 2, 3], 3, 0)])) }
}

@Test func `an npz with duplicates, links, odd compression or a lying size is refused`() {
  let one = ("data.npy", [UInt8]([1, 2, 3]), 3, UInt16(0))
  #expect(throws: FileError.self) { try readAny(handmadeZip([one, one])) }
  expectFault("link") { () throws(FileError) in try readAny(handmadeZip([one], attributes: 0xa1ff_0000)) }
  #expect(throws: FileError.self) { try readAny(handmadeZip([("data.npy", [1, 2, 3], 3, 12)])) }
  #expect(throws: FileError.self) { try readAny(handmadeZip([("data.npy", [1, 2, 3], 9, 0)])) }
  #expect(throws: FileError.self) { try readAny(handmadeZip([one], crc: 7)) }
  #expect(throws: FileError.self) { try readAny(handmadeZip([])) }
  let many = (0..<1100).map { ("\($0).npy", [UInt8](), 0, UInt16(0)) }
  expectFault("1100 members, the limit is 1024") { () throws(FileError) in try readAny(handmadeZip(many)) }
}

/// A raw deflate stream of 1 + 258 `runs` zeros, 13 bits a run: fixed codes, a literal, then copies from one back.
private func deflatedZeros(_ runs: Int) -> [UInt8] {
  var bits: [UInt8] = []
  bits.reserveCapacity(13 * runs + 24)
  func put(_ code: Int, _ count: Int) {
    for i in (0..<count).reversed() { bits.append(UInt8(code >> i & 1)) }
  }
  bits += [1, 1, 0]  // the last block, of fixed codes
  put(0b0011_0000, 8)
  for _ in 0..<runs {
    put(0b1100_0101, 8)  // length 258
    put(0, 5)  // distance 1
  }
  put(0, 7)
  bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
  return stride(from: 0, to: bits.count, by: 8).map { at in
    (0..<8).reduce(0) { $0 | bits[at + $1] << UInt8($1) }
  }
}

/// The largest memory this process ever held, in bytes.
private func peakMemory() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss << 10
}
