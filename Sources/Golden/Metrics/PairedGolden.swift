import Files
import Metrics
import NN
import Numerics

extension MetricsGolden {
  /// Images under two conditions, on their own masks and on the pixels that both have.
  func runPaired() throws {
    for member in expected["results"]?.members ?? [] {
      let (name, values) = (member.name, member.value)
      let (clear, hazy) = try (side("pred_clear.npy", mask: name), side("pred_hazy.npy", mask: name))
      for (key, side) in [("clear", clear), ("hazy", hazy)] {
        let rows = values["per_image"]?[key]?.elements ?? []
        group("\(name)/\(key) images") {
          for (row, reference) in zip(side.errors.rows, rows) { $0.check(row.sums, reference) }
          $0.check("images", Double(side.errors.rows.count), .integer(rows.count), rtol: 0, atol: 0)
        }
        runSide("\(name)/\(key)", side, values["aggregate"]?[key])
      }
      runDifference(name, clear, hazy, values)
    }
  }

  private struct Side {
    var errors = DepthErrors()
    var pixels = ValidPixels(g: [], p: [])
  }

  private func side(_ file: String, mask: String) throws -> Side {
    let shape = try array("gt.npy").shape
    let (g, p, masks) = try (floats("gt.npy"), floats(file), bytes("mask.npy"))
    let (c, h) = try (floats("pred_clear.npy"), floats("pred_hazy.npy"))
    let usable = { (x: Float) in x > 0 && x.isFinite }
    let chosen =
      mask == "common_mask" ? masks.indices.map { usable(c[$0]) && usable(h[$0]) ? masks[$0] : 0 } : masks
    let size = shape[1] * shape[2]
    var side = Side()
    var parts: [ValidPixels] = []
    for i in 0..<shape[0] {
      let at = i * size..<(i + 1) * size
      let (g, p, m) = (Array(g[at]), Array(p[at]), Array(chosen[at]))
      side.errors.accumulate(image: i, truth: g, prediction: p, mask: m)
      parts.append(selected(.recommended, g, p, m))
    }
    side.pixels = ValidPixels(joining: parts)
    return side
  }

  private func runSide(_ name: String, _ side: Side, _ reference: JSONValue?) {
    for reducer in Reducer.allCases {
      let scores = side.errors.scores(reducer)
      var ours: [String: Double?] = ["n": Double(scores.coverage.scored)]
      for metric in DepthMetric.allCases { ours[metric.rawValue] = .some(scores[metric]) }
      group("\(name) \(reducer.rawValue)") { $0.check(reference?[reducer.rawValue], ours) }
    }
    let squares = side.errors.values(.rmse).map { $0.value * $0.value }
    group("\(name) decompositions") {
      $0.check("rms of rmse", FixedOrder.mean(squares).squareRoot(), reference?["rms_of_image_rmse"])
      $0.checkMoments(side.errors.pool, reference?["moments"])
      $0.checkBins(side.pixels, reference?["bins"])
      $0.checkBins(side.pixels, reference?["bins_sqrt"])
      $0.checkHistogram(side.pixels, reference?["hist"])
    }
  }

  private func runDifference(_ name: String, _ clear: Side, _ hazy: Side, _ values: JSONValue) {
    let (c, h) = (clear.pixels, hazy.pixels)
    let difference = QuantileDifference(clear: c.absoluteErrors, hazy: h.absoluteErrors)
    let quantiles = values["quantiles"]
    group("\(name) quantiles") {
      let grid = quantiles?["grid"]?.numbers ?? []
      $0.check("clear", grid.map { difference.quantiles($0).clear }, quantiles?["clear"])
      $0.check("hazy", grid.map { difference.quantiles($0).hazy }, quantiles?["hazy"])
      $0.check("crossings", difference.crossings(), quantiles?["crossings_1000"])
      let parts = difference.contributions()
      for (key, segments) in [("tails_clear", parts.clear), ("tails_hazy", parts.hazy)] {
        for (k, reference) in (quantiles?[key]?.elements ?? []).enumerated() {
          $0.check("\(key) \(k) mae", segments[k].mae, reference["mae_contrib"])
          $0.check("\(key) \(k) mse", segments[k].mse, reference["mse_contrib"])
        }
      }
    }
    group("\(name) differences") {
      for (key, metric) in [("kitagawa_mae", DepthMetric.mae), ("kitagawa_mse", .mse)] {
        let split = Composition(
          clear: DepthBins(c, edges: DepthBins.drivingEdges), hazy: DepthBins(h, edges: DepthBins.drivingEdges),
          metric: metric)
        $0.check(
          values[key], ["composition": split?.composition, "within": split?.within, "total": split?.total])
      }
      let samples = TwoSamples(c.absoluteErrors, h.absoluteErrors)
      $0.check("ks", samples.kolmogorovSmirnov, values["ks_2samp"]?["statistic"])
      $0.check("wasserstein", samples.wasserstein, values["wasserstein"])
      if let clear = Moments(clear.errors.pool), let hazy = Moments(hazy.errors.pool) {
        let identity = SpreadIdentity(clear: clear, hazy: hazy)
        $0.check(
          values["identity_delta_mse"],
          ["total": identity.deltaMSE, "from_mae_sq": identity.fromMAE, "from_var_abs": identity.fromSpread])
      }
    }
  }
}
