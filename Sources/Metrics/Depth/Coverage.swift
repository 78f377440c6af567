/// How many pixels could count, how many did, and what was wrong with the others. Printed beside every score.
public struct Coverage: Sendable, Equatable {
  /// Masked pixels with a finite truth above zero, in range or not.
  public internal(set) var truth = 0
  /// Of those, the truth in range.
  public internal(set) var ranged = 0
  /// Of those, the pixels that were scored.
  public internal(set) var scored = 0
  /// Of those in range, the predictions (as given) that are NaN, infinite, zero or below, and above the range's end.
  public internal(set) var nan = 0
  public internal(set) var infinite = 0
  public internal(set) var notPositive = 0
  public internal(set) var beyond = 0

  public init() {}

  /// Scored pixels over those in range; nil if there are none.
  public var share: Double? { ranged > 0 ? Double(scored) / Double(ranged) : nil }
  /// Predictions in range that are no distance at all.
  public var missing: Int { nan + infinite + notPositive }

  public static func += (a: inout Coverage, b: Coverage) {
    a.truth += b.truth
    a.ranged += b.ranged
    a.scored += b.scored
    a.nan += b.nan
    a.infinite += b.infinite
    a.notPositive += b.notPositive
    a.beyond += b.beyond
  }
}
