/// Patterns averaged over the width of a pixel, in closed form: textures that need no supersampling.
enum Filtered {
  /// The share of [x - w/2, x + w/2] that lies in [a, b].
  @inline(__always) static func band(_ x: Float, _ a: Float, _ b: Float, _ w: Float) -> Float {
    let w = max(w, 1e-5)
    return saturate((min(x + 0.5 * w, b) - max(x - 0.5 * w, a)) / w)
  }

  /// The share of [x - w/2, x + w/2] that lies in [-a, a].
  @inline(__always) static func within(_ x: Float, _ a: Float, _ w: Float) -> Float { band(x, -a, a, w) }

  /// The share of [x - w/2, x + w/2] that lies in [a, b] + period * integers; 0 <= a <= b <= period.
  @inline(__always)
  static func pulses(_ x: Float, period: Float, _ a: Float, _ b: Float, _ w: Float) -> Float {
    let w = max(w, 1e-5)
    return saturate(
      (covered(x + 0.5 * w, period, a, b) - covered(x - 0.5 * w, period, a, b)) / w)
  }

  /// The length of the pulses below x.
  @inline(__always) private static func covered(_ x: Float, _ period: Float, _ a: Float, _ b: Float) -> Float {
    let whole = (x / period).rounded(.down)
    let rest = x - whole * period
    return whole * (b - a) + min(max(rest - a, 0), b - a)
  }

  /// 0 below the edge and 1 above, over a pixel's width.
  @inline(__always) static func step(_ edge: Float, _ x: Float, _ w: Float) -> Float {
    saturate((x - edge) / max(w, 1e-5) + 0.5)
  }
}
