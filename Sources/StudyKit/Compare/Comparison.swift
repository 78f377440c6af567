import Exhibits
import Files
import Metrics
import Numerics
import Provenance

/// Two versions of a study: what differs in how they were made, then metric by metric in what they found.
public struct Comparison: Sendable, Encodable {
  /// Something that was decided differently: a setting, an axis, an input, a file of the code.
  public struct Change: Sendable, Encodable {
    public let what: String
    public let old: String
    public let new: String
  }

  /// One metric over the cells that both versions have, paired by point and seed.
  public struct Row: Sendable, Encodable {
    public let metric: String
    /// nil: all points together.
    public let point: String?
    /// Means over the pairs in which both are finite; nil where there is none.
    public let old: Double?
    public let new: Double?
    /// The mean of new - old, and its 95 % interval by paired bootstrap; nil for a single pair.
    public let delta: Double?
    public let low: Double?
    public let high: Double?
    /// Pairs in which both are finite: what the numbers before are of.
    public let n: Int
    /// Pairs that cannot be compared, since one or both are NaN, infinite or not defined.
    public let left_out: LeftOut
    /// "better", "worse", or nothing: no direction, no separation, or samples that differ.
    public let verdict: String

    public struct LeftOut: Sendable, Encodable, Equatable {
      /// NaN or infinite in the one version, a number or nothing in the other.
      public internal(set) var nonfinite_in_old = 0
      public internal(set) var nonfinite_in_new = 0
      public internal(set) var nonfinite_in_both = 0
      /// Defined in one version only.
      public internal(set) var undefined_in_one = 0

      var isEmpty: Bool { self == LeftOut() }
      /// Whether the versions differ in what is left out: NaN in both is no equality, but no difference either.
      var isDifferent: Bool { nonfinite_in_old + nonfinite_in_new + undefined_in_one > 0 }
    }

    /// Whether any pair differs. Means can agree where no pair does.
    let differs: Bool

    private enum CodingKeys: String, CodingKey {
      case metric, point, old, new, delta, low, high, n, left_out, verdict
    }
  }

  /// The two folders.
  public let old: String
  public let new: String
  public let changes: [Change]
  /// Cells that only one of them has, so that nothing may be called better: "12 cells only in v1".
  public let unpaired: [String]
  public let rows: [Row]

  /// Whether any setting or number differs.
  public var isDifferent: Bool {
    !changes.isEmpty || !unpaired.isEmpty || rows.contains { $0.differs || $0.left_out.isDifferent }
  }

  /// Paths of two versions of one study.
  public init(_ oldPath: String, _ newPath: String) throws {
    let (a, b) = (try VersionData(oldPath), try VersionData(newPath))
    guard a.manifest.study == b.manifest.study else {
      throw FileError(.damaged, newPath, "is of study \(b.manifest.study), expected \(a.manifest.study)")
    }
    self.init(a, b)
  }

  init(_ a: VersionData, _ b: VersionData) {
    (old, new) = (a.folder, b.folder)
    changes = Comparison.changes(a.manifest, b.manifest)
    let (before, after) = (a.numbers(), b.numbers())
    let common = Set(before.keys).intersection(after.keys).sorted { $0.lexicographicallyPrecedes($1) }
    var unpaired: [String] = []
    let names = a.name == b.name ? (a.folder, b.folder) : (a.name, b.name)
    for (side, count) in [(names.0, before.count - common.count), (names.1, after.count - common.count)] where count > 0
    {
      unpaired.append("\(count) cells only in \(side)")
    }
    let inputs = a.manifest.surroundings.inputs != b.manifest.surroundings.inputs
    if inputs { unpaired.append("inputs differ") }
    self.unpaired = unpaired

    let points = Dictionary(grouping: common) { $0.dropLast().joined(separator: " ") }.sorted { $0.key < $1.key }
    var rows: [Row] = []
    for metric in a.manifest.metrics where b.manifest.metrics.contains(where: { $0.name == metric.name }) {
      let groups: [(String?, [[String]])] =
        [(nil, common)] + (points.count > 1 ? points.map { ($0.key, $0.value) } : [])
      for (point, cells) in groups {
        let pairs = cells.map { (before[$0]?[metric.name], after[$0]?[metric.name]) }
        if let row = Row(metric, point, pairs, isFair: unpaired.isEmpty) { rows.append(row) }
      }
    }
    self.rows = rows
  }

