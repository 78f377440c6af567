/// One way to look at the same two sets of predictions: which pixels count and what is done to them. The switches of the
/// oddity's bookkeeping explanations go from one view to another.
public enum ScoringView: String, Sendable, CaseIterable {
  /// Each condition on the pixels it can score itself: its own truth, its own predictions. As naively reported.
  case own
  /// Pixels with a truth in both conditions; predictions may be missing on either side.
  case sameTruth = "same truth"
  /// Pixels that both conditions can score. The reference of every other question.
  case common
  /// Common pixels, predictions clipped to [1 mm, upper end of the range].
  case clipped
  /// Common pixels, each image's predictions times median(g) / median(p), per condition.
  case medianScaled = "median scaled"
  /// Common pixels whose distance along the ray is in range, errors along the ray.
  case radial

  /// The views whose sums are also kept by depth.
  public static let binned: [ScoringView] = [.common, .medianScaled]
}
