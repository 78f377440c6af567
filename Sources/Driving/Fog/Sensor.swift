import Numerics
import Pictures

/// What a camera does to the light that arrives: stray light, exposure, noise, 8 bits. Noise comes after the fog's
/// attenuation, so far surfaces, of which little light is left, drown first.
public struct Sensor: Sendable, Hashable {
  /// What light is multiplied by before the sensor sees it.
  public enum Exposure: Sendable, Hashable {
    case gain(Float)
    /// The gain that brings the picture's mean to this linear level. Fog brightens a picture, so a hazy one is exposed
    /// darker than its clear twin.
    case automatic(mean: Float)
  }

  public var exposure: Exposure
  /// The share of all light that the lens scatters over the whole picture, in [0, 1).
  public var glare: Float
  /// The variance of shot noise at full white, in linear units²; it grows in proportion to the light.
  public var shotVariance: Float
  /// The standard deviation of read noise, in linear units (white is 1).
  public var readNoise: Float
  /// Whether values are rounded to bytes.
  public var isQuantised: Bool

  /// Traps for a glare outside [0, 1) and for noise below 0.
  public init(
    exposure: Exposure = .gain(1), glare: Float = 0, shotVariance: Float = 2e-5, readNoise: Float = 0.002,
    isQuantised: Bool = true
  ) {
    require(glare >= 0 && glare < 1, "Sensor: glare \(glare), expected [0, 1)")
    require(
      shotVariance >= 0 && readNoise >= 0,
      "Sensor: shot variance \(shotVariance), read noise \(readNoise), expected >= 0")
    (self.exposure, self.glare, self.shotVariance) = (exposure, glare, shotVariance)
    (self.readNoise, self.isQuantised) = (readNoise, isQuantised)
  }

  /// The sRGB picture of linear light (interleaved RGB), clipped where the sensor saturates. Noise comes from `random`.
  public func picture(of light: [Float], width: Int, height: Int, _ random: Generator) -> Image {
    var random = random.stream("sensor noise")
    let normal = shotVariance > 0 || readNoise > 0 ? random.normal(count: light.count) : []
    let stray = strayLight(light)
    let gain = gain(light)
    var coded = [Float](repeating: 0, count: light.count)
    for i in light.indices {
      var x = (light[i] * (1 - glare) + stray[i % 3]) * gain
      if !normal.isEmpty { x += normal[i] * (max(x, 0) * shotVariance + readNoise * readNoise).squareRoot() }
      coded[i] = TransferFunction.encoded(x)
    }
    let image = Image(width: width, height: height, floats: coded)
    return isQuantised ? Image(width: width, height: height, bytes: image.bytes) : image
  }

  private func gain(_ light: [Float]) -> Float {
    switch exposure {
    case .gain(let gain):
      require(gain > 0, "Sensor: gain \(gain), expected above 0")
      return gain
    case .automatic(let level):
      let mean = FixedOrder.sum(light) / Double(light.count)
      require(mean > 0 && level > 0, "Sensor: exposing a picture of mean \(mean) to \(level)")
      return level / Float(mean)
    }
  }

  /// What glare adds to red, green and blue: its share of their means.
  private func strayLight(_ light: [Float]) -> SIMD3<Float> {
    guard glare > 0 else { return .zero }
    var stray = SIMD3<Float>.zero
    for c in 0..<3 {
      let channel = stride(from: c, to: light.count, by: 3).map { light[$0] }
      stray[c] = glare * Float(FixedOrder.sum(channel) / Double(channel.count))
    }
    return stray
  }
}
