import Files

/// The numbers of a depth file as they stand in it: nothing invalid, nothing scaled.
public struct StoredDepth: Sendable {
  public let width: Int
  public let height: Int
  /// Row by row from the top left.
  public var values: [Float]
  /// Whether they are the whole numbers of a PNG.
  public let isPicture: Bool
  /// Whether they are packed in colours.
  public let isPacked: Bool

  /// Decodes PNG (gray 8 or 16 bits, or 24 bits packed in colours), npy, npz, PFM or EXR content.
  ///
  /// `keys` are the names an npz array may have; without a match its only array is taken, and several are an error.
  /// Arrays are [H, W], [H, W, 1] or [1, H, W].
  public init(
    _ bytes: [UInt8], name: String, keys: [String] = ["data", "depth"], limits: ReadingLimits = .standard
  ) throws(FileError) {
    let format = try FileFormat.required(name, of: bytes, among: [.png, .npy, .zip, .pfm, .exr])
    isPicture = format == .png
    var isPacked = false
    switch format {
    case .png:
      let raster = try PNG.decode(bytes, name: name, limits: limits)
      (width, height) = (raster.width, raster.height)
      isPacked = raster.channels > 1
      values = try StoredDepth.samples(raster, name: name)
    case .pfm:
      let map = try PFM(bytes, name: name, limits: limits)
      guard map.channels == 1 else { throw FileError(.damaged, name, "is a colour PFM, expected a gray one") }
      (width, height, values) = (map.width, map.height, map.values)
    case .exr:
      let map = try EXR(bytes, name: name, limits: limits)
      (width, height, values) = (map.width, map.height, map.values)
    case .npy:
      let array = try NumpyArray(bytes, name: name, limits: limits)
      (height, width) = try StoredDepth.size(array.shape, name: name, limits: limits)
      values = array.floats
    default:
      let archive = try NumpyArchive(bytes, name: name, limits: limits)
      let key = keys.first { archive.names.contains($0) } ?? (archive.names.count == 1 ? archive.names[0] : nil)
      guard let key else {
        let held = archive.names.joined(separator: ", ")
        throw FileError(.damaged, name, "holds \(held), expected the array \(keys.joined(separator: " or "))")
      }
      let array = try archive.array(key, limits: limits)
      (height, width) = try StoredDepth.size(array.shape, name: "\(name)/\(key).npy", limits: limits)
      values = array.floats
    }
    self.isPacked = isPacked
  }

  /// Throws for a colour picture under units that no packed depth has: it is a picture of a depth map, as many programs
  /// write beside the numbers.
  package func admit(_ unit: DepthEncoding.Unit, name: String) throws(FileError) {
    guard isPacked, case .perMetre(let scale) = unit, scale < 10_000 else { return }
    throw FileError(
      .damaged, name, "is a colour picture, at \(scale) units per metre no depth map: expected gray 16-bit numbers")
  }

  private static func samples(_ raster: Raster, name: String) throws(FileError) -> [Float] {
    guard raster.palette.isEmpty, raster.maximum >= 255 else {
      throw FileError(.damaged, name, "is a PNG with a palette or under 8 bits, expected a depth map")
    }
    switch (raster.channels, raster.samples) {
    case (1, .words(let values)): return values.map { Float($0) }
    case (1, .bytes(let values)): return values.map { Float($0) }
    case (3, .bytes(let values)), (4, .bytes(let values)):
      // Every number below 2^24 is a Float32.
      return (0..<(raster.width * raster.height)).map { i in
        let at = i * raster.channels
        return Float(Int32(values[at]) | Int32(values[at + 1]) << 8 | Int32(values[at + 2]) << 16)
      }
    default:
      throw FileError(.damaged, name, "is a PNG of \(raster.channels) channels, expected gray or 8-bit colour")
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
