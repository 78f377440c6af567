import Numerics

/// Which timesteps a sampler of few steps visits.
public enum TimestepSpacing: String, Sendable, CaseIterable {
  /// i (T div n) + offset: one step starts at timestep 1, though it is given pure noise.
  case leading
  /// T - i T/n, rounded, less 1: starts at T - 1. To be preferred with few steps.
  case trailing
  /// Both ends included.
  case linspace

  /// n timesteps out of T, descending, all in 0..<T. Rounding is to even at ties.
  ///
  /// Source: diffusers `DDIMScheduler.set_timesteps`, down to the floating-point steps of numpy's `arange` and
  /// `linspace`, which decide ties. Two of its faults are not kept: with `trailing` and n = 61, 103, … it returns n + 1
  /// entries, the last -1; with `leading` and n = T it starts at T, outside the table (here all are lowered by one).
  public func timesteps(_ n: Int, of T: Int, offset: Int = 1) -> [Int] {
    require(n > 0 && n <= T, "timesteps: \(n) steps out of \(T)")
    switch self {
    case .leading:
      let ratio = T / n
      let top = (n - 1) * ratio + offset
      let shift = top < T ? offset : offset - (top - (T - 1))
      return (0..<n).reversed().map { $0 * ratio + shift }
    case .trailing:
      let start = Double(T)
      let step = (start - start / Double(n)) - start
      return (0..<n).map { Int((start + Double($0) * step).rounded(.toNearestOrEven)) - 1 }
    case .linspace:
      guard n > 1 else { return [0] }
      let step = Double(T - 1) / Double(n - 1)
      return (0..<n).reversed().map { $0 == n - 1 ? T - 1 : Int((Double($0) * step).rounded(.toNearestOrEven)) }
    }
  }
}
