import Numerics

/// The few sums that can be read group by group: n, Σ(p - g), Σ|p - g|, Σ(p - g)², Σ|p - g|/g, pixels within 25 %.
///
/// Added pixel after pixel in the order given, Float64; `ErrorSums` has every metric's sum of a whole image at once, in
/// its kernel's order, whose last bits differ.
public struct ErrorTally: Sendable, Equatable {
  public private(set) var n = 0.0
  public private(set) var e = 0.0
  public private(set) var absE = 0.0
  public private(set) var e2 = 0.0
  public private(set) var absE_g = 0.0
  /// Pixels with max(p/g, g/p) < 1.25.
  public private(set) var hits = 0.0

  public init() {}

  /// One pixel: true and predicted metres.
  @inlinable public mutating func add(g: Double, p: Double) {
    add(p - g, over: g)
    if max(p / g, g / p) < 1.25 { hit() }
  }

  /// One error in metres on its own, where what is relative to the truth is not asked for.
  @inlinable public mutating func add(_ error: Double) { add(error, over: .infinity) }

  @usableFromInline mutating func add(_ error: Double, over g: Double) {
    n += 1
    e += error
    absE += abs(error)
    e2 += error * error
    absE_g += abs(error) / g
  }

  @usableFromInline mutating func hit() { hits += 1 }

  /// nil without pixels, and for metrics that these sums do not tell: mae, mse, rmse, bias, absRel and delta1 they do.
  public subscript(metric: DepthMetric) -> Double? {
    guard n > 0 else { return nil }
    switch metric {
    case .mae: return absE / n
    case .mse: return e2 / n
    case .rmse: return (e2 / n).squareRoot()
    case .bias: return e / n
    case .absRel: return absE_g / n
    case .delta1: return hits / n
    default: return nil
    }
  }

  /// Both sets together.
  public static func + (a: ErrorTally, b: ErrorTally) -> ErrorTally {
    var sum = a
    sum.n += b.n
    sum.e += b.e
    sum.absE += b.absE
    sum.e2 += b.e2
    sum.absE_g += b.absE_g
    sum.hits += b.hits
    return sum
  }

  /// n, Σ|e|, Σe, Σe², Σ|e|/g, hits: the order in which they are stored.
  public var numbers: [Double] { [n, absE, e, e2, absE_g, hits] }

  /// From what `numbers` gave; another count traps.
  public init(numbers: some Collection<Double>) {
    let k = Array(numbers)
    require(k.count == 6, "ErrorTally: \(k.count) numbers, expected 6")
    (n, absE, e, e2, absE_g, hits) = (k[0], k[1], k[2], k[3], k[4], k[5])
  }
}