  private static func changes(_ a: Manifest, _ b: Manifest) -> [Change] {
    var changes: [Change] = []
    func note(_ what: String, _ old: String?, _ new: String?) {
      if old != new { changes.append(Change(what: what, old: old ?? "–", new: new ?? "–")) }
    }
    let (x, y) = (a.configuration, b.configuration)
    for name in Set(x.settings.keys).union(y.settings.keys).sorted() {
      note(name, x.settings[name]?.description, y.settings[name]?.description)
    }
    func steps(_ axes: [Configuration.AxisSteps], _ name: String) -> String? {
      axes.first { $0.name == name }.map { Value.list($0.steps).description }
    }
    for name in (x.axes + y.axes).map(\.name).reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } }) {
      note("axis \(name)", steps(x.axes, name), steps(y.axes, name))
    }
    func list(_ seeds: [Int]) -> String { Value.list(seeds.map { .int($0) }).description }
    note("seeds", list(x.seeds), list(y.seeds))
    func digest(_ m: Manifest, _ role: String) -> String? {
      m.surroundings.inputs.first { $0.role == role }.map { String($0.sha256.prefix(12)) }
    }
    for role in Set((a.surroundings.inputs + b.surroundings.inputs).map(\.role)).sorted() {
      note("input \(role)", digest(a, role), digest(b, role))
    }
    note("numeric mode", a.surroundings.numerics, b.surroundings.numerics)
    for file in changedFiles(from: a.code_files, to: b.code_files) {
      note(file, a.code_files[file].map { String($0.prefix(12)) }, b.code_files[file].map { String($0.prefix(12)) })
    }
    return changes
  }
}

extension Comparison.Row {
  /// nil where no cell of either version has the metric. `pairs`: nil is not defined.
  init?(_ metric: Metric, _ point: String?, _ pairs: [(Double?, Double?)], isFair: Bool) {
    guard pairs.contains(where: { $0 != nil || $1 != nil }) else { return nil }
    var finite: [(Double, Double)] = []
    var leftOut = LeftOut()
    for (x, y) in pairs {
      let (isOdd, isOddToo) = (x?.isFinite == false, y?.isFinite == false)
      switch (x, y) {
      case (nil, nil): break
      case (let x?, let y?) where !isOdd && !isOddToo: finite.append((x, y))
      case _ where isOdd && isOddToo: leftOut.nonfinite_in_both += 1
      case _ where isOdd: leftOut.nonfinite_in_old += 1
      case _ where isOddToo: leftOut.nonfinite_in_new += 1
      default: leftOut.undefined_in_one += 1
      }
    }
    let differences = finite.map { $0.1 - $0.0 }
    let delta = differences.isEmpty ? nil : FixedOrder.mean(differences)
    var interval: ClosedRange<Double>?
    if differences.count > 1 {
      let random = Generator(seed: 0).stream("compare")
      let resamples = Bootstrap.resamples(of: differences.count, count: 10_000, random: random)
      interval = Bootstrap.mean(differences, resamples: resamples).percentile()
    }
    var verdict = ""
    // Nothing is better by the pairs that are left.
    if let interval, let delta, !interval.contains(0), isFair, leftOut.isEmpty, metric.better != .neither {
      verdict = (delta < 0) == (metric.better == .lower) ? "better" : "worse"
    }
    func mean(_ values: [Double]) -> Double? { values.isEmpty ? nil : FixedOrder.mean(values) }
    self.init(
      metric: metric.name, point: point, old: mean(finite.map(\.0)), new: mean(finite.map(\.1)), delta: delta,
      low: interval?.lowerBound, high: interval?.upperBound, n: finite.count, left_out: leftOut, verdict: verdict,
      differs: differences.contains { $0 != 0 })
  }
}
