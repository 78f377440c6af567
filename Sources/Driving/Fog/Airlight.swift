/// The light that fog itself sends: A.
public enum Airlight: Sendable, Hashable {
  /// sRGB-coded red, green and blue in [0, 1].
  case constant(Float, Float, Float)
  /// The mean of the clear picture's sky, in the light that is blended; without sky, the given colour (sRGB-coded).
  ///
  /// A blue sky makes blue fog, which droplets do not: `saturation` 0 keeps the sky's brightness only.
  case sky(otherwise: SIMD3<Float>, saturation: Float = 1)

  /// A neutral gray, sRGB-coded, in [0, 1].
  public static func gray(_ level: Float) -> Airlight { .constant(level, level, level) }

  /// A in the coding of `pixels` (interleaved RGB); `coded` turns an sRGB value into that coding.
  package func resolved(_ pixels: [Float], isSky: (Int) -> Bool, coded: (Float) -> Float) -> SIMD3<Float> {
    switch self {
    case .constant(let r, let g, let b): return SIMD3(coded(r), coded(g), coded(b))
    case .sky(let otherwise, let saturation):
      var (sum, count) = (SIMD3<Double>.zero, 0.0)
      for i in 0..<pixels.count / 3 where isSky(i) {
        sum += SIMD3(Double(pixels[3 * i]), Double(pixels[3 * i + 1]), Double(pixels[3 * i + 2]))
        count += 1
      }
      guard count > 0 else { return SIMD3(coded(otherwise.x), coded(otherwise.y), coded(otherwise.z)) }
      let mean = SIMD3(Float(sum.x / count), Float(sum.y / count), Float(sum.z / count))
      let luminance = 0.2126 * mean.x + 0.7152 * mean.y + 0.0722 * mean.z
      return luminance + (mean - luminance) * saturation
    }
  }
}
