import Numerics

/// How far one sees: the meteorological optical range V, at which a black target's contrast falls to a threshold C_t.
///
/// V alone says nothing: with 2 % instead of 5 % the same V means 1.306 times the scattering.
public struct Visibility: Sendable, Hashable {
  /// The contrast C_t that still counts as seen.
  public enum Contrast: Double, Sendable, CaseIterable {
    /// 0.05: WMO and ICAO, Foggy Cityscapes; -ln C_t = 2.996.
    case fivePercent = 0.05
    /// 0.02: Koschmieder 1924 and much of the dehazing literature; -ln C_t = 3.912.
    case twoPercent = 0.02
  }

  /// V in metres, above zero.
  public let metres: Double
  public let contrast: Contrast

  /// A visibility; a range that is not positive and finite traps.
  public init(metres: Double, contrast: Contrast = .fivePercent) {
    require(metres > 0 && metres.isFinite, "Visibility: \(metres) m, expected a positive, finite range")
    self.metres = metres
    self.contrast = contrast
  }

  /// The visibility that belongs to a scattering coefficient in 1/m, above zero.
  public init(beta: Double, contrast: Contrast = .fivePercent) {
    require(beta > 0 && beta.isFinite, "Visibility: beta \(beta) /m, expected a positive, finite coefficient")
    self.init(metres: -Portable.log(contrast.rawValue) / beta, contrast: contrast)
  }

  /// The scattering coefficient in 1/m: beta = -ln(C_t) / V.
  public var beta: Double { -Portable.log(contrast.rawValue) / metres }
}
