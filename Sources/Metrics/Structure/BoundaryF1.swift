import Numerics

/// How well depth edges are found: scale-invariant boundary F1 of Depth Pro. Needs a dense truth.
///
/// An edge between neighbours is a ratio of inverse depths above a threshold, in each of four directions; recall and
/// precision are means over directions, the score a mean of F1 over thresholds weighted by them.
/// Source: Bochkovskii et al., "Depth Pro", 2024, section 4 (without non-maximum suppression).
public struct BoundaryF1: Sendable, Equatable {
  public let score: Double
  public let thresholds: [Double]
  /// F1 per threshold; 0 where neither an edge is predicted nor hit.
  public let f1: [Double]

  /// truth, prediction [H * W] in metres, clipped to at least 1e-6 as the original does.
  public init(
    truth: [Float], prediction: [Float], width: Int, from low: Double = 1.05, to high: Double = 1.25, steps: Int = 10
  ) {
    require(
      width > 0 && truth.count == prediction.count && truth.count % width == 0 && steps > 1,
      "BoundaryF1: \(truth.count) true, \(prediction.count) predicted pixels of width \(width)")
    thresholds = (0..<steps).map {
      $0 == steps - 1 ? high : low + Double($0) * ((high - low) / Double(steps - 1))
    }
    let g = truth.map { 1 / max(Double($0), 1e-6) }
    let p = prediction.map { 1 / max(Double($0), 1e-6) }
    // Per threshold and direction: predicted, true and common edges.
    var counts = [[(predicted: Int, true: Int, common: Int)]](
      repeating: Array(repeating: (0, 0, 0), count: 4), count: steps)
    func note(_ a: Int, _ b: Int, _ direction: Int, _ t: [Double]) {
      let (predicted, actual) = (p[a] / p[b], g[a] / g[b])
      guard predicted > t[0] || actual > t[0] else { return }
      for k in t.indices {
        let (isPredicted, isTrue) = (predicted > t[k], actual > t[k])
        if isPredicted { counts[k][direction].predicted += 1 }
        if isTrue { counts[k][direction].true += 1 }
        if isPredicted && isTrue { counts[k][direction].common += 1 }
      }
    }
    for i in g.indices {
      if (i + 1) % width != 0 {
        note(i, i + 1, 0, thresholds)
        note(i + 1, i, 1, thresholds)
      }
      if i + width < g.count {
        note(i, i + width, 2, thresholds)
        note(i + width, i, 3, thresholds)
      }
    }
    f1 = counts.map { directions in
      let recall = directions.reduce(0) { $0 + Double($1.common) / Double(max($1.true, 1)) } / 4
      let precision = directions.reduce(0) { $0 + Double($1.common) / Double(max($1.predicted, 1)) } / 4
      return recall + precision == 0 ? 0 : 2 * recall * precision / (recall + precision)
    }
    let weights = thresholds.reduce(0, +)
    score = zip(f1, thresholds).reduce(0) { $0 + $1.0 * ($1.1 / weights) }
  }
}
