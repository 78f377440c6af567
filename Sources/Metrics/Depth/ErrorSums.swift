import CKernels
import Numerics

/// The sums of one set of pixels that all `DepthMetric`s are made of; sets add up.
///
/// Float64 throughout. The spread of L is kept about its mean, so that a prediction that is wrong by one constant factor
/// has a scale-invariant error of 0 and not of rounding noise.
public struct ErrorSums: Sendable, Equatable {
  /// Pixels in the sums.
  public private(set) var n = 0
  var e = 0.0
  var absE = 0.0
  var e2 = 0.0
  var absE_g = 0.0
  var e2_g = 0.0
  var e2_g2 = 0.0
  var L = 0.0
  var L2 = 0.0
  /// Sum of (L - mean L)^2.
  var spreadL = 0.0
  var absL = 0.0
  var absI = 0.0
  var I2 = 0.0
  var g = 0.0
  var p = 0.0
  var g2 = 0.0
  var p2 = 0.0
  /// Pixels with max(p/g, g/p) below each of `DepthMetric.thresholds`.
  var hits = [Int](repeating: 0, count: DepthMetric.thresholds.count)

  public init() {}

  /// The sums over pairs of a true distance g (finite, above zero) and a prediction p.
  ///
  /// A prediction that is NaN, infinite or not positive enters as the formulas take it, as the naive toolkits have it:
  /// the error becomes NaN or infinite, a negative ratio counts as a hit. Exclude it before where that is not wanted.
  public init(_ pixels: ValidPixels) {
    self.init()
    if let first = pixels.indices.first(where: { ErrorSums.isUsable(pixels.p[$0]) }) {
      var rule = hd_depth_rule(.everything, shift: Portable.log(pixels.p[first] / pixels.g[first]))
      var result = hd_depth_sums()
      hd_depth_errors_f64(pixels.count, pixels.g, pixels.p, &rule, &result)
      self.init(result, shift: rule.shift)
    }
    guard n < pixels.count else { return }
    for i in pixels.indices where !ErrorSums.isUsable(pixels.p[i]) { addNaively(g: pixels.g[i], p: pixels.p[i]) }
  }

  init(_ result: hd_depth_sums, shift: Double) {
    n = Int(result.summed)
    let s = withUnsafeBytes(of: result.sum) { Array($0.bindMemory(to: Double.self)) }
    func sum(_ k: hd_depth_sum) -> Double { s[Int(k.rawValue)] }
    e = sum(HD_DEPTH_E)
    absE = sum(HD_DEPTH_ABS_E)
    e2 = sum(HD_DEPTH_E2)
    absE_g = sum(HD_DEPTH_ABS_E_G)
    e2_g = sum(HD_DEPTH_E2_G)
    e2_g2 = sum(HD_DEPTH_E2_G2)
    absL = sum(HD_DEPTH_ABS_L)
    absI = sum(HD_DEPTH_ABS_I)
    I2 = sum(HD_DEPTH_I2)
    g = sum(HD_DEPTH_G)
    p = sum(HD_DEPTH_P)
    g2 = sum(HD_DEPTH_G2)
    p2 = sum(HD_DEPTH_P2)
    hits = withUnsafeBytes(of: result.hits) { $0.bindMemory(to: UInt64.self).map { Int($0) } }
    guard n > 0 else { return }
    let count = Double(n)
    let d = sum(HD_DEPTH_L)
    spreadL = max(0, sum(HD_DEPTH_L2) - d * d / count)
    L = d + count * shift
    L2 = spreadL + L * L / count
  }

  /// What the kernel sums: the others go through `addNaively`.
  static func isUsable(_ p: Double) -> Bool { p >= 1e-100 && p <= 1e100 }

