import Numerics

/// What stands in one cell of a table.
public enum Entry: Sendable, Hashable {
  case text(String)
  case number(Double)
  /// One number per seed: shown as mean ± standard deviation.
  case sample(Sample)
  /// A number with an interval: shown as value [low, high].
  case estimate(Estimate)
  /// Nothing to show: "–", n = 0; never a 0.
  case missing

  /// The number that stands for the cell: the mean of a sample, the value of an estimate. nil for texts, for nothing,
  /// and where any number of the cell is not finite: a run that diverged has no average.
  public var number: Double? {
    rawNumber.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The same, finite or not.
  var rawNumber: Double? {
    switch self {
    case .text, .missing: nil
    case .number(let x): x
    case .sample(let sample): sample.mean
    case .estimate(let estimate): estimate.value
    }
  }
}

/// Values of one metric, one per seed.
public struct Sample: Sendable, Hashable {
  public let values: [Double]
  /// The mean over seeds of each image's value, in an order that all rows of a table share: what comparisons between
  /// rows are paired over. nil: they are paired over seeds.
  public let images: [Double]?

  public init(_ values: [Double], images: [Double]? = nil) {
    self.values = values
    self.images = images
  }

  public var n: Int { values.count }
  /// nil for n = 0.
  public var mean: Double? { values.isEmpty ? nil : FixedOrder.mean(values) }
  /// With n - 1; nil below two values.
  public var standardDeviation: Double? { n > 1 ? FixedOrder.variance(values).squareRoot() : nil }
}

/// A number, the interval it lies in and how many units it rests on.
public struct Estimate: Sendable, Hashable {
  public let value: Double
  public let low: Double
  public let high: Double
  public let n: Int?

  /// `low` above `high` traps; the value may lie outside (a bias-corrected interval can miss it).
  public init(_ value: Double, _ interval: ClosedRange<Double>, n: Int? = nil) {
    self.value = value
    low = interval.lowerBound
    high = interval.upperBound
    self.n = n
  }
}

/// What may be handed to `Table.row`.
public protocol TableEntry {
  var entry: Entry { get }
}

extension Entry: TableEntry {
  public var entry: Entry { self }
}
extension String: TableEntry {
  public var entry: Entry { .text(self) }
}
extension Double: TableEntry {
  public var entry: Entry { .number(self) }
}
extension Float: TableEntry {
  public var entry: Entry { .number(Double(self)) }
}
extension Int: TableEntry {
  public var entry: Entry { .number(Double(self)) }
}
extension Bool: TableEntry {
  public var entry: Entry { .text(self ? "yes" : "no") }
}
extension Sample: TableEntry {
  public var entry: Entry { n == 0 ? .missing : .sample(self) }
}
extension Estimate: TableEntry {
  public var entry: Entry { .estimate(self) }
}
extension Optional: TableEntry where Wrapped: TableEntry {
  public var entry: Entry { self?.entry ?? .missing }
}
