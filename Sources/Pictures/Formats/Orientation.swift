/// How a picture must be turned to stand upright: the EXIF tag of the same name, with its numbers.
///
/// Named by where the file's first row and first column belong in the upright picture.
public enum Orientation: Int, Sendable, CaseIterable, CustomStringConvertible {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case flipped = 4
  case transposed = 5
  case turnedRight = 6
  case transversed = 7
  case turnedLeft = 8

  /// Whether the upright picture is as wide as the file's is high.
  public var swapsSides: Bool { rawValue >= 5 }

  /// What viewers do to the file's picture.
  public var description: String {
    switch self {
    case .upright: "none"
    case .mirrored: "mirrored"
    case .upsideDown: "turned by 180°"
    case .flipped: "flipped"
    case .transposed: "mirrored and turned left by 90°"
    case .turnedRight: "turned right by 90°"
    case .transversed: "mirrored and turned right by 90°"
    case .turnedLeft: "turned left by 90°"
    }
  }

  /// That of a JPEG or PNG file; upright where none is noted, or one that is no orientation.
  public init(of bytes: [UInt8]) {
    let block =
      bytes.starts(with: [0xff, 0xd8]) ? Orientation.jpegBlock(bytes) : PNG.chunks(of: bytes, ["eXIf"]).first?.content
    self = block.flatMap { Orientation.tag(in: Array($0)) }.flatMap { Orientation(rawValue: $0) } ?? .upright
  }

  /// The EXIF block of a JPEG file: its first APP1 segment of that kind, before the first scan.
  private static func jpegBlock(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xff {
      let marker = bytes[at + 1]
      if marker == 0xff {  // a fill byte
        at += 1
        continue
      }
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      guard marker != 0xda, length >= 2, at + 2 + length <= bytes.count else { return nil }
      let content = bytes[at + 4..<at + 2 + length]
      if marker == 0xe1, content.starts(with: Array("Exif\0\0".utf8)) { return content.dropFirst(6) }
      at += 2 + length
    }
    return nil
  }

  /// Tag 0x0112, a short, of the first directory of a TIFF block.
  private static func tag(in block: [UInt8]) -> Int? {
    guard block.count >= 8 else { return nil }
    let isLittle = block[0] == 0x49
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at <= block.count - count else { return nil }
      let bytes = block[at..<at + count]
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard block[0] == block[1], isLittle || block[0] == 0x4d, number(2, 2) == 42,
      let directory = number(4, 4), let count = number(directory, 2)
    else { return nil }
    for entry in 0..<count {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2) else { return nil }
      if tag == 0x0112, number(at + 2, 2) == 3, number(at + 4, 4) == 1 { return number(at + 8, 2) }
    }
    return nil
  }
}

extension Raster {
  /// The samples as they stand upright.
  func turned(_ orientation: Orientation) -> Raster {
    guard orientation != .upright else { return self }
    let (w, h) = (width, height)
    let (outWidth, outHeight) = orientation.swapsSides ? (h, w) : (w, h)
    /// Where a pixel of the upright picture lies in the file's.
    func source(_ x: Int, _ y: Int) -> Int {
      switch orientation {
      case .upright: y * w + x
      case .mirrored: y * w + (w - 1 - x)
      case .upsideDown: (h - 1 - y) * w + (w - 1 - x)
      case .flipped: (h - 1 - y) * w + x
      case .transposed: x * w + y
      case .turnedRight: (h - 1 - x) * w + y
      case .transversed: (h - 1 - x) * w + (w - 1 - y)
      case .turnedLeft: x * w + (w - 1 - y)
      }
    }
    func moved<T>(_ values: [T]) -> [T] {
      [T](unsafeUninitializedCapacity: values.count) { out, count in
        for y in 0..<outHeight {
          for x in 0..<outWidth {
            let (to, from) = ((y * outWidth + x) * channels, source(x, y) * channels)
            for c in 0..<channels { out.initializeElement(at: to + c, to: values[from + c]) }
          }
        }
        count = values.count
      }
    }
    let samples: Samples =
      switch self.samples {
      case .bytes(let values): .bytes(moved(values))
      case .words(let values): .words(moved(values))
      }
    return Raster(
      width: outWidth, height: outHeight, channels: channels, maximum: maximum, samples: samples, palette: palette)
  }
}
