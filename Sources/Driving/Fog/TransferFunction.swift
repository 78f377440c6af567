import Numerics

/// sRGB's coding of linear light (IEC 61966-2-1), both ways, on [0, 1].
public enum TransferFunction {
  /// The coded value of linear light x in [0, 1].
  public static func encoded(_ x: Double) -> Double {
    x <= 0.0031308 ? 12.92 * x : 1.055 * Portable.pow(x, 1 / 2.4) - 0.055
  }

  /// The linear light of a coded value x in [0, 1].
  public static func decoded(_ x: Double) -> Double {
    x <= 0.04045 ? x / 12.92 : Portable.pow((x + 0.055) / 1.055, 2.4)
  }

  /// `encoded` for pictures: within 1e-6, by interpolation. Light above 1 is white, as in a saturated sensor, and
  /// light below 0 (noise) black.
  public static func encoded(_ x: Float) -> Float {
    // The square root straightens the curve enough for linear interpolation.
    let s = (x > 0 ? (x < 1 ? x : 1) : 0).squareRoot() * steps
    let i = min(Int(s), Int(steps) - 1)
    return toCoded[i] + (toCoded[i + 1] - toCoded[i]) * (s - Float(i))
  }

  /// `decoded` for pictures: within 1e-6, by interpolation. A value outside [0, 1] traps.
  public static func decoded(_ x: Float) -> Float {
    require(x >= 0 && x <= 1, "TransferFunction.decoded: a sample of \(x), expected [0, 1]")
    let s = x * steps
    let i = min(Int(s), Int(steps) - 1)
    return toLinear[i] + (toLinear[i + 1] - toLinear[i]) * (s - Float(i))
  }

  private static let steps: Float = 4096
  private static let toCoded = (0...4096).map { k in
    let s = Double(k) / 4096
    return Float(encoded(s * s))
  }
  private static let toLinear = (0...4096).map { Float(decoded(Double($0) / 4096)) }
}
