import CImages
import Numerics

/// The depth channel of an OpenEXR file, read where the package was built with OpenEXR.
public struct EXR: Sendable {
  /// Whether EXR files can be read.
  public static var isAvailable: Bool { cimages_exr_available() }

  public let width: Int
  public let height: Int
  /// The channel's name: `Z`, one that ends in `.Z` or `.V`, `Y`, `R`, or the only one there is.
  public let channel: String
  /// Row by row from the top left, as stored (not a number and infinities included).
  public let values: [Float]

  /// Decodes a whole file: one part of scan lines, compressed without loss.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    var info = cimages_exr_info()
    var fault = cimages_error()
    guard cimages_exr_read_info(bytes, bytes.count, UInt32(limits.maxSide), &info, &fault) else {
      throw FileError(.damaged, name, "no readable EXR: \(fault.text)")
    }
    width = Int(info.width)
    height = Int(info.height)
    channel = withUnsafeBytes(of: &info.channel_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let size = try limits.admit(name, width: width, height: height, bytesPerPixel: 4, encoded: bytes.count)
    var done = false
    values = [Float](unsafeUninitializedCapacity: size / 4) { out, count in
      done = cimages_exr_decode(bytes, bytes.count, UInt32(limits.maxSide), out.baseAddress, size / 4, &fault)
      count = done ? size / 4 : 0
    }
    guard done else { throw FileError(.damaged, name, "damaged EXR: \(fault.text)") }
  }
}
