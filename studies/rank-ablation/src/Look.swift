import Exhibits
import Files
import HazyDepth
import StudyKit

// Tables and figures: nothing here is part of a number.

/// The head alone: scores, order against value, losses, calibration.
func showHeads(_ results: Results) {
  let by_depth = results.where(rank_by == "depth", lambda_tv == 0.005)
  study.write(
    by_depth.summary("main", "λ_rank by depth at λ_tv = 0.005", m.ofHead, by: ["lambda_rank"], images: "images"))
  study.write(results.summary("grid", "The whole grid of the head alone", m.ofHead, images: "images"))
  let cells = results.table("cells", "", m.ofHead)
  study.draw(
    .tradeOff(
      "trade-off", "Order against value", "Ranked by depth: what an ordered v costs in L_vis",
      from: cells.filtered("rank_by", is: "depth"), x: "L_vis", y: "violations", along: "lambda_rank",
      series: "lambda_tv"))
  for metric in [m.violations, m.mae_t, m.std_v] {
    study.draw(
      .heatMap(
        "grid-\(metric.name)", metric.label, from: cells, x: "lambda_rank", y: "lambda_tv", value: metric.name,
        panels: "rank_by"))
  }
  study.draw(
    .training(
      "training", "The head's losses, ranked by depth, λ_tv = 0.005", from: by_depth.curves("loss"),
      terms: ["L_vis", "L_rank", "std_v"], series: "lambda_rank", scales: [], smoothing: max(1, steps / 6)))
  study.draw(
    .reliability(
      "reliability", "Is v the transmission?", "Ranked by depth, λ_tv = 0.005, seed 0",
      from: by_depth.curves("reliability").filtered("seed", is: 0), predicted: "v", actual: "t", n: "n", least: 200,
      series: "lambda_rank"))
}

/// v of held-out scenes beside the true transmission and the target.
func showMaps(_ results: Results, _ sights: Results) {
  let by_depth = results.where(rank_by == "depth", lambda_tv == 0.005)
  study.panel(
    "v", "v of three held-out scenes, ranked by depth, λ_tv = 0.005, seed 0",
    rows: [
      .pictures("hazy", maps("hazy", sights.cells.first)), .shares("true t", maps("t", sights.cells.first)),
      .shares("target v*", maps("target", sights.cells.first)),
    ] + by_depth.cells.filter { $0.seed == 0 }.map { .shares("λ_rank \($0[lambda_rank])", maps("v", $0)) })
}

private func maps(_ name: String, _ cell: FinishedCell?) -> [NumericArray?] {
  (0..<3).map { cell?.array("\(name)\($0)") }
}
