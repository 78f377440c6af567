import Evaluation

extension Estimate {
  /// What a bootstrap observed, with its 95 % percentile interval. `n`: units it rests on.
  public init(_ bootstrap: Bootstrap, n: Int? = nil) {
    self.init(bootstrap.observed, bootstrap.percentile(), n: n)
  }
}
