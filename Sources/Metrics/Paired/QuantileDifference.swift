import Numerics

/// Absolute errors of two conditions, quantile by quantile: where the bulk gains and where the tail pays.
public struct QuantileDifference: Sendable {
  private let clear: [Double]
  private let hazy: [Double]

  /// Pooled |e| in metres, both not empty, no NaN.
  public init(clear: [Double], hazy: [Double]) {
    require(!clear.isEmpty && !hazy.isEmpty, "QuantileDifference: \(clear.count) clear, \(hazy.count) hazy errors")
    require(
      !clear.contains(where: \.isNaN) && !hazy.contains(where: \.isNaN), "QuantileDifference: NaN among the errors")
    self.clear = clear.sorted()
    self.hazy = hazy.sorted()
  }

  /// The quantile functions at q in 0...1 (type 7), metres.
  public func quantiles(_ q: Double) -> (clear: Double, hazy: Double) {
    require(q >= 0 && q <= 1, "quantiles: q = \(q), expected 0...1")
    return (SortedValues.quantile(clear, q), SortedValues.quantile(hazy, q))
  }

  /// hazy - clear on q = 0, 1/steps, ..., 1.
  public func curve(steps: Int = 1000) -> [(q: Double, difference: Double)] {
    (0...steps).map { k in
      let q = Double(k) / Double(steps)
      let both = quantiles(q)
      return (q, both.hazy - both.clear)
    }
  }

  /// The q at which the difference changes sign, linear between the points of the curve.
  public func crossings(steps: Int = 1000) -> [Double] {
    let points = curve(steps: steps)
    return zip(points, points.dropFirst()).compactMap { a, b in
      a.difference * b.difference < 0
        ? a.q - a.difference * (b.q - a.q) / (b.difference - a.difference) : nil
    }
  }

  /// What a share of the pixels, sorted by error, adds to MAE and MSE.
  public struct Segment: Sendable, Equatable {
    public let low: Double
    public let high: Double
    public let mae: Double
    public let mse: Double
  }

  /// The bulk, the upper half, the tail, the extreme: shares of pixels by sorted index floor(q n).
  public static let segments: [(Double, Double)] = [(0, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1)]

  /// A part of MAE (metres) and MSE (square metres) for each of `segments`: they add up to the whole.
  public func contributions() -> (clear: [Segment], hazy: [Segment]) {
    (QuantileDifference.contributions(clear), QuantileDifference.contributions(hazy))
  }

  private static func contributions(_ sorted: [Double]) -> [Segment] {
    segments.map { low, high in
      let n = Double(sorted.count)
      let part = sorted[Int(low * n)..<(high < 1 ? Int(high * n) : sorted.count)]
      return Segment(
        low: low, high: high, mae: FixedOrder.sum(part) / n, mse: FixedOrder.sum(part.lazy.map { $0 * $0 }) / n)
    }
  }
}

/// Errors with their tail cut off.
public enum Winsorised {
  /// sqrt(mean min(|e|, c)^2) with c the q quantile of |e|: if hazy wins this and loses RMSE, the tail decides. nil
  /// without errors.
  public static func rmse(_ errors: [Double], above q: Double = 0.99) -> Double? {
    guard !errors.isEmpty else { return nil }
    let cut = Quantiles.quantile(errors.map { abs($0) }, q)
    return FixedOrder.mean(errors.lazy.map { min(abs($0), cut) * min(abs($0), cut) }).squareRoot()
  }
}
