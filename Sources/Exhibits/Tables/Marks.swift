import Metrics
import Numerics
import Synchronization

/// Which cells of a table stand out: the best of a column, what cannot be told from it, and the second.
struct Marks {
  enum Mark: Equatable {
    /// The best, or not separable from it at 95 %.
    case best
    case second
  }

  /// By row, then column.
  private(set) var cells: [[Mark?]]
  /// How separability was tested, in words for the caption; empty if nothing could be tested.
  private(set) var method = ""

  init(_ table: Table) {
    cells = table.rows.map { row in row.map { _ in nil } }
    var units: Set<String> = []
    var comparisons = 0
    let keys = table.groups.map(table.index)
    let groups = Dictionary(grouping: table.rows.indices) { row in keys.map { table.rows[row][$0] } }
    for (k, column) in table.columns.enumerated() {
      guard let better = column.better else { continue }
      for members in groups.values {
        let ranked = members.filter { table.rows[$0][k].number != nil }
        guard ranked.count > 1 else { continue }
        func loss(_ row: Int) -> Double {
          let x = table.rows[row][k].number!
          return switch better {
          case .lower: x
          case .higher: -x
          case .nearZero: abs(x)
          }
        }
        let order = ranked.sorted { (loss($0), $0) < (loss($1), $1) }
        let best = loss(order[0])
        for row in order where loss(row) == best { cells[row][k] = .best }
        if let second = order.first(where: { loss($0) > best }) {
          for row in order where loss(row) == loss(second) { cells[row][k] = .second }
        }
        let tested = Separability(
          of: order.dropFirst().map { table.rows[$0][k] }, from: table.rows[order[0]][k], better)
        comparisons += tested.comparisons
        units.formUnion(tested.units)
        for (row, separable) in zip(order.dropFirst(), tested.separable) where separable == false {
          cells[row][k] = .best
        }
      }
    }
    if comparisons > 0 { method = "at 95 % (\(units.sorted().joined(separator: "; ")), Holm)" }
  }
}

/// Whether values differ from the best one: 95 %, Holm over the comparisons with it.
struct Separability {
  /// nil where nothing pairs the two.
  private(set) var separable: [Bool?]
  private(set) var units: Set<String> = []
  private(set) var comparisons = 0

  init(of others: [Entry], from best: Entry, _ better: Column.Better) {
    var p: [Double?] = []
    for other in others {
      let (value, unit) = Separability.pValue(other, best, better)
      p.append(value)
      if let unit { units.insert(unit) }
    }
    comparisons = p.count { $0 != nil }
    var adjusted = Multiplicity.holm(p.compactMap { $0 })[...]
    separable = p.map { $0 == nil ? nil : adjusted.removeFirst() < 0.05 }
  }

  /// Two-sided p-value of the mean difference being zero, and what was resampled.
  private static func pValue(_ a: Entry, _ b: Entry, _ better: Column.Better) -> (Double?, String?) {
    guard case .sample(let a) = a, case .sample(let b) = b else { return (nil, nil) }
    // A metric that should be near zero is compared by its distance from it.
    func loss(_ x: Double) -> Double { better == .nearZero ? abs(x) : x }
    func differences(_ a: [Double], _ b: [Double]) -> PairedComparison? {
      guard a.count == b.count, a.count > 1, (a + b).allSatisfy(\.isFinite) else { return nil }
      return PairedComparison(differences: zip(a, b).map { loss($0) - loss($1) })
    }
    if let x = a.images, let y = b.images, let paired = differences(x, y) {
      let unit = "paired bootstrap over \(paired.n) images"
      if paired.differences.allSatisfy({ $0 == paired.differences[0] }) {
        return (paired.differences[0] == 0 ? 1 : 0, unit)
      }
      let draws = Bootstrap.mean(paired.differences, resamples: ImageDraws.shared(of: paired.n)).draws
      let tail = min(draws.count { $0 <= 0 }, draws.count { $0 >= 0 })
      return (min(1, 2 * Double(tail + 1) / Double(draws.count + 1)), unit)
    }
    // Three to five seeds: a bootstrap of so few values is far too narrow, Student's t is not.
    guard let paired = differences(a.values, b.values) else { return (nil, nil) }
    let unit = "paired t over \(paired.n) seeds"
    guard let test = paired.tTest() else { return (paired.mean == 0 ? 1 : 0, unit) }
    return (test.result.pValue, unit)
  }
}

/// 10,000 draws of n images with replacement, the same for all comparisons of n images: drawn once.
private enum ImageDraws {
  private static let known = Mutex<[Int: [[Int]]]>([:])

  static func shared(of n: Int) -> [[Int]] {
    known.withLock { known in
      if let draws = known[n] { return draws }
      let draws = Bootstrap.resamples(of: n, count: 10_000, random: Generator(seed: 0).stream("table", n))
      known[n] = draws
      return draws
    }
  }
}
