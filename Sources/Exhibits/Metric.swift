/// A number that every cell measures: how it is called, in which unit, and which way is better.
public struct Metric: Hashable, Sendable, Codable {
  public enum Direction: String, Hashable, Sendable, Codable {
    case lower
    case higher
    /// Neither: a description, not a score.
    case neither
  }
  /// As in `out["name"]` and in `cells.csv`.
  public let name: String
  /// As tables and axes show it.
  public let label: String
  /// "m", "dB", "share"; empty for pure numbers.
  public let unit: String
  public let better: Direction

  package init(name: String, label: String, unit: String, better: Direction) {
    (self.name, self.label, self.unit, self.better) = (name, label, unit, better)
  }
}

/// An expectation, written down before the run, and what the run says of it.
public struct Claim: Hashable, Sendable, Codable {
  public let name: String
  /// What is expected and why.
  public let expectation: String
  /// nil until decided, or where the run cannot decide (too few seeds).
  public package(set) var holds: Bool?
  /// The numbers it rests on, in one sentence.
  public package(set) var evidence: String

  package init(name: String, expectation: String, holds: Bool?, evidence: String) {
    (self.name, self.expectation, self.holds, self.evidence) = (name, expectation, holds, evidence)
  }
}
