import Numerics

/// Atmospheric scattering, the one place of its two equations.
///
/// Source: Koschmieder, "Theorie der horizontalen Sichtweite", 1924; Narasimhan and Nayar, IJCV 48, 2002.
public enum Koschmieder {
  /// The transmission t = exp(-tau) of an optical depth tau = ∫ beta ds; 0 for an infinite one.
  @inlinable public static func transmission(opticalDepth tau: Double) -> Double {
    tau == .infinity ? 0 : Portable.exp(-tau)
  }

  /// The light that arrives: I = J t + A (1 - t), with J a surface's own light and A the airlight, all in one coding.
  @inlinable @inline(__always) public static func blended(_ J: Float, _ t: Float, _ A: Float) -> Float {
    J * t + A * (1 - t)
  }
}
