import Numerics

/// What a camera does to the light that arrives: exposure, noise, 8 bits. Noise comes after the fog's attenuation, so far
/// surfaces, of which little light is left, drown first.
public struct Sensor: Sendable, Hashable {
  /// Light is multiplied by this before all else.
  public var gain: Float
  /// The variance of shot noise at full white, in linear units²; it grows in proportion to the light.
  public var shotVariance: Float
  /// The standard deviation of read noise, in linear units (white is 1).
  public var readNoise: Float
  /// Whether values are rounded to bytes.
  public var isQuantised: Bool

  public init(gain: Float = 1, shotVariance: Float = 2e-5, readNoise: Float = 0.002, isQuantised: Bool = true) {
    require(
      gain > 0 && shotVariance >= 0 && readNoise >= 0,
      "Sensor: gain \(gain), shot variance \(shotVariance), read noise \(readNoise), expected none negative")
    (self.gain, self.shotVariance, self.readNoise, self.isQuantised) = (gain, shotVariance, readNoise, isQuantised)
  }

  /// A gain that brings the mean of a picture's light to `level`, as automatic exposure does: fog brightens a picture,
  /// so a hazy one is exposed darker.
  public static func exposing(_ light: [Float], to level: Float) -> Float {
    let mean = FixedOrder.sum(light) / Double(light.count)
    require(mean > 0, "Sensor.exposing: a picture without light")
    return level / Float(mean)
  }

  /// The sRGB picture of linear light (interleaved RGB), clipped where the sensor saturates.
  public func picture(of light: [Float], width: Int, height: Int, _ random: Generator) -> Image {
    var random = random.stream("sensor noise")
    let normal = shotVariance > 0 || readNoise > 0 ? random.normal(count: light.count) : []
    var coded = [Float](repeating: 0, count: light.count)
    for i in light.indices {
      var x = light[i] * gain
      if !normal.isEmpty { x += normal[i] * (max(x, 0) * shotVariance + readNoise * readNoise).squareRoot() }
      coded[i] = TransferFunction.encoded(x)
    }
    let image = Image(width: width, height: height, floats: coded)
    return isQuantised ? Image(width: width, height: height, bytes: image.bytes) : image
  }
}
