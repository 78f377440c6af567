import NN
import Numerics

/// How the members of an ensemble become one map, and how far they disagree.
public enum EnsembleReduction: String, Sendable, CaseIterable {
  /// The median, the lower of the two middle values for an even count; uncertainty: the median absolute deviation.
  case median
  /// The mean; uncertainty: the standard deviation, divided by n - 1.
  case mean

  /// members [n, h, w, 1] -> value and uncertainty, each [1, h, w, 1]; without gradient. Metric depth is reduced by this
  /// alone: it needs no alignment. One member has uncertainty 0.
  public func callAsFunction(_ members: Tensor) -> (value: Tensor, uncertainty: Tensor) {
    let n = members.shape[0]
    require(n > 0 && members.rank == 4, "EnsembleReduction: members \(members.shape), expected [n, h, w, 1]")
    let pixels = members.count / n
    var value = [Float](repeating: 0, count: pixels)
    var uncertainty = value
    var here = [Float](repeating: 0, count: n)
    members.withUnsafeBufferPointer { x in
      for p in 0..<pixels {
        for i in 0..<n { here[i] = x[i * pixels + p] }
        (value[p], uncertainty[p]) = reduce(here)
      }
    }
    let shape = Shape([1] + members.shape.axes.dropFirst())
    return (Tensor(value, shape), Tensor(uncertainty, shape))
  }

  /// Value and uncertainty of one pixel.
  func reduce(_ x: [Float]) -> (value: Float, uncertainty: Float) {
    switch self {
    case .median:
      let middle = Quantiles.lowerMedian(x)
      return (middle, Quantiles.lowerMedian(x.map { abs($0 - middle) }))
    case .mean:
      let mean = x.reduce(0.0) { $0 + Double($1) } / Double(x.count)
      guard x.count > 1 else { return (Float(mean), 0) }
      let squares = x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (Float(mean), Float((squares / Double(x.count - 1)).squareRoot()))
    }
  }
}
