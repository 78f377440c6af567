import CImages
import Files

/// JPEG photos, gray or colour, through libjpeg-turbo. Read only: depth and results are never stored with losses.
public enum JPEG {
  /// Decodes a complete, undamaged file into gray or RGB bytes.
  public static func decode(
    _ bytes: [UInt8], name: String, limits: ReadingLimits = .standard
  ) throws(FileError) -> Raster {
    var info = cimages_jpeg_info()
    var fault = cimages_error()
    guard cimages_jpeg_read_info(bytes, bytes.count, &info, &fault) else {
      throw FileError(.damaged, name, "no readable JPEG: \(fault.text)")
    }
    let channels = Int(info.channels)
    let size = try limits.admit(
      name, width: Int(info.width), height: Int(info.height), bytesPerPixel: channels, encoded: bytes.count)
    // A progressive file keeps two bytes for every coefficient until its last scan.
    if info.progressive { try limits.admit(name, decoded: UInt64(3 * size), encoded: UInt64(bytes.count)) }
    var done = false
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { out, initialized in
      done = cimages_jpeg_decode(bytes, bytes.count, Int32(limits.maxScans), out.baseAddress, size, &fault)
      initialized = done ? size : 0
    }
    guard done else { throw FileError(.damaged, name, "damaged JPEG: \(fault.text)") }
    return Raster(width: Int(info.width), height: Int(info.height), channels: channels, samples: .bytes(pixels))
  }
}
