import Metrics

/// A column of a table: the name that code uses, and what a reader is told of it.
public struct Column: Sendable, Equatable, ExpressibleByStringLiteral {
  /// Which values of a metric are better.
  public enum Better: String, Sendable, Codable {
    case lower
    case higher
    case nearZero
  }

  /// Unique in its table; the header of the CSV file.
  public var name: String
  /// What stands over the column and along a plot's axis.
  public var label: String
  /// "m", "dB", "share" …; empty for a pure number or a text.
  public var unit: String
  /// nil where no value is better than another: parameters, counts, names.
  public var better: Better?
  /// Digits after the decimal point of plain numbers; nil: as many as four significant digits need.
  public var decimals: Int?

  public init(_ name: String, _ label: String? = nil, unit: String = "", better: Better? = nil, decimals: Int? = nil) {
    self.name = name
    self.label = label ?? name
    self.unit = unit
    self.better = better
    self.decimals = decimals
  }

  public init(stringLiteral name: String) { self.init(name) }

  /// A column of a depth metric, with its unit and direction.
  public init(_ metric: DepthMetric, _ label: String? = nil) {
    let better: Better =
      switch metric.better {
      case .lower: .lower
      case .higher: .higher
      case .nearZero: .nearZero
      }
    self.init(metric.rawValue, label, unit: metric.unit, better: better)
  }

  /// A column of what the cells of a study measure.
  public init(_ metric: Metric) {
    let better: Better? =
      switch metric.better {
      case .lower: .lower
      case .higher: .higher
      case .neither: nil
      }
    self.init(metric.name, metric.label, unit: metric.unit, better: better)
  }

  /// "label (unit)", for axes and headers.
  public var heading: String { unit.isEmpty ? label : "\(label) (\(unit))" }

  /// The direction as an arrow, empty where there is none.
  var arrow: String {
    switch better {
    case .lower: "↓"
    case .higher: "↑"
    case .nearZero: "→ 0"
    case nil: ""
    }
  }
}
