import Numerics

/// Which points of a sweep deserve the whole training, judged by a short one.
/// Source: Jamieson, Talwalkar, AISTATS 2016; one rung.
nonisolated enum SuccessiveHalving {
  /// The indices of the points that go on, ascending: the best `share` of all (rounded up), lower scores being better,
  /// ties in the order given. A point without a score (diverged) never goes on.
  static func survivors(_ scores: [Double?], share: Double = 0.5) -> [Int] {
    require(share > 0 && share <= 1, "SuccessiveHalving: a share of \(share), expected above 0, at most 1")
    let count = Int((Double(scores.count) * share).rounded(.up))
    let ranked = scores.indices.filter { scores[$0]?.isFinite == true }.sorted {
      (scores[$0]!, $0) < (scores[$1]!, $1)
    }
    return ranked.prefix(count).sorted()
  }
}
