import Files
import Numerics

extension Raster {
  /// Decodes a PNG or JPEG file's samples; `name` is for messages.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    self =
      try FileFormat.required(name, of: bytes, among: [.png, .jpeg]) == .png
      ? PNG.decode(bytes, name: name, limits: limits) : JPEG.decode(bytes, name: name, limits: limits)
  }
}

extension Image {
  /// Decodes a PNG or JPEG picture: alpha dropped, palette applied, turned upright as every viewer does (`turned` tells),
  /// samples otherwise as stored.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    let orientation = Orientation(of: bytes)
    self = try Raster(bytes, name: name, limits: limits).turned(orientation).image
    turned = orientation
  }

  /// Reads a PNG or JPEG picture from disk.
  public init(file path: String, limits: ReadingLimits = .standard) throws(FileError) {
    self = try Image(try FolderTree.read(path, for: .picture, limits: limits), name: path, limits: limits)
  }

  /// The picture as an 8-bit PNG file; float samples outside [0, 1] trap. `maker`: as `PNG.encode` takes it.
  public func png(level: Int = 6, maker: String? = nil) throws(FileError) -> [UInt8] {
    let raster = Raster(width: width, height: height, channels: channels, samples: .bytes(bytes))
    return try PNG.encode(raster, level: level, maker: maker)
  }

  /// The picture as a 16-bit PNG file, `round(65535 x)`; float samples outside [0, 1] trap.
  public func png16(level: Int = 6) throws(FileError) -> [UInt8] {
    let words = floats.map { x in
      require(x >= 0 && x <= 1, "Image.png16: a sample of \(x), expected [0, 1]")
      return UInt16((x * 65535).rounded())
    }
    return try PNG.encode(
      Raster(width: width, height: height, channels: channels, samples: .words(words)), level: level)
  }
}

extension Image {
  /// Writes an 8-bit PNG file, whole or not at all; float samples outside [0, 1] trap.
  public func write(png path: String) throws(FileError) {
    try writeFile(try png(), to: path)
  }
}

/// Writes a file that appears whole or not at all.
func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
  let file = try AtomicFile(path)
  try file.write(bytes)
  try file.commit()
}
