import Numerics

/// The factor by which a base learning rate is multiplied at each step, counted from 0.
///
/// All rise linearly from 0 at step 0 to 1 at step `warmUp` (a warm-up of 0: 1 from the start); from step `total` on
/// they keep their last value.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  case constant(warmUp: Int = 0)
  /// Falls linearly to 0.  Source: diffusers `get_linear_schedule_with_warmup`.
  case linear(warmUp: Int, total: Int)
  /// Falls to 0 by half a cosine.  Source: diffusers `get_cosine_schedule_with_warmup`, which rises again after `total`.
  case cosine(warmUp: Int, total: Int)
  /// Falls exponentially to `finalRatio`.  Source: Marigold, `IterExponential`.
  case exponential(warmUp: Int, total: Int, finalRatio: Double)

  /// Marigold's: 100 steps of warm-up, then to 1 % at step 25,000.
  public static let marigold = exponential(warmUp: 100, total: 25000, finalRatio: 0.01)

  /// In [0, 1]. `step` is at least 0.
  public func factor(at step: Int) -> Double {
    require(step >= 0, "LearningRateSchedule: step \(step)")
    let warmUp = warmUp
    if step < warmUp { return Double(step) / Double(warmUp) }
    switch self {
    case .constant: return 1
    case .linear(_, let total): return 1 - progress(step, total)
    case .cosine(_, let total):
      let t = progress(step, total)
      return t == 1 ? 0 : 0.5 * (1 + Portable.cos(.pi * t))
    case .exponential(_, let total, let finalRatio):
      require(finalRatio > 0 && finalRatio <= 1, "LearningRateSchedule: a final ratio of \(finalRatio)")
      let t = progress(step, total)
      return t == 1 ? finalRatio : Portable.exp(t * Portable.log(finalRatio))
    }
  }

  private var warmUp: Int {
    switch self {
    case .constant(let warmUp), .linear(let warmUp, _), .cosine(let warmUp, _), .exponential(let warmUp, _, _): warmUp
    }
  }

  /// The share of the way from `warmUp` to `total`, at most 1.
  private func progress(_ step: Int, _ total: Int) -> Double {
    require(warmUp >= 0 && warmUp < total, "LearningRateSchedule: a warm-up of \(warmUp) in \(total) steps")
    return min(1, Double(step - warmUp) / Double(total - warmUp))
  }
}
