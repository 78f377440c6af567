import Metrics

extension Bootstrap: TableEntry {
  /// What was observed, with its 95 % percentile interval; alone where resampling changes nothing (a single scene).
  public var entry: Entry {
    draws.allSatisfy { $0 == draws[0] } ? .number(observed) : .estimate(Estimate(observed, percentile()))
  }
}
