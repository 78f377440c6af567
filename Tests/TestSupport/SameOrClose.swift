import Numerics

/// Whether two results of one computation, done in different company, are the same: bit for bit in `portable` mode. OpenBLAS
/// may sum in another order for another batch, so in its mode 1e-4 of the value is allowed.
public func isSame(_ a: [Float], _ b: [Float]) -> Bool {
  guard NumericMode.current == .openblas else { return a == b }
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($0)) }
}
