import Numerics

/// RGB bytes, row by row from the top left: what networks are given.
public struct ByteImage: Sendable, Equatable {
  public let height: Int
  public let width: Int
  /// [height, width, 3].
  public let bytes: [UInt8]

  /// Traps unless the bytes fill the size.
  public init(height: Int, width: Int, bytes: [UInt8]) {
    require(
      height > 0 && width > 0 && bytes.count == height * width * 3,
      "ByteImage: \(bytes.count) bytes for \(height)x\(width) RGB")
    self.height = height
    self.width = width
    self.bytes = bytes
  }

  /// The part of the given size whose top left pixel is (top, left).
  public func cropped(top: Int, left: Int, height: Int, width: Int) -> ByteImage {
    require(
      top >= 0 && left >= 0 && top + height <= self.height && left + width <= self.width,
      "ByteImage: a crop of \(height)x\(width) at \(top), \(left) leaves \(self.height)x\(self.width)")
    var rows: [UInt8] = []
    rows.reserveCapacity(height * width * 3)
    for row in top..<top + height {
      let start = (row * self.width + left) * 3
      rows += bytes[start..<start + width * 3]
    }
    return ByteImage(height: height, width: width, bytes: rows)
  }
}

extension ByteImage {
  /// A picture's bytes, grey repeated over three channels; floats outside [0, 1] trap.
  public init(_ image: Image) {
    self.init(height: image.height, width: image.width, bytes: image.rgb.bytes)
  }
}
