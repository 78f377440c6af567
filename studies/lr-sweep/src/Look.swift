import Exhibits
import HazyDepth
import StudyKit

// Tables and figures: nothing here is part of a number.

private let metrics = [abs_rel, mae, psnr, loss, std_v]

/// Scores and steps against the rate.
func showSweep(_ sweep: Results) {
  study.write(sweep.summary("sweep", "From scratch, \(steps) steps", metrics, images: "images"))
  for metric in [abs_rel, psnr, loss] {
    study.draw(
      .lines(
        "sweep-\(metric.name)", "\(metric.label) against the trunk's rate", "From scratch, \(steps) steps",
        from: sweep.table("cells", "", metrics), x: "rate", y: metric.name, series: "ratio", scales: .logX))
  }
  let note = sweep.where(ratio == "1:2:2.4")
  study.draw(
    .lines(
      "updates", "How far a step moves each component", "Mean over the run, ratio 1:2:2.4", from: updates(of: note),
      x: "rate", y: "update", series: "component", scales: [.logX, .logY]))
  study.draw(
    .training(
      "training", "Loss and spread of v by rate, ratio 1:2:2.4", from: note.curves("loss"),
      terms: ["L_total", "std_v"],
      series: "rate", scales: [], smoothing: max(1, steps / 20)))
}

/// Where the optimum is, what failed, whether ratios differ.
func showOptima(_ optima: Optima) {
  study.write(optima.table)
  study.write(outcomeTable(optima, trial: trial))
  study.write(optima.differences)
  study.draw(
    .forest(
      "ratios", "Is any ratio separable from 1:1:1?", "Below zero: better than 1:1:1", from: optima.differences,
      label: "what", effect: "difference", group: "ratio"))
}

/// Fine-tuning.
func showTuned(_ tuned: Results) {
  study.write(tuned.summary("tuned", "The shipped model after \(tuned_steps) steps", metrics, images: "images"))
  study.draw(
    .lines(
      "tuned", "Fine-tuning: AbsRel against the trunk's rate", "0: as shipped", from: tuned.table("cells", "", metrics),
      x: "tuned.rate", y: "abs_rel", series: "ratio", scales: .logX))
}
