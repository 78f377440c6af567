import Numerics

/// A gray or colour picture: sRGB-encoded samples, interleaved, row by row from the top left.
///
/// The samples are either bytes (as a camera or an 8-bit file gives them) or 32-bit floats in [0, 1]. Alpha is not
/// kept: no data set here uses it for anything but "opaque".
public struct Image: Sendable, Equatable {
  public enum Samples: Sendable, Equatable {
    case bytes([UInt8])
    case floats([Float])

    var count: Int {
      switch self {
      case .bytes(let values): values.count
      case .floats(let values): values.count
      }
    }
  }

  public let width: Int
  public let height: Int
  /// 1 (gray) or 3 (red, green, blue).
  public let channels: Int
  public let samples: Samples
  /// How its file was turned to stand upright.
  public internal(set) var turned = Orientation.upright

  /// Wraps `height * width * channels` interleaved samples; another count, or channels other than 1 and 3, traps.
  public init(width: Int, height: Int, channels: Int = 3, samples: Samples) {
    require(channels == 1 || channels == 3, "Image: \(channels) channels, expected 1 or 3")
    require(
      width > 0 && height > 0 && samples.count == width * height * channels,
      "Image: \(width) x \(height) x \(channels), but \(samples.count) samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// The same of bytes.
  public init(width: Int, height: Int, channels: Int = 3, bytes: [UInt8]) {
    self.init(width: width, height: height, channels: channels, samples: .bytes(bytes))
  }

  /// The same of floats, meant to lie in [0, 1].
  public init(width: Int, height: Int, channels: Int = 3, floats: [Float]) {
    self.init(width: width, height: height, channels: channels, samples: .floats(floats))
  }

  /// The samples in [0, 1]; bytes are divided by 255.
  public var floats: [Float] {
    switch samples {
    case .floats(let values): values
    case .bytes(let values): values.map { Float($0) / 255 }
    }
  }

  /// The samples as bytes, `round(255 x)`; a float outside [0, 1] (or not a number) traps, it is not clamped.
  public var bytes: [UInt8] {
    switch samples {
    case .bytes(let values): values
    case .floats(let values):
      values.map { x in
        require(x >= 0 && x <= 1, "Image.bytes: a sample of \(x), expected [0, 1]")
        return UInt8((x * 255).rounded())
      }
    }
  }

  /// The same picture with float samples.
  public var asFloats: Image { Image(width: width, height: height, channels: channels, floats: floats) }

  /// The same picture with three channels: gray is repeated.
  public var rgb: Image {
    guard channels == 1 else { return self }
    func tripled<T>(_ values: [T]) -> [T] {
      [T](unsafeUninitializedCapacity: values.count * 3) { out, count in
        for (i, value) in values.enumerated() {
          for c in 0..<3 { out.initializeElement(at: 3 * i + c, to: value) }
        }
        count = values.count * 3
      }
    }
    switch samples {
    case .bytes(let values): return Image(width: width, height: height, bytes: tripled(values))
    case .floats(let values): return Image(width: width, height: height, floats: tripled(values))
    }
  }
}
