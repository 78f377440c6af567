import CImages
import Files
import Glibc
import Numerics

/// PNG files, 1 to 16 bits a sample, through libpng.
public enum PNG {
  /// Decodes a complete file whose every checksum holds.
  ///
  /// Throws for damage, for a size beyond `limits`, and for a palette index without a colour. `name` is for messages.
  public static func decode(
    _ bytes: [UInt8], name: String, limits: ReadingLimits = .standard
  ) throws(FileError) -> Raster {
    var info = cimages_png_info()
    var fault = cimages_error()
    guard cimages_png_read_info(bytes, bytes.count, UInt32(limits.maxSide), &info, &fault) else {
      throw FileError(.damaged, name, "no readable PNG: \(fault.text)")
    }
    let width = Int(info.width)
    let height = Int(info.height)
    let channels = Int(info.channels)
    let size = try limits.admit(
      name, width: width, height: height, bytesPerPixel: channels * Int(info.sample_bytes), encoded: bytes.count)

    var done = false
    func decoded<T: FixedWidthInteger>(as type: T.Type) -> [T] {
      let count = size / MemoryLayout<T>.size
      return [T](unsafeUninitializedCapacity: count) { out, initialized in
        done = cimages_png_decode(bytes, bytes.count, UInt32(limits.maxSide), out.baseAddress, size, &fault)
        initialized = done ? count : 0
      }
    }
    let samples: Raster.Samples =
      info.sample_bytes == 2 ? .words(decoded(as: UInt16.self)) : .bytes(decoded(as: UInt8.self))
    guard done else { throw FileError(.damaged, name, "damaged PNG: \(fault.text)") }

    let palette = colours(of: &info)
    if !palette.isEmpty, case .bytes(let indices) = samples, let most = indices.max(), Int(most) >= palette.count {
      throw FileError(.damaged, name, "damaged PNG: a pixel uses colour \(most) of a palette of \(palette.count)")
    }
    return Raster(
      width: width, height: height, channels: channels, maximum: (1 << Int(info.file_bits)) - 1, samples: samples,
      palette: palette)
  }

  /// The file of a gray or colour raster, 8 or 16 bits; other rasters trap. The same samples give the same bytes.
  /// `maker`: what `isMade(by:_:)` finds again.
  public static func encode(_ raster: Raster, level: Int = 6, maker: String? = nil) throws(FileError) -> [UInt8] {
    require(
      (raster.channels == 1 || raster.channels == 3) && raster.palette.isEmpty && raster.maximum >= 255
        && (0...9).contains(level),
      "PNG.encode: \(raster.channels) channels up to \(raster.maximum) at level \(level), expected 1 or 3 of 8 or 16 bits"
    )
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    var fault = cimages_error()
    func run(_ samples: UnsafeRawBufferPointer, bits: Int32) -> Bool {
      cimages_png_encode(
        samples.baseAddress, UInt32(raster.width), UInt32(raster.height), Int32(raster.channels), bits, Int32(level),
        maker, &out, &count, &fault)
    }
    let done =
      switch raster.samples {
      case .bytes(let values): values.withUnsafeBytes { run($0, bits: 8) }
      case .words(let values): values.withUnsafeBytes { run($0, bits: 16) }
      }
    guard done, let out else { throw FileError(.inputOutput, "a PNG", fault.text) }
    defer { free(out) }
    return Array(UnsafeBufferPointer(start: out, count: count))
  }

  /// Whether a file that begins with `head` is a PNG that was encoded with this `maker`.
  public static func isMade(by maker: String, _ head: [UInt8]) -> Bool {
    let text = Array("tEXtSoftware\0\(maker)".utf8)
    // Signature, header chunk, the length of the text chunk.
    let start = 8 + 25 + 4
    return head.starts(with: [0x89, 0x50, 0x4e, 0x47]) && head.dropFirst(start).starts(with: text)
  }

  private static func colours(of info: inout cimages_png_info) -> [Raster.Colour] {
    let count = Int(info.palette_count)
    return withUnsafeBytes(of: &info.palette) { table in
      (0..<count).map { Raster.Colour(red: table[3 * $0], green: table[3 * $0 + 1], blue: table[3 * $0 + 2]) }
    }
  }
}

extension cimages_error {
  /// The message as Swift text.
  var text: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
