import Pictures

/// Tiny files of the right kinds, to build a data set's folders from.
enum Fake {
  static let width = 4
  static let height = 2

  /// A colour picture whose every sample is `value`.
  static func picture(_ value: UInt8 = 100, width: Int = width) throws -> [UInt8] {
    try Image(width: width, height: height, bytes: [UInt8](repeating: value, count: width * height * 3)).png()
  }
  /// A gray 16-bit PNG of the given samples.
  static func words(_ values: [UInt16]) throws -> [UInt8] {
    try PNG.encode(Raster(width: width, height: height, channels: 1, samples: .words(values)))
  }
  /// A colour 8-bit PNG of the given samples.
  static func colours(_ values: [UInt8]) throws -> [UInt8] {
    try PNG.encode(Raster(width: width, height: height, channels: 3, samples: .bytes(values)))
  }
  static func depth(_ metres: [Float]) -> DepthMap { DepthMap(width: width, height: height, metres: metres) }
}
