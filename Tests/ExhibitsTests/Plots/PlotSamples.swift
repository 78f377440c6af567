import Foundation
import Numerics

@testable import Exhibits
@testable import StudyKit

/// A figure of every kind from made-up numbers of a realistic size.
enum PlotSamples {
  static let grid: Table = {
    var random = Generator(seed: 1).stream("grid")
    var table = Table(
      "grid",
      columns: [
        Column("lambda_rank", "λ_rank"), Column("lambda_tv", "λ_tv"), "seed",
        Column("violations", "order violations", unit: "share", better: .lower), Column("bce", "BCE", better: .lower),
      ])
    for rank in [0, 0.005, 0.02, 0.05, 0.2, 1] {
      for tv in [0, 0.005, 0.05] {
        for seed in 0..<3 {
          let noise = Double(random.normal())
          table.row(
            rank, tv, seed, 0.26 / (1 + 5 * rank) + 0.2 * tv + 0.006 * noise,
            0.5 + 0.08 * Portable.pow(rank, 0.5) + 0.4 * tv + 0.004 * Double(random.normal()))
        }
      }
    }
    return table
  }()

  static let curves: Table = {
    var random = Generator(seed: 2).stream("curves")
    var table = Table("curves", columns: ["lambda_rank", "seed", "step", "L_total", "L_rank", "L_vis", "L_depth"])
    for rank in [0.0, 0.02, 0.2] {
      for seed in 0..<3 {
        for step in 0..<150 {
          let fall = Portable.exp(-Double(step) / 40)
          func noisy(_ x: Double) -> Double { x * (1 + 0.08 * Double(random.normal())) }
          table.row(
            rank, seed, step, noisy(0.4 + fall + rank), noisy(0.3 + 0.4 * fall - rank), noisy(0.55 + 0.1 * fall),
            noisy(0.2 + 0.8 * fall))
        }
      }
    }
    return table
  }()

  static let calibration: Table = {
    var table = Table(
      "calibration", columns: "λ_rank", Column("v", "predicted v"), Column("t", "true transmission"), "n")
    for rank in ["0", "0.05", "1"] {
      for k in 0..<10 {
        let v = (Double(k) + 0.5) / 10
        let bend = rank == "0" ? 1.6 : (rank == "1" ? 0.7 : 1.1)
        table.row(rank, v, Portable.pow(v, bend), k == 0 ? 3 : 500)
      }
    }
    return table
  }()

  static let images: Table = {
    var random = Generator(seed: 3).stream("images")
    var table = Table(
      "images", columns: "model", "image", Column("clear", "MAE, clear", unit: "m"),
      Column("hazy", "MAE, hazy", unit: "m"))
    for model in ["UniDepthV2", "Depth Anything 3"] {
      for k in 0..<128 {
        let clear = 2 * Portable.exp(0.5 * Double(random.normal()))
        table.row(model, "\(k)", clear, clear * Portable.exp(0.1 + 0.15 * Double(random.normal())))
      }
    }
    return table
  }()

  static let effects: Table = {
    var table = Table(
      "effects", columns: "what", "group", "condition", Column("effect", "ΔMAE, hazy − clear", unit: "m"))
    for (k, (what, group)) in [
      ("all pixels", "region"), ("without sky", "region"), ("near, below 20 m", "region"),
      ("median scaling", "alignment"),
      ("scale and shift", "alignment"), ("same depth histogram", "make-up"),
    ].enumerated() {
      for (j, condition) in ["V = 700 m", "V = 100 m"].enumerated() {
        let x = 0.3 * Double(k - 2) + 0.2 * Double(j)
        table.row(what, group, condition, Estimate(x, x - 0.25...x + 0.3, n: 128))
      }
    }
    return table
  }()

  static let quantiles: Table = {
    var table = Table(
      "quantiles", columns: Column("V", "V", unit: "m"), Column("q", "quantile of |e|"),
      Column("d", "hazy − clear", unit: "m"))
    for (V, cross) in [(1000.0, 0.97), (500, 0.9), (200, 0.77)] {
      for k in 1..<50 {
        let q = Double(k) / 50
        let d = (q - cross) * 2 * q
        table.row(V, q, Estimate(d, d - 0.1...d + 0.1, n: 128))
      }
    }
    return table
  }()

  static var all: [Plot] {
    [
      .lines(
        "lines", "Order violations fall with the rank weight", from: grid, x: "lambda_rank", y: "violations",
        series: "lambda_tv", scales: .logX),
      .tradeOff(
        "trade-off", "Order is bought with likelihood", from: grid, x: "bce", y: "violations", along: "lambda_rank",
        series: "lambda_tv"),
      .heatMap(
        "heat-map", "Order violations over the grid", from: grid, x: "lambda_rank", y: "lambda_tv",
        value: "violations"),
      .training(
        "training", "Loss terms over training", "Batch of 8", from: curves,
        terms: ["L_total", "L_rank", "L_vis", "L_depth"], series: "lambda_rank", smoothing: 10),
      .reliability(
        "reliability", "Visibility against transmission", from: calibration, predicted: "v", actual: "t", n: "n",
        least: 10, series: "λ_rank"),
      .paired(
        "paired", "The same images, clear and hazy", from: images, x: "clear", y: "hazy", series: "model",
        scales: [.logX, .logY]),
      .forest(
        "forest", "What moves the oddity", from: effects, label: "what", effect: "effect", group: "group",
        series: "condition"),
      .quantileDifference(
        "quantiles", "Haze improves the small errors and worsens the large ones", from: quantiles, q: "q",
        difference: "d", series: "V"),
      .bars("bars", "A table as bars", from: grid, label: "lambda_rank", value: "violations", series: "lambda_tv"),
      .histogram("histogram", "Errors per image", from: images, value: "hazy", series: "model", bins: 24),
      .lines(
        "multiples", "Small multiples share their axes", from: grid, x: "lambda_rank", y: "violations",
        panels: "lambda_tv", scales: .logX),
    ]
  }
}
