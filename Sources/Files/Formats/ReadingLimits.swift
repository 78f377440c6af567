/// How large a file's content may be, so that a small hostile file cannot claim a large machine.
///
/// Refusals happen before the memory is taken. Content up to `anyRatio` bytes is read whatever its compression (an
/// all-black mask shrinks a thousandfold); beyond that, a file that claims more than `maxRatio` times its own size is
/// called a bomb.
public struct ReadingLimits: Sendable {
  /// Pixels along one side of a picture.
  public var maxSide = 32_768
  /// Pixels of a picture: of a camera or a sensor, not of a map of the world.
  public var maxPixels = 64_000_000
  /// Bytes of decoded content.
  public var maxBytes = 1 << 30
  public var anyRatio = 32 << 20
  public var maxRatio = 200
  /// Scans of a progressive JPEG; encoders write about ten.
  public var maxScans = 64
  /// Members of an npz file, and of a data set's zip archive.
  public var maxArrays = 1024
  public var maxMembers = 4_000_000

  public init() {}
  public static let standard = ReadingLimits()

  /// Throws unless content of `decoded` bytes may come out of a file of `encoded` bytes.
  package func admit(_ name: String, decoded: UInt64, encoded: UInt64) throws(FileError) {
    if decoded > UInt64(maxBytes) {
      throw FileError(.damaged, name, "claims \(decoded) bytes of content, the limit is \(maxBytes)")
    }
    if decoded > UInt64(anyRatio) && decoded / UInt64(maxRatio) > encoded {
      throw FileError(
        .damaged, name,
        "claims \(decoded) bytes of content in \(encoded): more than \(maxRatio)-fold, refused as a bomb")
    }
  }

  /// Throws unless a picture may have this size; returns the bytes of its samples.
  package func admit(_ name: String, width: Int, height: Int, bytesPerPixel: Int, encoded: Int) throws(FileError) -> Int
  {
    guard width > 0, height > 0, width <= maxSide, height <= maxSide else {
      throw FileError(.damaged, name, "claims \(width) x \(height) pixels, expected 1 to \(maxSide) a side")
    }
    let decoded = width * height * bytesPerPixel
    try admit(name, decoded: UInt64(decoded), encoded: UInt64(encoded))
    guard width * height <= maxPixels else {
      throw FileError(
        .damaged, name,
        "is \(width) x \(height): \(width * height / 1_000_000) megapixels, expected at most \(maxPixels / 1_000_000); scale it down"
      )
    }
    return decoded
  }
}
