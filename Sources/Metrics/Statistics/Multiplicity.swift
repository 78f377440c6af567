import Numerics

/// Corrections of the p-values of a table's comparisons, in the order given.
public enum Multiplicity {
  /// Holm's step-down: controls the chance of any false claim.
  public static func holm(_ p: [Double]) -> [Double] {
    var worst = 0.0
    return inOrder(p, descending: false) { rank, value in
      worst = max(worst, min(1, Double(p.count - rank) * value))
      return worst
    }
  }

  /// Benjamini and Hochberg: controls the share of false claims among the claims, for independent tests.
  public static func benjaminiHochberg(_ p: [Double]) -> [Double] { stepUp(p, factor: 1) }

  /// Benjamini and Yekutieli: the same under any dependence.
  public static func benjaminiYekutieli(_ p: [Double]) -> [Double] {
    stepUp(p, factor: p.isEmpty ? 1 : (1...p.count).reduce(0) { $0 + 1 / Double($1) })
  }

  private static func stepUp(_ p: [Double], factor: Double) -> [Double] {
    var best = 1.0
    return inOrder(p, descending: true) { rank, value in
      best = min(best, value * Double(p.count) / Double(rank + 1) * factor)
      return best
    }
  }

  /// Walks through the p-values by rank (from 0, ascending), from either end.
  private static func inOrder(
    _ p: [Double], descending: Bool, _ adjust: (_ rank: Int, _ value: Double) -> Double
  ) -> [Double] {
    require(p.allSatisfy { $0 >= 0 && $0 <= 1 }, "multiplicity: p-values must lie in 0...1, got \(p)")
    let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
    var result = p
    for rank in descending ? Array(order.indices.reversed()) : Array(order.indices) {
      result[order[rank]] = adjust(rank, p[order[rank]])
    }
    return result
  }
}
