import Evaluation

extension Bootstrap {
  /// What was observed, with its 95 % percentile interval; alone where resampling changes nothing (a single scene).
  /// `n`: units it rests on.
  public func entry(n: Int? = nil) -> Entry {
    draws.allSatisfy { $0 == draws[0] } ? .number(observed) : .estimate(Estimate(observed, percentile(), n: n))
  }
}
