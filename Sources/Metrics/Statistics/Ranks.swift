/// Ranks and the order statistics built on them.
public enum Ranks {
  /// Ranks from 1; equal values share the mean of their places. Also the sizes of the groups of equal values.
  public static func averaged(_ x: [Double]) -> (ranks: [Double], groups: [Int]) {
    let order = x.indices.sorted { x[$0] < x[$1] }
    var ranks = [Double](repeating: 0, count: x.count)
    var groups: [Int] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && x[order[end]] == x[order[start]] { end += 1 }
      for i in start..<end { ranks[order[i]] = Double(start + 1 + end) / 2 }
      groups.append(end - start)
      start = end
    }
    return (ranks, groups)
  }

  /// sum (t^3 - t) over groups of equal values: what ties take from a rank variance.
  static func tieTerm(_ groups: [Int]) -> Double {
    groups.reduce(0) { $0 + Double($1) * Double($1) * Double($1) - Double($1) }
  }
}
