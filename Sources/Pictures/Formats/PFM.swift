import Files
import Numerics

/// Portable float maps: `Pf` (gray) or `PF` (colour), rows from the bottom up.
///
/// The sign of the scale tells the byte order (negative: little-endian); its magnitude is no multiplier, files in use
/// carry arbitrary ones.
public struct PFM: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 or 3.
  public let channels: Int
  /// Interleaved, row by row from the top left, as stored (not a number and infinities included).
  public let values: [Float]

  /// Wraps `height * width * channels` values; another count traps.
  public init(width: Int, height: Int, channels: Int = 1, values: [Float]) {
    require(
      width > 0 && height > 0 && (channels == 1 || channels == 3) && values.count == width * height * channels,
      "PFM: \(width) x \(height) x \(channels), but \(values.count) values")
    self.width = width
    self.height = height
    self.channels = channels
    self.values = values
  }

  /// Reads a whole file: a header of at most 128 bytes and exactly the declared samples.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    let expected = "expected `Pf` or `PF`, width, height and a scale other than 0 within 128 bytes"
    var tokens: [[UInt8]] = []
    var token: [UInt8] = []
    var start = 0
    for (i, byte) in bytes.prefix(128).enumerated() {
      if byte == 0x20 || (0x09...0x0d).contains(byte) {
        if !token.isEmpty { tokens.append(token) }
        token = []
        // Exactly one white space ends the header: the next byte may be data that looks like one.
        if tokens.count == 4 {
          start = i + 1
          break
        }
      } else {
        token.append(byte)
      }
    }
    guard tokens.count == 4, let width = PFM.size(tokens[1]), let height = PFM.size(tokens[2]),
      let scale = PFM.scale(tokens[3]), tokens[0] == Array("Pf".utf8) || tokens[0] == Array("PF".utf8)
    else { throw FileError(.damaged, name, "damaged PFM header: \(expected)") }
    let channels = tokens[0] == Array("PF".utf8) ? 3 : 1
    let size = try limits.admit(
      name, width: width, height: height, bytesPerPixel: 4 * channels, encoded: bytes.count)
    guard bytes.count - start == size else {
      throw FileError(
        .damaged, name, "damaged PFM: \(bytes.count - start) bytes of samples, expected \(size) (\(width) x \(height))")
    }
    let row = width * channels
    let values = [Float](unsafeUninitializedCapacity: row * height) { out, count in
      bytes.withUnsafeBytes { raw in
        for y in 0..<height {
          let from = start + (height - 1 - y) * row * 4
          for i in 0..<row {
            let word = raw.loadUnaligned(fromByteOffset: from + 4 * i, as: UInt32.self)
            let bits = scale < 0 ? UInt32(littleEndian: word) : UInt32(bigEndian: word)
            out.initializeElement(at: y * row + i, to: Float(bitPattern: bits))
          }
        }
      }
      count = row * height
    }
    self.init(width: width, height: height, channels: channels, values: values)
  }

  /// The file, little-endian.
  public var encoded: [UInt8] {
    var bytes = Array("\(channels == 3 ? "PF" : "Pf")\n\(width) \(height)\n-1.0\n".utf8)
    let row = width * channels
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for y in (0..<height).reversed() {
      for value in values[(y * row)..<((y + 1) * row)] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  private static func size(_ token: [UInt8]) -> Int? {
    guard token.count <= 9, token.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: token, as: UTF8.self))
  }

  private static func scale(_ token: [UInt8]) -> Double? {
    guard token.allSatisfy({ Array("0123456789+-.eE".utf8).contains($0) }),
      let value = Double(String(decoding: token, as: UTF8.self)), value.isFinite, value != 0
    else { return nil }
    return value
  }
}
