import Numerics

/// The samples of a picture file exactly as stored: no scaling, no colour conversion.
public struct Raster: Sendable, Equatable {
  public enum Samples: Sendable, Equatable {
    case bytes([UInt8])
    case words([UInt16])
  }
  public struct Colour: Sendable, Equatable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8
  }

  public let width: Int
  public let height: Int
  /// 1 gray or palette index, 2 gray and alpha, 3 colour, 4 colour and alpha.
  public let channels: Int
  /// The largest value a sample of the file can have: 1, 3, 15, 255 or 65535.
  public let maximum: Int
  /// Interleaved, row by row from the top left.
  public let samples: Samples
  /// What the indices stand for; empty where samples are no indices.
  public let palette: [Colour]

  /// `maximum`: that of the samples' type if nil. Traps unless there are `width * height * channels` samples, of 1 to 4
  /// channels.
  public init(
    width: Int, height: Int, channels: Int, maximum: Int? = nil, samples: Samples, palette: [Colour] = []
  ) {
    let (count, largest) =
      switch samples {
      case .bytes(let values): (values.count, 255)
      case .words(let values): (values.count, 65535)
      }
    require(
      width > 0 && height > 0 && (1...4).contains(channels) && count == width * height * channels,
      "Raster: \(width) x \(height) x \(channels), but \(count) samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.maximum = maximum ?? largest
    self.samples = samples
    self.palette = palette
  }

  /// One channel as it is stored, e.g. the red channel of a class map.
  public func channel(_ c: Int) -> [UInt16] {
    require((0..<channels).contains(c), "Raster.channel: \(c) of \(channels)")
    let pixels = 0..<(width * height)
    switch samples {
    case .bytes(let values): return pixels.map { UInt16(values[$0 * channels + c]) }
    case .words(let values): return channels == 1 ? values : pixels.map { values[$0 * channels + c] }
    }
  }

  /// The picture for looking at: alpha dropped, palette applied; 8-bit samples stay bytes, others become x / maximum.
  public var image: Image {
    let colours = channels >= 3 ? 3 : 1
    let pixels = width * height
    if case .bytes(let values) = samples, !palette.isEmpty {
      let rgb = values.flatMap { index in
        let colour = palette[Int(index)]
        return [colour.red, colour.green, colour.blue]
      }
      return Image(width: width, height: height, bytes: rgb)
    }
    func kept<T>(_ values: [T]) -> [T] {
      if colours == channels { return values }
      return [T](unsafeUninitializedCapacity: pixels * colours) { out, count in
        for i in 0..<pixels {
          for c in 0..<colours { out.initializeElement(at: i * colours + c, to: values[i * channels + c]) }
        }
        count = pixels * colours
      }
    }
    switch samples {
    case .bytes(let values) where maximum == 255:
      return Image(width: width, height: height, channels: colours, bytes: kept(values))
    case .bytes(let values):
      let floats = kept(values).map { Float($0) / Float(maximum) }
      return Image(width: width, height: height, channels: colours, floats: floats)
    case .words(let values):
      let floats = kept(values).map { Float($0) / Float(maximum) }
      return Image(width: width, height: height, channels: colours, floats: floats)
    }
  }
}
