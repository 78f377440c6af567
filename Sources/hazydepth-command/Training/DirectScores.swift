import Foundation
import HazyDepth
import Metrics
import Numerics
import Processes
import StudyKit
import World

/// What a direct baseline scores on held-out scenes: clear and in fog, with the camera it learned from and with others.
struct DirectScores {
  struct Row {
    let fieldOfView: Double
    let visibility: Double?
    let scores: DepthScores
    /// Against clear air with the same camera; nil for clear air.
    let test: OddityTest?
    /// The same after median scaling of each image.
    let scaled: OddityTest?
  }
  let rows: [Row]
  let scenes: Int
  let frames: Int

  static let visibilities: [Double?] = [nil, 1000, 700, 500, 300, 100]

  init(
    _ model: DirectBaseline, size: PictureSize, fieldsOfView: [Double], split: DrivingWorld.Split, scenes: Int,
    seed: UInt64, _ running: RunOptions
  ) throws {
    let progress = Progress(
      "scores", total: fieldsOfView.count * DirectScores.visibilities.count, style: running.progress)
    var rows: [Row] = []
    var frames = 0
    for field in fieldsOfView {
      let world = DrivingWorld(seed: seed, fieldOfView: field)
      let indices = world.frames(of: split, scenes: scenes)
      frames = indices.count
      var clear: [DepthErrors] = []
      for visibility in DirectScores.visibilities {
        let trial = DirectTrial(
          world, frames: indices, width: size.width, height: size.height, visibility: visibility)
        try StopSignal.check()
        let errors = try trial.errors(
          of: model, under: [.recommended, .recommended.aligned(.median)], jobs: running.workers)
        progress.advance("\(field)°")
        if visibility == nil { clear = errors }
        let tests = zip(clear, errors).map { a, b in
          visibility == nil
            ? nil
            : OddityTest(
              clear: a, hazy: b, reducer: .imageMean, draws: 2000, random: Generator(seed: seed).stream("oddity"),
              scene: world.scene(ofFrame:))
        }
        rows.append(
          Row(
            fieldOfView: field, visibility: visibility, scores: errors[0].scores(), test: tests[0], scaled: tests[1]))
      }
    }
    progress.finish()
    (self.rows, self.scenes, self.frames) = (rows, scenes, frames)
  }

  /// A Markdown table, one row per camera and air.
  var table: String {
    var lines = [
      "| field of view | V, m | AbsRel | δ1 | MAE, m | RMSE, m | bias, m | ΔMAE [95 %] | ΔRMSE [95 %] | verdict "
        + "| scaled: ΔMAE | ΔRMSE |",
      "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows {
      let values = [(DepthMetric.absRel, 3), (.delta1, 3), (.mae, 2), (.rmse, 2), (.bias, 2)].map { metric, digits in
        row.scores[metric].map { String(format: "%.\(digits)f", $0) } ?? "–"
      }
      let air = row.visibility.map { String(format: "%.0f", $0) } ?? "clear"
      let effects = [row.test?.mae, row.test?.rmse].map(DirectScores.text)
      let scaled = [row.scaled?.mae, row.scaled?.rmse].map(DirectScores.text)
      let cells =
        [String(format: "%.0f°", row.fieldOfView), air] + values + effects
        + [row.test?.verdict().rawValue ?? ""] + scaled
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ effect: Bootstrap?) -> String {
    guard let effect else { return "" }
    let interval = effect.percentile()
    return String(format: "%+.2f [%+.2f, %+.2f]", effect.observed, interval.lowerBound, interval.upperBound)
  }
}
