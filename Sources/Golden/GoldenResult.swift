/// One tensor of ours beside the reference.
public struct GoldenCheck: Sendable {
  /// `file:tensor`.
  public let name: String
  /// The worst |ours - reference|; for gradients compared as a whole, ‖ours - reference‖.
  public let absolute: Double
  /// The same over the reference's largest entry (its norm).
  public let relative: Double
  /// What `absolute` may be.
  public let tolerance: Double
  /// What else is wrong, or nil.
  public let fault: String?

  public init(_ name: String, absolute: Double, relative: Double, tolerance: Double, fault: String? = nil) {
    self.name = name
    self.absolute = absolute
    self.relative = relative
    self.tolerance = tolerance
    self.fault = fault
  }

  /// A check without numbers: passed, or not and why.
  public init(_ name: String, fault: String?) {
    self.init(name, absolute: 0, relative: 0, tolerance: 0, fault: fault)
  }

  /// NaN fails.
  public var passed: Bool { fault == nil && absolute <= tolerance }

  /// The share of the tolerance that is used up; above 1 the check fails.
  public var use: Double { absolute == 0 && !absolute.isNaN ? 0 : absolute / tolerance }
}

/// What came of one folder of reference values.
public struct GoldenResult: Sendable {
  public enum Outcome: Sendable {
    case ran([GoldenCheck])
    /// Nobody here runs this kind; why.
    case notRun(String)
  }
  public let path: String
  public let kind: String
  public let outcome: Outcome

  public init(path: String, kind: String, outcome: Outcome) {
    self.path = path
    self.kind = kind
    self.outcome = outcome
  }

  public var checks: [GoldenCheck] { if case .ran(let checks) = outcome { checks } else { [] } }
  public var failures: [GoldenCheck] { checks.filter { !$0.passed } }
  /// The passed check that comes closest to its tolerance.
  public var tightest: GoldenCheck? { checks.filter(\.passed).max { $0.use < $1.use } }
}
