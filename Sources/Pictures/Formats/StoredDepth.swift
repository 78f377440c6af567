import Files
import Numerics

/// The numbers of a depth file as they stand in it, nothing invalid, nothing scaled, and what the file says of them.
public struct StoredDepth: Sendable {
  /// What kind of numbers a file holds: what decides which meanings they can have.
  public enum Source: Sendable, Equatable {
    /// Whole numbers of a gray PNG.
    case gray(bits: Int)
    /// Red + 256 green + 65536 blue of an 8-bit colour PNG.
    case packed
    /// Whole numbers of an array, up to `largest` where their type has an end that occurs in depth files.
    case integers(largest: Float?)
    case floats
  }

  public let width: Int
  public let height: Int
  /// Row by row from the top left.
  public var values: [Float]
  public let source: Source
  /// The array of an npz file or the channel of an EXR file that was read; "" where there is no choice.
  public let key: String
  /// The text chunks of a PNG.
  let texts: [PNGText]

  /// Decodes PNG (gray 8 or 16 bits, or 24 bits packed in colours), npy, npz, PFM or EXR content.
  ///
  /// `key` is the array of an npz file or the channel of an EXR file; it must be there. Without it an npz array may have
  /// one of the names in `keys`, or is the only one, and several are an error. Arrays are [H, W], [H, W, 1] or [1, H, W].
  public init(
    _ bytes: [UInt8], name: String, key: String? = nil, keys: [String] = ["data", "depth"],
    limits: ReadingLimits = .standard
  ) throws(FileError) {
    switch try FileFormat.required(name, of: bytes, among: [.png, .npy, .zip, .pfm, .exr]) {
    case .png:
      let raster = try PNG.decode(bytes, name: name, limits: limits)
      guard Orientation(of: bytes) == .upright else {
        throw FileError(.damaged, name, "has an EXIF orientation: a depth map must be stored upright")
      }
      (width, height) = (raster.width, raster.height)
      (values, source) = try StoredDepth.samples(raster, name: name)
      self.key = ""
      texts = PNG.texts(bytes)
    case .pfm:
      let map = try PFM(bytes, name: name, limits: limits)
      guard map.channels == 1 else { throw FileError(.damaged, name, "is a colour PFM, expected a gray one") }
      (width, height, values) = (map.width, map.height, map.values)
      (source, self.key, texts) = (.floats, "", [])
    case .exr:
      let map = try EXR(bytes, name: name, channel: key, limits: limits)
      (width, height, values) = (map.width, map.height, map.values)
      (source, self.key, texts) = (.floats, map.channel, [])
    case .npy:
      let array = try NumpyArray(bytes, name: name, limits: limits)
      (height, width) = try StoredDepth.size(array.shape, name: name, limits: limits)
      (values, source) = (array.floats, StoredDepth.source(array.header.element))
      (self.key, texts) = ("", [])
    default:
      let archive = try NumpyArchive(bytes, name: name, limits: limits)
      let usual = keys.first { archive.names.contains($0) } ?? (archive.names.count == 1 ? archive.names[0] : nil)
      guard let chosen = key ?? usual, archive.names.contains(chosen) else {
        let held = archive.names.joined(separator: ", ")
        let expected = key ?? keys.joined(separator: " or ")
        throw FileError(.damaged, name, "holds \(held), expected the array \(expected)")
      }
      let array = try archive.array(chosen, limits: limits)
      (height, width) = try StoredDepth.size(array.shape, name: "\(name)/\(chosen).npy", limits: limits)
      (values, source) = (array.floats, StoredDepth.source(array.header.element))
      (self.key, texts) = (chosen, [])
    }
  }

  private static func samples(_ raster: Raster, name: String) throws(FileError) -> ([Float], Source) {
    guard raster.palette.isEmpty, raster.maximum >= 255 else {
      throw FileError(.damaged, name, "is a PNG with a palette or under 8 bits, expected a depth map")
    }
    switch (raster.channels, raster.samples) {
    case (1, .words(let values)): return (values.map { Float($0) }, .gray(bits: 16))
    case (1, .bytes(let values)): return (values.map { Float($0) }, .gray(bits: 8))
    case (3, .bytes(let values)), (4, .bytes(let values)):
      // Every number below 2^24 is a Float32.
      let packed = (0..<(raster.width * raster.height)).map { i in
        let at = i * raster.channels
        return Float(Int32(values[at]) | Int32(values[at + 1]) << 8 | Int32(values[at + 2]) << 16)
      }
      return (packed, .packed)
    default:
      throw FileError(.damaged, name, "is a PNG of \(raster.channels) channels, expected gray or 8-bit colour")
    }
  }

  private static func source(_ element: NumpyHeader.Element) -> Source {
    switch element {
    case .float16, .float32, .float64: .floats
    case .uint8, .bool: .integers(largest: 255)
    case .uint16: .integers(largest: 65535)
    default: .integers(largest: nil)
    }
  }

  private static func size(
    _ shape: [Int], name: String, limits: ReadingLimits
  ) throws(FileError) -> (height: Int, width: Int) {
    let axes = shape.count == 3 && shape[0] == 1 ? [shape[1], shape[2]] : Array(shape)
    guard axes.count == 2 || (axes.count == 3 && axes[2] == 1), axes.allSatisfy({ 1...limits.maxSide ~= $0 }) else {
      throw FileError(.damaged, name, "has the shape \(shape), expected [H, W] of 1 to \(limits.maxSide) a side")
    }
    return (axes[0], axes[1])
  }
}
