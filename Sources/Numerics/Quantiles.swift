/// Order statistics. A NaN among the values gives NaN; no values trap.
///
/// Selection, not sorting: linear in the number of values.
public enum Quantiles {
  /// The value at rank q (n - 1), 0 <= q <= 1, linear between neighbours. Source: `torch.quantile`, `numpy.quantile`.
  @inlinable
  public static func quantile<T: BinaryFloatingPoint>(_ x: some Sequence<T>, _ q: T) -> T {
    require(q >= 0 && q <= 1, "quantile: q = \(q), expected 0...1")
    var values = Array(x)
    require(!values.isEmpty, "quantile: no values")
    guard !values.contains(where: \.isNaN) else { return .nan }
    let rank = q * T(values.count - 1)
    let k = min(Int(rank), values.count - 1)
    let a = select(&values, k)
    let t = rank - T(k)
    guard t > 0, k + 1 < values.count else { return a }
    let b = values[(k + 1)...].min()!  // selection has left the larger values behind rank k
    guard a != b else { return a }  // also keeps infinities from becoming NaN
    return t < 0.5 ? a + t * (b - a) : b - (1 - t) * (b - a)
  }

  /// The middle value, or the mean of the two middle ones. Source: `numpy.median`.
  @inlinable
  public static func median<T: BinaryFloatingPoint>(_ x: some Sequence<T>) -> T { quantile(x, 0.5) }

  /// The middle value, or the lower of the two middle ones. Source: `torch.median`.
  @inlinable
  public static func lowerMedian<T: BinaryFloatingPoint>(_ x: some Sequence<T>) -> T {
    var values = Array(x)
    require(!values.isEmpty, "lowerMedian: no values")
    guard !values.contains(where: \.isNaN) else { return .nan }
    return select(&values, (values.count - 1) / 2)
  }

  /// Moves the k-th smallest (from 0) to place k, nothing larger before it and nothing smaller behind it; returns it.
  ///
  /// Hoare's selection, the pivot a median of three; a sort takes over where pivots keep failing.
  @inlinable
  static func select<T: Comparable>(_ values: inout [T], _ k: Int) -> T {
    values.withUnsafeMutableBufferPointer { v in
      var low = 0
      var high = v.count - 1
      var rounds = 0
      while low < high {
        rounds += 1
        guard rounds < 64 else {
          v[low...high].sort()
          break
        }
        let middle = low + (high - low) / 2
        let (a, b, c) = (v[low], v[middle], v[high])
        let pivot = max(min(a, b), min(max(a, b), c))
        var i = low
        var j = high
        while i <= j {
          while v[i] < pivot { i += 1 }
          while pivot < v[j] { j -= 1 }
          if i <= j {
            v.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if k <= j { high = j } else if k >= i { low = i } else { break }
      }
      return v[k]
    }
  }
}
