import Numerics

/// Whether a predicted share in [0, 1] (visibility, transmission, confidence) means what it says.
public struct Calibration: Sendable, Equatable {
  /// One bin of predictions: how many, their mean, and the mean of what they predict. nil where it is empty.
  public struct Bin: Sendable, Equatable {
    public let lower: Double
    public let upper: Double
    public let n: Int
    public let predicted: Double?
    public let actual: Double?
  }

  public let bins: [Bin]
  /// Mean over pixels of their bin's |mean predicted - mean true| (expected calibration error).
  public let expectedError: Double
  /// The largest gap of a bin that is not empty.
  public let largestError: Double
  /// mean |v - t|.
  public let mae: Double
  /// t ~ slope v + intercept; 1 and 0 if calibrated. nil if v is constant.
  public let line: Line?

  /// Predictions v and truths t in [0, 1], in bins of equal width, the last one closed. nil without values.
  public init?(predicted v: [Double], actual t: [Double], bins count: Int = 10) {
    require(
      v.count == t.count && count > 0, "Calibration: \(v.count) predictions, \(t.count) truths, \(count) bins")
    require(v.allSatisfy { $0 >= 0 && $0 <= 1 }, "Calibration: a prediction lies outside 0...1")
    guard !v.isEmpty else { return nil }
    var members = [[Int]](repeating: [], count: count)
    for i in v.indices { members[min(Int(v[i] * Double(count)), count - 1)].append(i) }
    bins = members.enumerated().map { k, indices in
      Bin(
        lower: Double(k) / Double(count), upper: Double(k + 1) / Double(count), n: indices.count,
        predicted: indices.isEmpty ? nil : FixedOrder.mean(indices.map { v[$0] }),
        actual: indices.isEmpty ? nil : FixedOrder.mean(indices.map { t[$0] }))
    }
    let gaps = bins.filter { $0.n > 0 }.map { (n: Double($0.n), gap: abs($0.predicted! - $0.actual!)) }
    expectedError = FixedOrder.sum(gaps.map { $0.n * $0.gap }) / Double(v.count)
    largestError = gaps.map(\.gap).max()!
    mae = FixedOrder.mean(zip(v, t).map { abs($0 - $1) })
    line = Association.leastSquares(v, t)
  }
}