  /// One pixel by the formulas as they stand, whatever p is.
  mutating func addNaively(g trueG: Double, p predicted: Double) {
    let error = predicted - trueG
    let inverse = 1 / predicted - 1 / trueG
    let l = predicted > 0 ? naiveLog(predicted) - Portable.log(trueG) : predicted == 0 ? -.infinity : .nan
    e += error
    absE += abs(error)
    e2 += error * error
    absE_g += abs(error) / trueG
    e2_g += error * error / trueG
    e2_g2 += error * error / (trueG * trueG)
    absL += abs(l)
    absI += abs(inverse)
    I2 += inverse * inverse
    g += trueG
    p += predicted
    g2 += trueG * trueG
    p2 += predicted * predicted
    let mean = n > 0 ? L / Double(n) : 0
    n += 1
    L += l
    L2 += l * l
    spreadL += (l - mean) * (l - L / Double(n))
    let (a, b) = (trueG / predicted, predicted / trueG)
    guard !a.isNaN && !b.isNaN else { return }
    for (k, threshold) in DepthMetric.thresholds.enumerated() where max(a, b) < threshold { hits[k] += 1 }
  }

  private func naiveLog(_ x: Double) -> Double { x.isInfinite ? x : Portable.log(x) }

  /// Both sets together. The order of additions changes last bits: `DepthErrors` adds in the order of image indices.
  public static func += (a: inout ErrorSums, b: ErrorSums) {
    guard b.n > 0 else { return }
    guard a.n > 0 else {
      a = b
      return
    }
    let (na, nb) = (Double(a.n), Double(b.n))
    let between = b.L / nb - a.L / na
    a.spreadL += b.spreadL + between * between * (na * nb / (na + nb))
    a.n += b.n
    a.e += b.e
    a.absE += b.absE
    a.e2 += b.e2
    a.absE_g += b.absE_g
    a.e2_g += b.e2_g
    a.e2_g2 += b.e2_g2
    a.L += b.L
    a.L2 += b.L2
    a.absL += b.absL
    a.absI += b.absI
    a.I2 += b.I2
    a.g += b.g
    a.p += b.p
    a.g2 += b.g2
    a.p2 += b.p2
    for k in a.hits.indices { a.hits[k] += b.hits[k] }
  }

  /// The metric of this set of pixels; nil where there is none: no pixels, or one where two are needed.
  public subscript(metric: DepthMetric) -> Double? {
    guard n > 0 else { return nil }
    let count = Double(n)
    let (meanL, varianceL) = (L / count, spreadL / count)
    switch metric {
    case .mae: return absE / count
    case .mse: return e2 / count
    case .rmse: return (e2 / count).squareRoot()
    case .bias: return e / count
    case .absRel: return absE_g / count
    case .sqRel: return e2_g / count
    case .sqRelKITTI: return e2_g2 / count
    case .rmseLog: return (L2 / count).squareRoot()
    case .maeLog: return absL / count
    case .log10: return absL / count / ErrorSums.ln10
    case .siLog: return varianceL.squareRoot()
    case .siLogX100: return 100 * varianceL.squareRoot()
    case .siLogHalf: return (varianceL + 0.5 * meanL * meanL).squareRoot()
    case .siLogSample: return n > 1 ? 100 * (spreadL / (count - 1)).squareRoot() : nil
    case .irmse: return (I2 / count).squareRoot()
    case .imae: return absI / count
    case .delta1: return Double(hits[0]) / count
    case .delta2: return Double(hits[1]) / count
    case .delta3: return Double(hits[2]) / count
    case .delta105: return Double(hits[3]) / count
    case .delta110: return Double(hits[4]) / count
    case .tau103: return Double(hits[5]) / count
    }
  }

  private static let ln10 = 2.302585092994046
}

extension hd_depth_rule {
  /// The kernel's view of a range, with the shift it takes from every L.
  init(
    _ range: EvaluationRange, clip: ClosedRange<Double>? = nil, cap: Double = .infinity, shift: Double
  ) {
    self.init()
    g_low = range.smallest
    g_high = range.largest
    p_low = clip?.lowerBound ?? -.infinity
    p_high = clip?.upperBound ?? .infinity
    self.cap = cap
    self.shift = shift
    withUnsafeMutableBytes(of: &threshold) { $0.copyBytes(from: DepthMetric.thresholds.withUnsafeBytes(Array.init)) }
  }
}
