import Numerics

/// What a prediction may borrow from the truth before it is scored; fitted on the valid pixels of each image.
public enum Alignment: Sendable, Hashable {
  case none
  /// p times median(g) / median(p); a middle pair is averaged (numpy).
  case median
  /// The same with the lower of a middle pair (torch): packnet-sfm.
  case lowerMedian
  /// p times sum(p g) / sum(p^2), the least-squares scale.
  case scale
  /// s p + t, least squares in metres.
  case scaleShift
  /// 1 / max(s d + t, floor), least squares in 1/m, where d is the predicted disparity (or 1/p of a predicted depth).
  case scaleShiftDisparity(floor: Double)
}

/// A fitted alignment.
public struct AlignmentFit: Sendable, Equatable {
  public let scale: Double
  public let shift: Double
}

/// Least squares of y ~ scale x + shift and its simpler kin, in Float64.
public enum LineFit {
  /// min sum (scale x + shift - y)^2; of all minima (constant x) the one with the least scale^2 + shift^2, as LAPACK's
  /// `gelsd` and numpy's `lstsq` choose. NaN for fewer than two points or a value that is not finite.
  ///
  /// Centred normal equations: with one regressor they lose nothing against a QR factorisation, the mean being taken out.
  public static func scaleShift(_ x: [Double], _ y: [Double]) -> AlignmentFit {
    require(x.count == y.count, "scaleShift: \(x.count) against \(y.count) values")
    guard x.count >= 2 else { return AlignmentFit(scale: .nan, shift: .nan) }
    let n = Double(x.count)
    let (mx, my) = (FixedOrder.sum(x) / n, FixedOrder.sum(y) / n)
    let sxx = FixedOrder.sum(x.lazy.map { ($0 - mx) * ($0 - mx) })
    let sxy = FixedOrder.sum(zip(x, y).lazy.map { ($0 - mx) * ($1 - my) })
    guard sxx.isFinite && sxy.isFinite else { return AlignmentFit(scale: .nan, shift: .nan) }
    // numpy's rank test: the smaller singular value of [x 1] against eps * n times the larger one.
    let larger = FixedOrder.sum(x.lazy.map { $0 * $0 }) + n
    let smaller = sxx * n / larger
    guard smaller.squareRoot() > 0x1p-52 * n * larger.squareRoot() else {
      let scale = mx * my / (mx * mx + 1)
      return AlignmentFit(scale: scale, shift: my / (mx * mx + 1))
    }
    let scale = sxy / sxx
    return AlignmentFit(scale: scale, shift: my - scale * mx)
  }

  /// sum(x y) / sum(x^2): min sum (scale x - y)^2. NaN if every x is 0.
  public static func scale(_ x: [Double], _ y: [Double]) -> Double {
    require(x.count == y.count, "scale: \(x.count) against \(y.count) values")
    return FixedOrder.sum(zip(x, y).lazy.map { $0 * $1 }) / FixedOrder.sum(x.lazy.map { $0 * $0 })
  }
}
