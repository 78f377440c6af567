import Numerics
import World

/// A picture as another camera, at another hour, might have given it: gamma, gain per channel, saturation, contrast and
/// brightness drawn at random. Geometry stays.
public struct ColourAugmentation: Sendable, Equatable {
  /// gamma = exp(U(-g, g)).
  public var gamma: Float = 0.35
  /// Each channel's factor is exp(U(-g, g)).
  public var gain: Float = 0.08
  /// The share of colour that is left.
  public var saturation: ClosedRange<Float> = 0.3...1.5
  /// The factor on the distance from the picture's mean.
  public var contrast: ClosedRange<Float> = 0.5...1.3
  /// What is added at the end: U(-b, b).
  public var brightness: Float = 0.15

  public init() {}

  /// White balance alone: each channel's factor is exp(U(-gain, gain)).
  public static func casts(_ gain: Float) -> ColourAugmentation {
    var colour = ColourAugmentation()
    (colour.gamma, colour.gain, colour.saturation, colour.contrast, colour.brightness) = (0, gain, 1...1, 1...1, 0)
    return colour
  }

  /// sRGB bytes (interleaved RGB) -> values in [-1, 1], as the networks take them; clipped as a camera clips.
  public func augmented(
    _ pixels: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<Float>, _ random: Generator
  ) {
    require(
      pixels.count == out.count && pixels.count % 3 == 0,
      "ColourAugmentation: \(pixels.count) bytes into \(out.count) floats")
    var random = random
    func factor(_ range: Float) -> Float { Float(Portable.exp(Double(random.uniform(in: -range...range)))) }
    let exponent = Double(factor(gamma))
    let gains = SIMD3(factor(gain), factor(gain), factor(gain))
    let (colour, spread) = (random.uniform(in: saturation), random.uniform(in: contrast))
    let shift = random.uniform(in: -brightness...brightness)
    let table = (0..<256).map { Float(Portable.pow(Double($0) / 255, exponent)) }

    var total = 0.0
    for i in 0..<pixels.count / 3 {
      var c =
        SIMD3(
          table[Int(pixels[3 * i])], table[Int(pixels[3 * i + 1])], table[Int(pixels[3 * i + 2])]) * gains
      let gray = 0.299 * c.x + 0.587 * c.y + 0.114 * c.z
      c = SIMD3(repeating: gray) + (c - gray) * colour
      total += Double(gray)
      (out[3 * i], out[3 * i + 1], out[3 * i + 2]) = (c.x, c.y, c.z)
    }
    let mean = Float(total / Double(max(1, pixels.count / 3)))
    for i in out.indices {
      let x = mean + (out[i] - mean) * spread + shift
      out[i] = 2 * min(max(x, 0), 1) - 1
    }
  }
}
