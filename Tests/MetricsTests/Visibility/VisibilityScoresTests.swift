import Metrics
import Testing

/// A 2 x 3 map: near, middle, far, and below them near, middle, and a cell without depth.
private let d = [-1, 0, 1, -1, 0, 9.0]
private let valid = [true, true, true, true, true, false]
private let t = [0.9, 0.5, 0.1, 0.9, 0.5, 0.2]

private func scores(_ v: [Double], target: [Double]? = nil) -> VisibilityScores {
  VisibilityScores(v: v, transmission: t, target: target ?? t, depth: d, valid: valid, width: 3)
}

struct VisibilityScoresTests {
  @Test func `a map equal to the transmission has no fault`() {
    let s = scores(t)
    #expect(s.violations == 0)
    #expect(abs(s.spearmanTransmission! - 1) < 1e-12)
    #expect(abs(s.kendallTransmission! - 1) < 1e-12)
    #expect(abs(s.spearmanDepth! + 1) < 1e-12)
    #expect(s.mae == 0 && s.maeTarget == 0)
  }

  @Test func `of eight ordered pairs the wrong ones count whole and the ties half`() {
    // Pairs with different depth among the five valid cells: 10 - 2 = 8.
    let s = scores([0.9, 0.95, 0.1, 0.9, 0.1, 0.5])
    // Wrong: (0,1), (1,3). Tied: (2,4).
    #expect(s.violations == 2.5 / 8)
  }

  @Test func `a collapsed map scores one half and has no correlation, spread or edges`() {
    let s = scores([Double](repeating: 0.4, count: 6))
    #expect(s.violations == 0.5)
    #expect(s.spearmanTransmission == nil && s.kendallDepth == nil)
    #expect(s.spread < 1e-15 && s.totalVariation == 0)
    #expect(s.edgeSharpness == nil)
  }

  @Test func `the margin drops pairs that are about equally far`() {
    let s = VisibilityScores(
      v: [0.2, 0.8], transmission: [1, 1], target: [1, 1], depth: [0, 0.05], valid: [true, true], width: 2)
    #expect(s.violations == nil)
  }

  @Test func `total variation is the mean over neighbours, one axis after the other`() {
    let s = scores([0, 1, 0, 0, 0, 0])
    #expect(abs(s.totalVariation - (2.0 / 4 + 1.0 / 3)) < 1e-12)
    #expect(abs(s.spread - (5.0 / 36).squareRoot()) < 1e-12)
  }

  @Test func `edges of depth are told from other neighbours`() {
    // Valid neighbours: across (0,1), (1,2), (3,4) are edges; down (0,3), (1,4) are not.
    let s = scores([0.9, 0.5, 0.1, 0.8, 0.4, 0.2])
    #expect(abs(s.edgeSharpness! - 0.4 / 0.1) < 1e-9)
  }

  @Test func `values are compared with the truth and with the target apart`() {
    let s = scores(t.map { $0 - 0.1 }, target: t.map { $0 + 0.05 })
    #expect(abs(s.mae! - 0.1) < 1e-12)
    #expect(abs(s.maeTarget - 0.15) < 1e-12)
  }
}
