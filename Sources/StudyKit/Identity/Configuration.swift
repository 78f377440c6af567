import Provenance

/// Everything a run's numbers depend on that its command line can change.
struct Configuration: Codable, Equatable, Sendable {
  struct AxisSteps: Codable, Equatable, Sendable {
    let name: String
    let steps: [Value]
  }
  /// By name.
  var settings: [String: Value] = [:]
  /// In declared order.
  var axes: [AxisSteps] = []
  var seeds: [Int] = [0]
}

/// What else they depend on.
struct Surroundings: Codable, Equatable, Sendable {
  var inputs: [InputRecord] = []
  /// Digest of the result-bearing code.
  var code = ""
  /// Whose arithmetic: `portable`, or OpenBLAS with its core type and version.
  var numerics = ""
}
