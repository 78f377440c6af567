import NN
import Numerics

/// A scale and a shift per member of an ensemble of affine-invariant maps, chosen so that the members agree: the least
/// Σ_pairs RMSE + strength (|min| + |1 - max|) of the reduced map.
///
/// The cost is degenerate (its minimum is at scale 0, where it equals the strength), so it must never be minimised to
/// the end: two steps of BFGS, as diffusers does. Source: diffusers `MarigoldDepthPipeline.ensemble_depth`, whose
/// parameters are themselves the product of rounding noise (finite differences of a Float32 cost); ours are not the same,
/// and come from exact derivatives in Float64.
public struct EnsembleAlignment: Sendable, Equatable {
  public var scales: [Double]
  public var shifts: [Double]

  /// One of each per member; other counts trap.
  public init(scales: [Double], shifts: [Double]) {
    require(scales.count == shifts.count, "EnsembleAlignment: \(scales.count) scales, \(shifts.count) shifts")
    self.scales = scales
    self.shifts = shifts
  }

  /// Where the search starts: every member [n, h, w, 1] spans [0, 1].
  public init(spanning members: Tensor) {
    let (n, pixels) = (members.shape[0], members.count / members.shape[0])
    var (scales, shifts): ([Double], [Double]) = ([], [])
    for i in 0..<n {
      let member = members.narrowed(0, i, 1)
      require(pixels > 0, "EnsembleAlignment: members \(members.shape) are empty")
      let (low, high) = (Double(member.min()), Double(member.max()))
      let s = 1 / max(high - low, 1e-6)
      scales.append(s)
      shifts.append(-s * low)
    }
    self.init(scales: scales, shifts: shifts)
  }

  /// The alignment of members [n, h, w, 1]: `iterations` of BFGS from where each spans [0, 1]. Maps larger than
  /// `resolution` are thinned for the search.
  public init(
    of members: Tensor, reduction: EnsembleReduction = .median, strength: Double = 0.02, iterations: Int = 2,
    tolerance: Double = 1e-3, resolution: Int = 1024
  ) {
    let longer = max(members.shape[1], members.shape[2])
    let size = (members.shape[1] * resolution / longer, members.shape[2] * resolution / longer)
    let thinned = longer > resolution ? resized(members, to: (max(1, size.0), max(1, size.1)), .nearestExact) : members
    let cost = EnsembleCost(of: thinned, reduction: reduction, strength: strength)
    let start = EnsembleAlignment(spanning: thinned)
    let found = minimizedBFGS(start.scales + start.shifts, iterations: iterations, tolerance: tolerance) {
      cost.valueAndGradient($0)
    }
    let n = start.scales.count
    self.init(scales: Array(found[..<n]), shifts: Array(found[n...]))
  }

  /// members s + t, [n, h, w, 1].
  public func callAsFunction(_ members: Tensor) -> Tensor {
    let shape: Shape = [members.shape[0], 1, 1, 1]
    return members * Tensor(scales.map { Float($0) }, shape) + Tensor(shifts.map { Float($0) }, shape)
  }
}

/// The cost of an alignment and its derivatives, for parameters [s_1 … s_n, t_1 … t_n].
struct EnsembleCost {
  private let members: [[Float]]
  /// Means of the members, and means of the products of any two.
  private let mean: [Double]
  private let product: [[Double]]
  private let reduction: EnsembleReduction
  private let strength: Double

  init(of tensor: Tensor, reduction: EnsembleReduction, strength: Double) {
    let n = tensor.shape[0]
    let members = (0..<n).map { tensor.narrowed(0, $0, 1).scalars }
    let pixels = Double(members[0].count)
    mean = members.map { $0.reduce(0.0) { $0 + Double($1) } / pixels }
    product = members.map { a in
      members.map { b in zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / pixels }
    }
    self.members = members
    self.reduction = reduction
    self.strength = strength
  }

  /// The RMSE of two aligned members is a quadratic form of their parameters, so no pass over pixels is needed for it.
  func valueAndGradient(_ x: [Double]) -> (value: Double, gradient: [Double]) {
    let n = members.count
    var value = 0.0
    var gradient = [Double](repeating: 0, count: 2 * n)
    for i in 0..<n {
      for j in i + 1..<max(n, i + 1) {
        let (a, b, c) = (x[i], x[j], x[n + i] - x[n + j])  // mean of (a d_i - b d_j + c)²
        let square =
          a * a * product[i][i] + b * b * product[j][j] + c * c - 2 * a * b * product[i][j] + 2 * a * c * mean[i]
          - 2 * b * c * mean[j]
        let rmse = max(0, square).squareRoot()
        value += rmse
        guard rmse > 0 else { continue }
        gradient[i] += (a * product[i][i] - b * product[i][j] + c * mean[i]) / rmse
        gradient[j] += (b * product[j][j] - a * product[i][j] - c * mean[j]) / rmse
        let shift = (c + a * mean[i] - b * mean[j]) / rmse
        gradient[n + i] += shift
        gradient[n + j] -= shift
      }
    }
    if strength > 0 { addRange(x, &value, &gradient) }
    return (value, gradient)
  }

  /// strength (|min| + |1 - max|) of the reduced map; each extreme's derivative is that of its pixel.
  private func addRange(_ x: [Double], _ value: inout Double, _ gradient: inout [Double]) {
    let n = members.count
    var aligned = [Float](repeating: 0, count: n)
    var (low, high) = ((Float.infinity, 0), (-Float.infinity, 0))
    for p in members[0].indices {
      for i in 0..<n { aligned[i] = Float(x[i]) * members[i][p] + Float(x[n + i]) }
      let reduced = reduction.reduce(aligned).value
      if reduced < low.0 { low = (reduced, p) }
      if reduced > high.0 { high = (reduced, p) }
    }
    value += strength * (abs(Double(low.0)) + abs(1 - Double(high.0)))
    let senses = [(low, low.0 < 0 ? -strength : strength), (high, high.0 > 1 ? strength : -strength)]
    for ((extreme, p), sense) in senses {
      for i in 0..<n {
        let here = Float(x[i]) * members[i][p] + Float(x[n + i])
        let share = reduction == .mean ? 1 / Double(n) : here == extreme ? 1 : 0
        gradient[i] += sense * share * Double(members[i][p])
        gradient[n + i] += sense * share
        if reduction == .median && share > 0 { break }
      }
    }
  }
}

/// The cost that an alignment of members [n, h, w, 1] has: Σ_pairs RMSE + strength (|min| + |1 - max|) of the reduced map.
public func ensembleCost(
  _ members: Tensor, _ alignment: EnsembleAlignment, _ reduction: EnsembleReduction = .median, strength: Double = 0.02
) -> Double {
  EnsembleCost(of: members, reduction: reduction, strength: strength)
    .valueAndGradient(alignment.scales + alignment.shifts).value
}
