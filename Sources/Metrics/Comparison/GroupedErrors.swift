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
  private var sums: [Key: ErrorTally] = [:]

  public init() {}

  /// From rows as `rows` gives them.
  public init(rows: [[Double]]) {
    for row in rows {
      require(row.count == GroupedErrors.columns.count, "GroupedErrors: a row of \(row.count) numbers")
      sums[Key(group: Int(row[0]), scene: Int(row[1]))] = ErrorTally(numbers: row[2...])
    }
  }

  /// In the order of groups, then scenes.
  public var rows: [[Double]] {
    sums.sorted { $0.key < $1.key }.map { key, tally in [Double(key.group), Double(key.scene)] + tally.numbers }
  }

  /// Adds pixels of one scene; `groups[i]` is pixel i's, below 0 for none.
  public mutating func add(scene: Int, _ pixels: ValidPixels, groups: [Int]) {
    require(groups.count == pixels.count, "GroupedErrors: \(groups.count) groups of \(pixels.count) pixels")
    for i in pixels.indices where groups[i] >= 0 {
      sums[Key(group: groups[i], scene: scene), default: ErrorTally()].add(g: pixels.g[i], p: pixels.p[i])
    }
  }

  /// The groups that have pixels, ascending.
  public var groups: [Int] { Set(sums.keys.map(\.group)).sorted() }

  /// Pixels of a group.
  public func count(of group: Int) -> Int { Int(scenes(of: group).reduce(0) { $0 + $1.n }) }

  /// The scenes of a group that have pixels in it, in order.
  private func scenes(of group: Int) -> [ErrorTally] {
    sums.filter { $0.key.group == group && $0.value.n > 0 }.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A metric over the pixels of several groups together; nil without pixels. Those that an `ErrorTally` tells.
  public func mean(_ metric: DepthMetric, over range: Range<Int>) -> Double? {
    range.flatMap { scenes(of: $0) }.reduce(ErrorTally(), +)[metric]
  }

  /// A metric over some groups' pixels, over that of others; nil where either has none.
  public func ratio(_ metric: DepthMetric, of far: Range<Int>, to near: Range<Int>) -> Double? {
    guard let a = mean(metric, over: far), let b = mean(metric, over: near) else { return nil }
    return a / b
  }

  /// A metric over a group's pixels with its draws over scenes; nil without pixels. Those that an `ErrorTally` tells.
  public func bootstrap(_ metric: DepthMetric, of group: Int, draws: Int = 2000, random: Generator) -> Bootstrap? {
    let clusters = scenes(of: group).map(\.numbers)
    guard !clusters.isEmpty else { return nil }
    let resamples = Bootstrap.resamples(of: clusters.count, count: draws, random: random)
    return .clustered(clusters, resamples: resamples) { sums in
      guard let value = ErrorTally(numbers: sums)[metric] else {
        fatalError("GroupedErrors: no sums for \(metric.rawValue)")
      }
      return value
    }
  }
}
