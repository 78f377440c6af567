import Numerics

/// A depth file as read: the map, its sky and what became of its pixels.
public struct DepthFile: Sendable {
  public let depth: DepthMap
  /// Pixels at or beyond the encoding's far distance.
  public let far: Grid<Bool>
  public let tally: DepthTally

  /// Decodes PNG (gray 8 or 16 bits, or 24 bits packed in colours), npy, npz, PFM or EXR content.
  ///
  /// `keys` are the names an npz array may have; without a match its only array is taken, and several are an error.
  /// Arrays are [H, W], [H, W, 1] or [1, H, W].
  public init(
    _ bytes: [UInt8], name: String, encoding: DepthEncoding, keys: [String] = ["data", "depth"],
    limits: ReadingLimits = .standard
  ) throws(FileError) {
    let width: Int
    let height: Int
    let stored: [Float]
    switch try FileFormat.required(name, of: bytes, among: [.png, .npy, .zip, .pfm, .exr]) {
    case .png:
      let raster = try PNG.decode(bytes, name: name, limits: limits)
      (width, height) = (raster.width, raster.height)
      stored = try DepthFile.stored(raster, name: name)
    case .pfm:
      let map = try PFM(bytes, name: name, limits: limits)
      guard map.channels == 1 else { throw FileError(.damaged, name, "is a colour PFM, expected a gray one") }
      (width, height, stored) = (map.width, map.height, map.values)
    case .exr:
      let map = try EXR(bytes, name: name, limits: limits)
      (width, height, stored) = (map.width, map.height, map.values)
    case .npy:
      let array = try NumpyArray(bytes, name: name, limits: limits)
      (height, width) = try DepthFile.size(array.shape, name: name, limits: limits)
      stored = array.floats
    default:
      let archive = try NumpyArchive(bytes, name: name, limits: limits)
      let key = keys.first { archive.names.contains($0) } ?? (archive.names.count == 1 ? archive.names[0] : nil)
      guard let key else {
        let held = archive.names.joined(separator: ", ")
        throw FileError(.damaged, name, "holds \(held), expected the array \(keys.joined(separator: " or "))")
      }
      let array = try archive.array(key, limits: limits)
      (height, width) = try DepthFile.size(array.shape, name: "\(name)/\(key).npy", limits: limits)
      stored = array.floats
    }
    (depth, far, tally) = encoding.decode(stored, width: width, height: height)
  }

  /// Reads a depth file from disk.
  public init(
    file path: String, encoding: DepthEncoding, keys: [String] = ["data", "depth"], limits: ReadingLimits = .standard
  ) throws(FileError) {
    let bytes = try Folder.read(path, for: .depth, limits: limits)
    try self.init(bytes, name: path, encoding: encoding, keys: keys, limits: limits)
  }

  private static func stored(_ raster: Raster, name: String) throws(FileError) -> [Float] {
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

/// A depth map in a file's fixed-point encoding, and what that lost.
public struct EncodedDepth: Sendable {
  public let bytes: [UInt8]
  /// Valid pixels too far for the format, stored as its largest distance.
  public let clipped: Int
  /// Valid pixels so close that they would read as "not measured", stored as the smallest distance.
  public let raised: Int
}

extension DepthMap {
  /// The map as a gray 16-bit PNG, `round(scale * metres)`, 0 where invalid: KITTI's format for 256 per metre.
  ///
  /// Its farthest distance is 65535 / scale (255.99 m for 256); what does not fit is counted, not hidden.
  public func png16(perMetre scale: Double = 256, level: Int = 6) throws(FileError) -> EncodedDepth {
    precondition(scale > 0 && scale.isFinite, "DepthMap.png16: \(scale) units per metre, expected a positive number")
    var clipped = 0
    var raised = 0
    let words = metres.indices.map { i -> UInt16 in
      guard valid[i] else { return 0 }
      let units = (Double(metres[i]) * scale).rounded()
      if units > 65535 { clipped += 1 }
      if units < 1 { raised += 1 }
      return UInt16(min(max(units, 1), 65535))
    }
    let raster = Raster(width: width, height: height, channels: 1, samples: .words(words))
    return EncodedDepth(bytes: try PNG.encode(raster, level: level), clipped: clipped, raised: raised)
  }

  /// The map as a float32 npy file of shape [H, W]: metres, 0 where invalid.
  public var npy: [UInt8] { NumpyArray.encode(metres, shape: [height, width]) }

  /// The map as an npz file with the one array `data` (DGP's and RealDriveSim's name): metres, 0 where invalid.
  public func npz(key: String = "data") throws(FileError) -> [UInt8] {
    try NumpyArchive.encode([(key, metres, [height, width])])
  }

  /// The map as a PFM file: metres, 0 where invalid.
  public var pfm: [UInt8] { PFM(width: width, height: height, values: metres).encoded }

  /// Writes the map in the format of the path's extension, whole or not at all: png (16 bits, `scale` per metre), npy,
  /// npz or pfm; another extension traps. Returns the number of valid pixels too far for a PNG, 0 for the others.
  @discardableResult
  public func write(_ path: String, perMetre scale: Double = 256) throws(FileError) -> Int {
    var clipped = 0
    let bytes: [UInt8]
    switch path.pathExtension {
    case "png":
      let file = try png16(perMetre: scale)
      (bytes, clipped) = (file.bytes, file.clipped)
    case "npy": bytes = npy
    case "npz": bytes = try npz()
    case "pfm": bytes = pfm
    default: preconditionFailure("DepthMap.write: \(path), expected .png, .npy, .npz or .pfm")
    }
    try writeFile(bytes, to: path)
    return clipped
  }
}
