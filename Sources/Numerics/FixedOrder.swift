import CKernels

/// Sums whose bits depend on the values and their order only: never on threads or instruction set.
public enum FixedOrder {
  /// Compensated sum (Neumaier): the error does not grow with the number of terms. 0 for no terms; NaN if one is NaN.
  ///
  /// Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.
  @inlinable
  public static func sum(_ x: some Sequence<Double>) -> Double {
    var total = 0.0
    var lost = 0.0
    for value in x {
      let next = total + value
      lost += abs(total) >= abs(value) ? (total - next) + value : (value - next) + total
      total = next
    }
    return total.isFinite ? total + lost : total  // an infinite total makes the correction NaN
  }

  /// The sum of Float32 values in blocks of 4096, their sums added in Float64 (`hd_sum`).
  public static func sum(_ x: UnsafeBufferPointer<Float>) -> Double { x.isEmpty ? 0 : hd_sum(x.count, x.baseAddress) }
  /// The same of an array.
  public static func sum(_ x: [Float]) -> Double { x.withUnsafeBufferPointer { sum($0) } }

  /// The compensated sum over n. At least one value.
  @inlinable
  public static func mean(_ x: some Collection<Double>) -> Double {
    require(!x.isEmpty, "mean: no values")
    return sum(x) / Double(x.count)
  }

  /// The mean square distance from the mean, over n - `correction` (1: of a sample, 0: of a population). Two passes.
  @inlinable
  public static func variance(_ x: some Collection<Double>, correction: Int = 1) -> Double {
    require(x.count > correction, "variance: \(x.count) values with correction \(correction)")
    let center = mean(x)
    return sum(x.lazy.map { ($0 - center) * ($0 - center) }) / Double(x.count - correction)
  }
}
