import Files
import Foundation
import Numerics

/// A depth file as read: the map, its sky and what became of its pixels.
public struct DepthFile: Sendable {
  public let depth: DepthMap
  /// Pixels at or beyond the encoding's far distance.
  public let far: Grid<Bool>
  public let tally: DepthTally

  /// How its numbers were read.
  public let encoding: DepthEncoding

  /// Decodes what `StoredDepth` reads, by the meaning that `encoding` gives to its numbers.
  public init(
    _ bytes: [UInt8], name: String, encoding: DepthEncoding, keys: [String] = ["data", "depth"],
    limits: ReadingLimits = .standard
  ) throws(FileError) {
    let stored = try StoredDepth(bytes, name: name, keys: keys, limits: limits)
    if stored.source == .packed, case .perMetre(let scale) = encoding.unit, scale < 10_000 {
      throw FileError(
        .damaged, name, "is a colour picture, at \(scale) units per metre no depth map: expected gray 16-bit numbers")
    }
    self.init(stored, encoding)
  }

  /// Decodes what `StoredDepth` reads by what was said of it: `meaning`, and `own` of its layout.
  public init(
    _ bytes: [UInt8], name: String, meaning: DepthMeaning, own: DepthEncoding? = nil,
    keys: [String] = ["data", "depth"], limits: ReadingLimits = .standard
  ) throws(FileError) {
    let stored = try StoredDepth(bytes, name: name, key: meaning.key, keys: keys, limits: limits)
    self.init(stored, try meaning.encoding(of: stored, own: own, name: name))
  }

  private init(_ stored: consuming StoredDepth, _ encoding: DepthEncoding) {
    var stored = stored
    self.encoding = encoding
    var values: [Float] = []
    swap(&values, &stored.values)  // decoding happens in the values' own memory
    (depth, far, tally) = encoding.decode(values, width: stored.width, height: stored.height)
  }

  /// Reads a depth file from disk.
  public init(
    file path: String, encoding: DepthEncoding, keys: [String] = ["data", "depth"], limits: ReadingLimits = .standard
  ) throws(FileError) {
    let bytes = try FolderTree.read(path, for: .depth, limits: limits)
    try self.init(bytes, name: path, encoding: encoding, keys: keys, limits: limits)
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
    require(scale > 0 && scale.isFinite, "DepthMap.png16: \(scale) units per metre, expected a positive number")
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

  /// The map as an EXR file of the one Float32 channel `Y`: metres, 0 where invalid, as in the other formats. Throws where
  /// OpenEXR is missing.
  ///
  /// OpenEXR's own name for distance is `Z`, but OpenCV reads such a file as nothing (before 4.5.3) or as zeros (issue
  /// 22592: it looks for `Z`, then copies from `Y`). `Y` is what its `imwrite` makes of one channel, and what OpenCV of
  /// any version, tinyexr and our reader find.
  public func exr() throws(FileError) -> [UInt8] {
    try EXR.encode(width: width, height: height, channels: [("Y", metres)])
  }

  /// Writes the map in the format of the path's extension, whole or not at all: png (16 bits, `scale` per metre), npy,
  /// npz, pfm or exr; another extension traps. Returns the number of valid pixels too far for a PNG, 0 for the others.
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
    case "exr": bytes = try exr()
    default: fatalError("DepthMap.write: \(path), expected .png, .npy, .npz, .pfm or .exr")
    }
    try writeFile(bytes, to: path)
    return clipped
  }
}
