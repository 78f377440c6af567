import Files
import Pictures

/// Something a frame has, named by its files and read only when asked for.
public struct Part<Value: Sendable>: Sendable {
  public let files: [FileReference]
  /// The one file whose stored numbers are the value as they stand: planar metres, or nothing measured.
  public let asStored: FileReference?
  private let load: @Sendable () throws(FileError) -> Value
  /// How its numbers are read, in words; reads a file.
  private let describe: (@Sendable () throws(FileError) -> String)?

  /// `load` is called at each `read`; it throws for what is missing or damaged.
  public init(
    _ files: [FileReference], asStored: FileReference? = nil,
    describe: (@Sendable () throws(FileError) -> String)? = nil, load: @escaping @Sendable () throws(FileError) -> Value
  ) {
    self.files = files
    self.asStored = asStored
    self.describe = describe
    self.load = load
  }

  /// How its numbers are read, or why they cannot be.
  var words: String {
    guard let describe else { return "as its layout has it" }
    do { return try describe() } catch { return error.reason }
  }

  /// Reads and decodes its files; nothing is kept.
  public func read() throws(FileError) -> Value { try load() }

  /// Where it comes from, for messages.
  public var name: String { files.map(\.description).joined(separator: " + ") }
}

/// A depth map and, where its encoding tells, the sky.
public struct DepthReading: Sendable {
  public let depth: DepthMap
  public let sky: Grid<Bool>?
  public let tally: DepthTally?

  public init(depth: DepthMap, sky: Grid<Bool>? = nil, tally: DepthTally? = nil) {
    self.depth = depth
    self.sky = sky
    self.tally = tally
  }
}

extension Part where Value == Image {
  /// A PNG or JPEG picture.
  public static func picture(_ file: FileReference) -> Part {
    Part([file]) { () throws(FileError) in try Image(try file.read(for: .picture), name: file.description) }
  }
}

extension Part where Value == DepthReading {
  /// A depth file in a known encoding.
  static func depth(
    _ file: FileReference, _ encoding: DepthEncoding, keys: [String] = ["data", "depth"]
  ) -> Part {
    Part([file], asStored: encoding == .metres ? file : nil) { () throws(FileError) in
      let read = try DepthFile(
        try file.read(for: .depth), name: file.description, encoding: encoding, keys: keys)
      return DepthReading(depth: read.depth, sky: encoding.far.isFinite ? read.far : nil, tally: read.tally)
    }
  }
}

extension Part where Value == DepthReading {
  /// A depth file, read by what its user says of it and what the layout knows (`own`; nil: nothing).
  static func depth(_ file: FileReference, _ meaning: DepthMeaning, own: DepthEncoding? = nil) -> Part {
    let isAsStored = meaning.isPlain && (own ?? .metres) == .metres && file.path.pathExtension == "npy"
    let describe = { @Sendable () throws(FileError) -> String in
      let name = file.description
      let stored = try StoredDepth(try file.read(for: .depth), name: name, key: meaning.key)
      return DepthMeaning.words(try meaning.encoding(of: stored, own: own, name: name), of: stored)
    }
    return Part([file], asStored: isAsStored ? file : nil, describe: describe) { () throws(FileError) in
      let read = try DepthFile(
        try file.read(for: .depth), name: file.description, meaning: meaning, own: own)
      return DepthReading(depth: read.depth, sky: read.encoding.far.isFinite ? read.far : nil, tally: read.tally)
    }
  }
}

extension Part where Value == Grid<UInt8> {
  /// Class numbers in one channel of an 8-bit picture.
  public static func classes(_ file: FileReference, channel: Int = 0) -> Part {
    Part([file]) { () throws(FileError) in
      let raster = try Raster(try file.read(for: .picture), name: file.description)
      guard case .bytes(let bytes) = raster.samples, channel < raster.channels else {
        throw FileError(.damaged, file.description, "has no 8-bit channel \(channel), expected class numbers there")
      }
      let step = raster.channels
      let values = (0..<(raster.width * raster.height)).map { bytes[$0 * step + channel] }
      return Grid(width: raster.width, height: raster.height, values: values)
    }
  }
}

extension Part where Value == Grid<Float> {
  /// A share in [0, 1]: a gray picture over its largest value, or a [H, W] array.
  public static func share(_ file: FileReference) -> Part {
    Part([file]) { () throws(FileError) in
      let bytes = try file.read(for: .depth)
      let name = file.description
      if FileFormat(head: bytes.prefix(8)) == .npy {
        let array = try NumpyArray(bytes, name: name)
        let values = array.floats
        guard array.shape.count == 2, !values.isEmpty, values.allSatisfy({ (0...1).contains($0) }) else {
          throw FileError(.damaged, name, "has the shape \(array.shape), expected [H, W] of numbers in [0, 1]")
        }
        return Grid(width: array.shape[1], height: array.shape[0], values: values)
      }
      let raster = try Raster(bytes, name: name)
      let scale = Float(raster.maximum)
      return Grid(width: raster.width, height: raster.height, values: raster.channel(0).map { Float($0) / scale })
    }
  }
}
