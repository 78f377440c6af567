import Numerics

/// euler-eval's depth edges: pixels whose central difference exceeds a share of their depth, matched within one pixel.
///
/// The difference spans two pixels, and outside the image counts as 0, so border pixels are always edges.
public struct EdgeF1: Sendable, Equatable {
  /// Edge pixels on either side.
  public let predictedEdges: Int
  public let trueEdges: Int
  public let precision: Double
  public let recall: Double
  /// 0 where nothing is predicted or nothing is hit.
  public let f1: Double

  /// truth, prediction, valid [H * W]; edges need a difference above `threshold` times the depth.
  public init(truth: [Float], prediction: [Float], valid: [Bool], width: Int, threshold: Double = 0.1) {
    require(
      width > 0 && truth.count == prediction.count && truth.count == valid.count && truth.count % width == 0,
      "EdgeF1: \(truth.count) true, \(prediction.count) predicted, \(valid.count) valid pixels of width \(width)")
    let p = EdgeF1.edges(prediction, valid, width, threshold)
    let g = EdgeF1.edges(truth, valid, width, threshold)
    let (nearP, nearG) = (EdgeF1.dilated(p, width), EdgeF1.dilated(g, width))
    predictedEdges = p.count { $0 }
    trueEdges = g.count { $0 }
    precision = predictedEdges > 0 ? Double(p.indices.count { p[$0] && nearG[$0] }) / Double(predictedEdges) : 0
    recall = trueEdges > 0 ? Double(g.indices.count { g[$0] && nearP[$0] }) / Double(trueEdges) : 0
    f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }

  private static func edges(_ d: [Float], _ valid: [Bool], _ width: Int, _ threshold: Double) -> [Bool] {
    let height = d.count / width
    func at(_ y: Int, _ x: Int) -> Double {
      y >= 0 && y < height && x >= 0 && x < width ? Double(d[y * width + x]) : 0
    }
    return d.indices.map { i in
      let (y, x) = (i / width, i % width)
      let change = max(abs(at(y, x + 1) - at(y, x - 1)), abs(at(y + 1, x) - at(y - 1, x)))
      return valid[i] && change > threshold * Double(d[i])
    }
  }

  private static func dilated(_ edges: [Bool], _ width: Int) -> [Bool] {
    var result = [Bool](repeating: false, count: edges.count)
    for i in edges.indices where edges[i] {
      for y in max(0, i / width - 1)...min(edges.count / width - 1, i / width + 1) {
        for x in max(0, i % width - 1)...min(width - 1, i % width + 1) { result[y * width + x] = true }
      }
    }
    return result
  }
}
