import Numerics

/// Errors of pixels in groups (a depth bin, a class, a share of transmission), scene by scene: sums that add up, from
/// which means per group and their intervals over scenes can be read.
public struct GroupedErrors: Sendable, Equatable {
  /// The names of a row's numbers.
  public static let columns = ["group", "scene", "pixels", "abs_e", "e", "e2", "abs_e_g", "hits"]

  struct Key: Hashable, Comparable {
    let group, scene: Int
    static func < (a: Key, b: Key) -> Bool { (a.group, a.scene) < (b.group, b.scene) }
  }
  /// n, Σ|e|, Σe, Σe², Σ|e|/g, pixels with max(p/g, g/p) < 1.25.
  private var sums: [Key: SIMD8<Double>] = [:]

  public init() {}

  /// From rows as `rows` gives them.
  public init(rows: [[Double]]) {
    for row in rows {
      require(row.count == GroupedErrors.columns.count, "GroupedErrors: a row of \(row.count) numbers")
      sums[Key(group: Int(row[0]), scene: Int(row[1]))] = SIMD8(row[2], row[3], row[4], row[5], row[6], row[7], 0, 0)
    }
  }

  /// In the order of groups, then scenes.
  public var rows: [[Double]] {
    sums.sorted { $0.key < $1.key }.map { key, s in
      [Double(key.group), Double(key.scene)] + (0..<6).map { s[$0] }
    }
  }

  /// Adds pixels of one scene; `groups[i]` is pixel i's, below 0 for none.
  public mutating func add(scene: Int, _ pixels: ValidPixels, groups: [Int]) {
    require(groups.count == pixels.count, "GroupedErrors: \(groups.count) groups of \(pixels.count) pixels")
    for i in pixels.indices where groups[i] >= 0 {
      let (g, p) = (pixels.g[i], pixels.p[i])
      let e = p - g
      let hit = max(p / g, g / p) < 1.25 ? 1.0 : 0
      sums[Key(group: groups[i], scene: scene), default: .zero] += SIMD8(1, abs(e), e, e * e, abs(e) / g, hit, 0, 0)
    }
  }

  /// The groups that have pixels, ascending.
  public var groups: [Int] { Set(sums.keys.map(\.group)).sorted() }

  /// Pixels of a group.
  public func count(of group: Int) -> Int { Int(scenes(of: group).reduce(0) { $0 + $1[0] }) }

  /// The scenes of a group that have pixels in it, in order.
  private func scenes(of group: Int) -> [SIMD8<Double>] {
    sums.filter { $0.key.group == group && $0.value[0] > 0 }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A metric over the pixels of several groups together; nil without pixels.
  public func mean(_ metric: DepthMetric, over range: Range<Int>) -> Double? {
    let total = range.flatMap { scenes(of: $0) }.reduce(SIMD8<Double>.zero, +)
    return total[0] > 0 ? value(metric, of: [total[place(metric)], total[0]]) : nil
  }

  /// A metric over some groups' pixels, over that of others; nil where either has none.
  public func ratio(_ metric: DepthMetric, of far: Range<Int>, to near: Range<Int>) -> Double? {
    guard let a = mean(metric, over: far), let b = mean(metric, over: near) else { return nil }
    return a / b
  }

  /// A metric over a group's pixels with its draws over scenes; nil without pixels. mae, bias, rmse, absRel, delta1.
  public func bootstrap(_ metric: DepthMetric, of group: Int, draws: Int = 2000, random: Generator) -> Bootstrap? {
    let place = place(metric)
    let clusters = scenes(of: group).map { [$0[place], $0[0]] }
    guard !clusters.isEmpty else { return nil }
    let resamples = Bootstrap.resamples(of: clusters.count, count: draws, random: random)
    return .clustered(clusters, resamples: resamples) { value(metric, of: $0) }
  }

  /// Where a metric's sum lies.
  private func place(_ metric: DepthMetric) -> Int {
    switch metric {
    case .mae: 1
    case .bias: 2
    case .rmse: 3
    case .absRel: 4
    case .delta1: 5
    default: fatalError("GroupedErrors: no sums for \(metric.rawValue)")
    }
  }

  /// A metric of its sum and the number of pixels.
  private func value(_ metric: DepthMetric, of sums: [Double]) -> Double {
    metric == .rmse ? (sums[0] / sums[1]).squareRoot() : sums[0] / sums[1]
  }
}
