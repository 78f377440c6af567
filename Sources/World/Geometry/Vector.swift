/// A point or direction in metres: x to the right of the street, y up, z along the street.
typealias Vec3 = SIMD3<Float>
/// A linear RGB colour: an albedo in [0, 1], or a radiance.
typealias Colour = SIMD3<Float>
/// Four samples that are intersected at once.
typealias Lanes = SIMD4<Float>

// Sums are written out: their order is part of the picture's bits.

@inline(__always) func dot(_ a: Vec3, _ b: Vec3) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always) func cross(_ a: Vec3, _ b: Vec3) -> Vec3 {
  Vec3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

@inline(__always) func length(_ a: Vec3) -> Float { dot(a, a).squareRoot() }

@inline(__always) func normalized(_ a: Vec3) -> Vec3 { a * (1 / length(a)) }

@inline(__always) func mix(_ a: Colour, _ b: Colour, _ t: Float) -> Colour { a + (b - a) * t }

@inline(__always) func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

@inline(__always) func saturate(_ x: Float) -> Float { x < 0 ? 0 : (x > 1 ? 1 : x) }

/// 0 below a, 1 above b, the cubic 3t² - 2t³ between.
@inline(__always) func smoothstep(_ a: Float, _ b: Float, _ x: Float) -> Float {
  let t = saturate((x - a) / (b - a))
  return t * t * (3 - 2 * t)
}

@inline(__always) func gray(_ x: Float) -> Colour { Colour(repeating: x) }

/// Rec. 709 luminance of linear RGB.
@inline(__always) func luminance(_ c: Colour) -> Float { 0.2126 * c.x + 0.7152 * c.y + 0.0722 * c.z }
