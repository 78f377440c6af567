import CKernels

/// Float64 functions with the same bits on every machine, within about 1 ulp.
///
/// libm's differ between versions and between CPUs with and without fused multiply-add; nothing whose result is
/// committed may call them. Square roots, floor and the like are exact everywhere and need no entry here.
public enum Portable {
  public static func exp(_ x: Double) -> Double { hd_exp_f64(x) }
  public static func log(_ x: Double) -> Double { hd_log_f64(x) }
  /// x^y for x > 0, or x = 0 with y > 0.
  public static func pow(_ x: Double, _ y: Double) -> Double { hd_pow_f64(x, y) }
  public static func sin(_ x: Double) -> Double { hd_sin_f64(x) }
  public static func cos(_ x: Double) -> Double { hd_cos_f64(x) }
  public static func tan(_ x: Double) -> Double { hd_tan_f64(x) }
  /// The angle of (x, y) from the x axis, in (-pi, pi].
  public static func atan2(_ y: Double, _ x: Double) -> Double { hd_atan2_f64(y, x) }
  public static func tanh(_ x: Double) -> Double { hd_tanh_f64(x) }
  public static func erf(_ x: Double) -> Double { hd_erf_f64(x) }
}
