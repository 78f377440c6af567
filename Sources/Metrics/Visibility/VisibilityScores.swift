import Numerics

/// What a visibility map v of one image is worth: its order, its values, its smoothness, its edges.
///
/// All maps have the latent resolution, in row-major order. A score without anything to average is nil.
public struct VisibilityScores: Sendable, Equatable {
  /// The share of all pairs of valid cells, |d_i - d_j| > margin, whose closer cell is not the more visible; a tie counts
  /// one half, so that a constant v scores 0.5.
  public let violations: Double?
  /// Rank correlation of v with the true transmission, over all cells.
  public let spearmanTransmission: Double?
  public let kendallTransmission: Double?
  /// Rank correlation of v with depth, over the valid cells: -1 if v falls with every step away.
  public let spearmanDepth: Double?
  public let kendallDepth: Double?
  /// mean |v - t| over all cells.
  public let mae: Double?
  /// mean |v - v_star_vis|: against the target that L_vis gives the head, not against the truth.
  public let maeTarget: Double
  /// E|∂x v| + E|∂y v|, the note's L_tv.
  public let totalVariation: Double
  /// The standard deviation of v over the image; 0 where v has collapsed.
  public let spread: Double
  /// The mean |Δv| between neighbours across a depth edge, over the mean |Δv| between all other valid neighbours: 1 where
  /// v does not know of the edges. nil without an edge, or where v does not vary elsewhere.
  public let edgeSharpness: Double?

  /// v, transmission t (nil where nobody knows it) and target in [0, 1]; d is the normalised depth in [0, 1], read where `valid` only.
  ///
  /// `margin`: pairs closer than this in d carry no order (the note's 0.05). `edge`: neighbours that differ by more than
  /// this in d are a depth edge; 0.1 of log depth over 2 to 80 m is a factor of 1.45.
  public init(
    v: [Double], transmission t: [Double]?, target: [Double], depth d: [Double], valid: [Bool], width: Int,
    margin: Double = 0.05, edge: Double = 0.1
  ) {
    require(
      !v.isEmpty && width > 0 && v.count % width == 0
        && [t?.count ?? v.count, target.count, d.count, valid.count].allSatisfy { $0 == v.count },
      "VisibilityScores: \(v.count) visibilities of width \(width), \(t?.count ?? 0) transmissions, \(target.count) targets, "
        + "\(d.count) depths, \(valid.count) masks")
    let seen = v.indices.filter { valid[$0] }
    let (v_seen, d_seen) = (seen.map { v[$0] }, seen.map { d[$0] })
    violations = VisibilityScores.violations(v_seen, d_seen, margin)
    spearmanTransmission = t.flatMap { Association.spearman(v, $0) }
    kendallTransmission = t.flatMap { Association.kendall(v, $0) }
    spearmanDepth = Association.spearman(v_seen, d_seen)
    kendallDepth = Association.kendall(v_seen, d_seen)
    mae = t.map { t in FixedOrder.mean(zip(v, t).map { abs($0 - $1) }) }
    maeTarget = FixedOrder.mean(zip(v, target).map { abs($0 - $1) })
    spread = FixedOrder.variance(v, correction: 0).squareRoot()
    let (across, down) = VisibilityScores.neighbours(count: v.count, width: width)
    totalVariation =
      [across, down].map { pairs in
        pairs.isEmpty ? 0 : FixedOrder.mean(pairs.map { abs(v[$1] - v[$0]) })
      }.reduce(0, +)
    let known = (across + down).filter { valid[$0] && valid[$1] }
    let edges = known.filter { abs(d[$1] - d[$0]) > edge }
    let others = known.filter { abs(d[$1] - d[$0]) <= edge }
    func mean(_ pairs: [(Int, Int)]) -> Double? {
      pairs.isEmpty ? nil : FixedOrder.mean(pairs.map { abs(v[$1] - v[$0]) })
    }
    edgeSharpness = mean(edges).flatMap { atEdges in mean(others).flatMap { $0 > 0 ? atEdges / $0 : nil } }
  }

  /// Every pair once.
  private static func violations(_ v: [Double], _ d: [Double], _ margin: Double) -> Double? {
    var (kept, wrong, ties) = (0, 0, 0)
    for i in v.indices {
      for j in i + 1..<max(i + 1, v.count) where abs(d[j] - d[i]) > margin {
        kept += 1
        let s = d[j] > d[i] ? v[i] - v[j] : v[j] - v[i]
        if s < 0 { wrong += 1 } else if s == 0 { ties += 1 }
      }
    }
    return kept > 0 ? (Double(wrong) + 0.5 * Double(ties)) / Double(kept) : nil
  }

  /// The pairs of cells side by side and one above the other.
  private static func neighbours(count: Int, width: Int) -> (across: [(Int, Int)], down: [(Int, Int)]) {
    (
      (0..<count).filter { $0 % width + 1 < width }.map { ($0, $0 + 1) },
      (0..<max(0, count - width)).map { ($0, $0 + width) }
    )
  }
}
