import Numerics

/// Sun and sky of one scene, exposed so that a white sheet in full light comes out a little below 1.
struct Light {
  /// From the ground to the sun.
  var sun: Vec3
  /// Radiance that a white sheet facing the sun sends back of the sun's light alone.
  var sunColour: Colour
  var zenith: Colour
  var horizon: Colour
  /// What an upward white sheet sends back of the sky's light alone.
  var ambient: Colour
  /// Light thrown back by the ground onto what faces down.
  var bounce: Colour
  var cloudColour: Colour
  /// The share of the sky under clouds, 0 to 1.
  var cloudiness: Float
  var cloudSeed: UInt32
  /// 0 dry to 1 rain-wet: darker, mirroring ground.
  var wetness: Float
  /// Whether lamps are lit and windows shine.
  var isDim: Bool
  /// How high, in radians of elevation, roofs and trees hide the sky from reflections.
  var skyline: Float

  /// The sky's radiance in a direction of length 1; below the horizon, the horizon's.
  func sky(_ d: Vec3, withClouds: Bool = true) -> Colour {
    let up = max(d.y, 0)
    let high = (up * 1.4 + 0.02).squareRoot()
    var colour = mix(horizon, zenith, saturate(high * 1.1 - 0.12))
    let toSun = max(dot(d, sun), 0)
    let wide = toSun * toSun * toSun * toSun
    let glow = wide * wide
    let narrow = glow * glow * glow * glow
    colour += sunColour * (0.05 * wide + 0.10 * glow + 0.25 * narrow * narrow)
    guard withClouds else { return colour }
    if toSun > 0.9993 { colour += sunColour * (8 * (1 - cloudiness)) }
    let scale = 1.1 / (up + 0.09)
    let (x, y) = (d.x * scale, d.z * scale)
    // A pixel's width in the sky grows towards the horizon.
    let cover = Noise.fractal(x, y * 0.8, cloudSeed, octaves: 5, footprint: 0.012 * scale)
    let threshold = 0.78 - 0.6 * cloudiness
    let density = smoothstep(threshold, threshold + 0.2, cover) * smoothstep(0, 0.05, up)
    let lit = Noise.fractal(x + sun.x * 0.25, y * 0.8 + sun.z * 0.25, cloudSeed, octaves: 3, footprint: 0.012 * scale)
    let shade = saturate(1.05 - 1.1 * max(lit - threshold, 0) - 0.25 * max(cover - threshold, 0))
    let cloud = cloudColour * (0.45 + 0.55 * shade) + sunColour * (0.12 * glow * (1 - density))
    return mix(colour, cloud, density * 0.93)
  }

  /// What a mirror shows in a direction of length 1: the sky, a blurred skyline, the ground.
  func mirrored(_ d: Vec3) -> Colour {
    let open = smoothstep(skyline * 0.6, skyline * 1.3 + 0.05, d.y)
    let town = ambient * 0.13 + sunColour * 0.02
    if open <= 0 { return d.y < 0 ? bounce * 0.35 + ambient * 0.03 : town }
    return mix(town, sky(d, withClouds: false), open)
  }

  /// What a white sheet with normal n sends back of sky and ground, the sun's light aside.
  @inline(__always) func diffuse(_ n: Vec3) -> Colour {
    let up = 0.5 + 0.5 * n.y
    return ambient * up + bounce * (1 - up)
  }
}

/// Weather and time of day.
public enum Weather: String, CaseIterable, Sendable {
  case sunny
  case cloudy
  case overcast
  case rainy
  case lowSun = "low-sun"
}

extension Light {
  /// A light of this weather; `skyline` as in the property, `heading` of the street in radians.
  init(_ weather: Weather, skyline: Float, _ draw: inout Draws) {
    let elevation: Float
    switch weather {
    case .sunny, .cloudy: elevation = draw(0.5, 1.05)
    case .overcast, .rainy: elevation = draw(0.5, 1.0)
    case .lowSun: elevation = draw(0.14, 0.32)
    }
    // Low suns stand beside or behind the street more often than straight ahead.
    let azimuth = draw(-3.14, 3.14)
    let (se, ce) = (Float(Portable.sin(Double(elevation))), Float(Portable.cos(Double(elevation))))
    let (sa, ca) = (Float(Portable.sin(Double(azimuth))), Float(Portable.cos(Double(azimuth))))
    sun = Vec3(sa * ce, se, ca * ce)
    self.skyline = skyline
    cloudSeed = draw.word()
    isDim = weather == .lowSun || weather == .rainy && draw.chance(0.6)
    let brightness = draw(0.85, 1.15)
    switch weather {
    case .sunny, .cloudy:
      let warm = draw(0, 1)
      sunColour = mix(Colour(1.42, 1.33, 1.16), Colour(1.5, 1.27, 0.98), warm) * brightness
      zenith = mix(Colour(0.12, 0.26, 0.58), Colour(0.2, 0.36, 0.62), draw(0, 1)) * brightness
      horizon = mix(Colour(0.52, 0.66, 0.82), Colour(0.66, 0.72, 0.78), draw(0, 1)) * brightness
      ambient = Colour(0.30, 0.37, 0.47) * brightness
      cloudColour = Colour(0.93, 0.94, 0.96) * brightness
      cloudiness = weather == .sunny ? draw(0.05, 0.4) : draw(0.55, 0.8)
      wetness = 0
    case .overcast, .rainy:
      sunColour = gray(draw(0, 0.1)) * brightness
      let tone = draw(0.62, 0.86) * (weather == .rainy ? 0.82 : 1)
      zenith = Colour(0.80, 0.85, 0.92) * tone * brightness
      horizon = Colour(0.94, 0.96, 0.98) * tone * brightness
      ambient = Colour(0.80, 0.84, 0.88) * (tone + 0.1) * brightness
      cloudColour = Colour(0.86, 0.89, 0.93) * tone * brightness
      cloudiness = draw(0.75, 1)
      wetness = weather == .rainy ? draw(0.5, 1) : 0
    case .lowSun:
      sunColour = Colour(1.35, 0.83, 0.42) * brightness
      zenith = Colour(0.15, 0.24, 0.45) * brightness
      horizon = mix(Colour(0.95, 0.62, 0.38), Colour(0.78, 0.62, 0.55), draw(0, 1)) * brightness
      ambient = Colour(0.25, 0.27, 0.36) * brightness
      cloudColour = Colour(0.85, 0.62, 0.52) * brightness
      cloudiness = draw(0.2, 0.6)
      wetness = 0
    }
    let exposure: Float = 1.22
    sunColour *= exposure
    ambient *= exposure * 1.05
    zenith *= 1.08
    bounce = (ambient + sunColour * max(sun.y, 0)) * Colour(0.20, 0.19, 0.17)
  }
}
