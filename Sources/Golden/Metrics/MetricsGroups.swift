import Files
import Metrics
import NN

/// Groups of numbers that several folders hold alike. `loose`: float32 resampling lies between theirs and ours.
extension MetricsComparison {
  /// All metrics of a set of pixels.
  ///
  /// The deviation of a constant ratio is 0 here and rounding noise (to 3e-8) there; so is a bias that cancels.
  mutating func check(_ sums: ErrorSums, _ expected: JSONValue?, loose: Double? = nil) {
    let noise: [DepthMetric: Double] = [.siLog: 3e-8, .siLogX100: 3e-6, .siLogSample: 3e-6, .bias: 1e-12]
    var ours: [String: Double?] = ["n": Double(sums.n)]
    for metric in DepthMetric.allCases { ours[metric.rawValue] = .some(sums[metric]) }
    check(expected, ours) { name in
      if name == "n" { return (0, 0) }
      let metric = DepthMetric(rawValue: name)!
      if let loose { return (loose, metric.better == .higher ? 5e-5 : loose) }
      return metric.better == .higher ? (1e-15, 0) : (1e-10, noise[metric] ?? 1e-13)
    }
  }

  /// Moments and their decompositions; sums of squares leave some 1e-16 of E[x^2], up to 1e4 here.
  mutating func checkMoments(_ sums: ErrorSums, _ expected: JSONValue?, loose: Double? = nil) {
    guard let m = Moments(sums) else { return check("moments", nil, expected?["n"]) }
    let ours: [String: Double?] = [
      "n": Double(m.n), "mae": m.mae, "mse": m.mse, "rmse": m.mse.squareRoot(), "bias": m.bias,
      "var_e": m.errorVariance, "mae_sq": m.mae * m.mae, "var_abs": m.absoluteVariance, "mean_gt": m.meanTruth,
      "mean_pred": m.meanPrediction, "sd_gt": m.sdTruth, "sd_pred": m.sdPrediction, "rho": m.correlation,
      "murphy_bias_sq": m.offset, "murphy_cond_bias": m.scale, "murphy_residual": m.unexplained,
    ]
    check(expected, ours) { _ in (loose ?? 1e-10, loose ?? 1e-11) }
  }

  mutating func checkBins(_ pixels: ValidPixels, _ expected: JSONValue?, loose: Double? = nil) {
    let bins = expected?.elements ?? []
    let edges = bins.compactMap { $0["lo"]?.number } + [bins.last?["hi"]?.number].compactMap { $0 }
    guard edges.count == bins.count + 1, bins.count > 0 else { return check("bins", nil, .number(0)) }
    let ours = DepthBins(pixels, edges: edges)
    for (i, values) in bins.enumerated() {
      let sums = ours.sums[i]
      let inside = pixels.within(edges[i], edges[i + 1], closed: i == bins.count - 1)
      check(
        values,
        [
          "lo": edges[i], "hi": edges[i + 1], "n": Double(sums.n), "weight": ours.weight(i), "mae": sums[.mae],
          "mse": sums[.mse], "rmse": sums[.rmse], "bias": sums[.bias], "absrel": sums[.absRel],
          "sd_e": Moments(sums)?.errorVariance.squareRoot(), "mae_contrib": ours.contribution(.mae, i),
          "mse_contrib": ours.contribution(.mse, i), "median_ratio": DepthDistribution(inside)?.medianRatio,
          "ls_scale_only": sums.scaleTest?.scale, "mse_after_scale": sums.scaleTest?.mseAfter,
        ]
      ) { name in
        name == "n" ? (0, 0) : loose.map { ($0, $0) } ?? (name == "sd_e" ? (1e-9, 1e-9) : (1e-10, 1e-11))
      }
    }
  }

  /// Counts of the logarithmic histogram; `slack` pixels may lie on the other side of an edge.
  mutating func checkHistogram(_ pixels: ValidPixels, _ expected: JSONValue?, slack: Double = 0) {
    let ours = ErrorHistogram(pixels.absoluteErrors)
    check("counts", ours.counts.map { Double($0) }, expected?["counts"], rtol: 0, atol: slack)
    check("edges", ErrorHistogram.edges, expected?["edges"], rtol: 1e-14)
  }

  /// Percentiles, ranks and fits; without pixels only n.
  mutating func checkDistribution(_ pixels: ValidPixels, _ expected: JSONValue?, loose: Double? = nil) {
    var ours: [String: Double?] = ["n": Double(pixels.count)]
    if let d = DepthDistribution(pixels), let m = Moments(ErrorSums(pixels)) {
      let rank = Ordering.correlation(pixels)
      let line = LineFit.scaleShift(pixels.p, pixels.g)
      ours.merge([
        "median_abs_error": d.medianError, "p90_abs_error": d.p90, "p95_abs_error": d.p95, "p99_abs_error": d.p99,
        "max_abs_error": d.maximum, "std_error_ddof0": m.errorVariance.squareRoot(),
        "var_abs_error_ddof0": m.absoluteVariance, "median_ratio_gt_over_pred": d.ratioOfMedians,
        "median_of_ratio": d.medianRatio, "medianlog_x100": d.medianLogX100, "d_auc_unidepth": d.deltaArea,
        "rank_stride": Double(rank.stride), "rank_n": Double(rank.n), "spearman": rank.spearman,
        "kendall_tau_b": rank.kendall, "pearson": rank.pearson, "ls_scale": line.scale, "ls_shift": line.shift,
        "ls_scale_only": LineFit.scale(pixels.p, pixels.g),
      ]) { $1 }
    }
    check(expected, ours) { name in
      if name == "n" || name.hasPrefix("rank_") { return (0, 0) }
      if let loose { return (loose, 10 * loose) }
      return name == "std_error_ddof0" ? (1e-9, 1e-9) : (1e-10, 1e-11)
    }
  }
}
