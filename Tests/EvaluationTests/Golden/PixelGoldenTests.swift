import Evaluation
import Numerics
import Testing

/// Everything the depth cases hold beyond the protocols: distributions, ranks, bins, moments, histograms.
@Suite struct PixelGoldenTests {
  static func moments(_ sums: ErrorSums, _ expected: [String: Any], _ name: String, _ comparison: inout Comparison) {
    let m = Moments(sums)
    // The oracle subtracts means first; sums of squares leave some 1e-16 of E[x^2] (here up to 1e4).
    let atol = 1e-11
    let pairs: [(String, Double?)] = [
      ("n", m.map { Double($0.n) }), ("mae", m?.mae), ("mse", m?.mse), ("rmse", m?.mse.squareRoot()), ("bias", m?.bias),
      ("var_e", m?.errorVariance), ("mae_sq", m.map { $0.mae * $0.mae }), ("var_abs", m?.absoluteVariance),
      ("mean_gt", m?.meanTruth), ("mean_pred", m?.meanPrediction), ("sd_gt", m?.sdTruth), ("sd_pred", m?.sdPrediction),
      ("rho", m?.correlation), ("murphy_bias_sq", m?.offset), ("murphy_cond_bias", m?.scale),
      ("murphy_residual", m?.unexplained),
    ]
    for (key, value) in pairs { comparison.check("\(name)/\(key)", value, expected[key], atol: atol) }
  }

  static func bins(
    _ pixels: ValidPixels, _ expected: [[String: Any]], _ name: String, _ comparison: inout Comparison
  ) {
    let edges = expected.map { $0["lo"] as! Double } + [expected.last!["hi"] as! Double]
    let bins = DepthBins(pixels, edges: edges)
    for (i, values) in expected.enumerated() {
      let at = "\(name)/bin \(i)"
      let sums = bins.sums[i]
      comparison.check("\(at) n", Double(sums.n), values["n"], rtol: 0, atol: 0)
      comparison.check("\(at) weight", bins.weight(i), values["weight"])
      guard sums.n > 0 else { continue }
      for metric in [DepthMetric.mae, .mse, .rmse, .bias, .absRel] {
        comparison.check("\(at) \(metric.rawValue)", sums[metric], values[metric.rawValue])
      }
      comparison.check("\(at) sd", Moments(sums)?.errorVariance.squareRoot(), values["sd_e"], rtol: 1e-9, atol: 1e-9)
      comparison.check("\(at) mae part", bins.contribution(.mae, i), values["mae_contrib"])
      comparison.check("\(at) mse part", bins.contribution(.mse, i), values["mse_contrib"])
      let inside = pixels.within(edges[i], edges[i + 1], closed: i == expected.count - 1)
      comparison.check("\(at) ratio", DepthDistribution(inside)?.medianRatio, values["median_ratio"])
      comparison.check("\(at) scale", sums.scaleTest?.scale, values["ls_scale_only"])
      comparison.check("\(at) after", sums.scaleTest?.mseAfter, values["mse_after_scale"], atol: 1e-11)
    }
  }

  static func histogram(_ pixels: ValidPixels, _ expected: [String: Any], _ name: String, _ c: inout Comparison) {
    let histogram = ErrorHistogram(pixels.absoluteErrors)
    for (k, count) in (expected["counts"] as! [Int]).enumerated() {
      c.check("\(name)/hist \(k)", Double(histogram.counts[k]), count, rtol: 0, atol: 0)
    }
    for (k, edge) in (expected["edges"] as! [Any]).enumerated() {
      c.check("\(name)/edge \(k)", ErrorHistogram.edges[k], edge, rtol: 1e-14)
    }
  }

  static func distribution(_ pixels: ValidPixels, _ expected: [String: Any], _ name: String, _ c: inout Comparison) {
    let d = DepthDistribution(pixels)
    let m = Moments(ErrorSums(pixels))
    let rank = Ordering.correlation(pixels)
    let line = LineFit.scaleShift(pixels.p, pixels.g)
    let pairs: [(String, Double?)] = [
      ("median_abs_error", d?.medianError), ("p90_abs_error", d?.p90), ("p95_abs_error", d?.p95),
      ("p99_abs_error", d?.p99), ("max_abs_error", d?.maximum), ("var_abs_error_ddof0", m?.absoluteVariance),
      ("median_ratio_gt_over_pred", d?.ratioOfMedians), ("median_of_ratio", d?.medianRatio),
      ("medianlog_x100", d?.medianLogX100), ("d_auc_unidepth", d?.deltaArea), ("rank_stride", Double(rank.stride)),
      ("rank_n", Double(rank.n)), ("spearman", rank.spearman), ("kendall_tau_b", rank.kendall),
      ("pearson", rank.pearson),
      ("ls_scale", line.scale), ("ls_shift", line.shift), ("ls_scale_only", LineFit.scale(pixels.p, pixels.g)),
    ]
    c.check("\(name)/n", Double(pixels.count), expected["n"], rtol: 0, atol: 0)
    for (key, value) in pairs where expected[key] != nil {
      c.check("\(name)/\(key)", value, expected[key], atol: 1e-11)
    }
    if let sd = expected["std_error_ddof0"] {
      c.check("\(name)/sd", m?.errorVariance.squareRoot(), sd, rtol: 1e-9, atol: 1e-9)
    }
  }

  static func ordinal(
    _ name: String, _ g: [Float], _ p: [Float], _ pairs: [(Int, Int)], _ expected: [String: Any], _ tau: Double,
    _ c: inout Comparison
  ) {
    let result = Ordering.disagreement(truth: g, prediction: p, pairs: pairs, tau: tau)
    c.check("\(name)/pairs", Double(result.pairs), expected["n_pairs"], rtol: 0, atol: 0)
    c.check("\(name)/ordered", Double(result.ordered), expected["n_ordered"], rtol: 0, atol: 0)
    c.check("\(name)/whdr", result.rate, expected["whdr"])
    c.check("\(name)/whdr ordered", result.orderedRate, expected["whdr_ordered"])
    c.check("\(name)/whdr equal", result.equalRate, expected["whdr_equal"])
  }

  @Test func `distributions, ranks, bins and moments of every depth case`() throws {
    let folder = GoldenFolder.metrics("depth")
    var comparison = Comparison()
    for (name, any) in (try folder.json()["cases"] as! [String: [String: Any]]).sorted(by: { $0.key < $1.key }) {
      let files = GoldenFolder(path: folder.path + "/" + name)
      let (g, p, mask) = try (files.floats("gt.npy"), files.floats("pred.npy"), files.bytes("mask.npy"))
      func pixels(_ evaluation: EvaluationProtocol) -> ValidPixels {
        g.withUnsafeBufferPointer { g in
          p.withUnsafeBufferPointer { p in
            mask.withUnsafeBufferPointer { evaluation.select(truth: g, prediction: p, mask: $0).pixels }
          }
        }
      }
      let bench = pixels(.recommended)
      Self.distribution(
        pixels(.unlimited), any["extended_finite_pos"] as! [String: Any], name + "/all", &comparison)
      Self.distribution(bench, any["extended_bench_0_80"] as! [String: Any], name + "/bench", &comparison)
      if let expected = any["moments_bench_0_80"] as? [String: Any] {
        Self.moments(ErrorSums(bench), expected, name + "/moments", &comparison)
        Self.bins(bench, any["bins_0_10_20_40_80"] as! [[String: Any]], name, &comparison)
        Self.bins(bench, any["bins_sqrt_0_80"] as! [[String: Any]], name + "/sqrt", &comparison)
        Self.histogram(bench, any["log_hist_abs_error"] as! [String: Any], name, &comparison)
      }
      guard files.exists("pairs.npy") else { continue }
      let width = (any["shape"] as! [Int])[1]
      let flat = try files.integers("pairs.npy")
      let pairs = stride(from: 0, to: flat.count, by: 4).map {
        (flat[$0] * width + flat[$0 + 1], flat[$0 + 2] * width + flat[$0 + 3])
      }
      let truth = g.indices.map { mask[$0] != 0 && g[$0].isFinite ? g[$0] : 0 }
      for (key, range) in [("extended_finite_pos", "all"), ("extended_bench_0_80", "bench")] {
        let expected = any[key] as! [String: Any]
        for (tau, field) in [(0.03, "whdr_tau_0_03"), (0.10, "whdr_tau_0_10")] {
          Self.ordinal("\(name)/\(range)", truth, p, pairs, expected[field] as! [String: Any], tau, &comparison)
        }
      }
    }
    print("pixel goldens:", comparison.checked, comparison.worst)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `boundaries and edges`() throws {
    let folder = GoldenFolder.metrics("boundary")
    var comparison = Comparison()
    for (name, any) in try folder.json() as! [String: [String: Any]] {
      let (shape, _) = try folder.array("\(name)_gt.npy")
      let (g, p) = try (folder.floats("\(name)_gt.npy"), folder.floats("\(name)_pred.npy"))
      let boundary = BoundaryF1(truth: g, prediction: p, width: shape[1])
      let expected = any["depthpro"] as! [String: Any]
      comparison.check("\(name)/score", boundary.score, expected["si_boundary_f1"])
      for k in 0..<10 {
        comparison.check("\(name)/t", boundary.thresholds[k], (expected["thresholds"] as! [Double])[k], rtol: 1e-15)
        comparison.check("\(name)/f1", boundary.f1[k], (expected["f1"] as! [Double])[k], rtol: 1e-14)
      }
      let edges = EdgeF1(
        truth: g, prediction: p, valid: zip(g, p).map { $0 > 0 && $1 > 0 }, width: shape[1])
      let other = any["edge_f1_relative"] as! [String: Any]
      comparison.check("\(name)/predicted", Double(edges.predicted), other["pred_edges"], rtol: 0, atol: 0)
      comparison.check("\(name)/true", Double(edges.true_), other["gt_edges"], rtol: 0, atol: 0)
      comparison.check("\(name)/precision", edges.precision, other["precision"])
      comparison.check("\(name)/recall", edges.recall, other["recall"])
      comparison.check("\(name)/edge f1", edges.f1, other["f1"])
    }
    #expect(comparison.checked == 78)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `crops and square-root bins`() throws {
    let expected = try GoldenFolder.metrics("misc").json()
    var comparison = Comparison()
    for (size, crops) in expected["crops"] as! [String: [String: Any]] {
      let numbers = size.split(separator: "x").map { Int($0)! }
      for crop in Crop.allCases {
        let bounds = crop.bounds(height: numbers[0], width: numbers[1])
        guard let corners = crops[crop.rawValue] as? [Int] else {
          #expect(bounds == nil)
          continue
        }
        #expect(bounds?.rows == corners[0]..<corners[1], "\(crop) \(size)")
        #expect(bounds?.columns == corners[2]..<corners[3], "\(crop) \(size)")
      }
    }
    for (range, edges) in expected["sqrt_bins"] as! [String: [Double]] {
      let ends = range.split(separator: "_").map { Double($0)! }
      for (k, edge) in DepthBins.squareRootEdges(ends[0], ends[1]).enumerated() {
        comparison.check("\(range) \(k)", edge, edges[k], rtol: 1e-14)
      }
    }
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `resampling`() throws {
    let folder = GoldenFolder.metrics("resize")
    let (shape, _) = try folder.array("src.npy")
    let source = try folder.floats("src.npy")
    var comparison = Comparison()
    let rules: [(String, Resampling)] = [
      ("bilinear_ac0", .bilinear), ("bilinear_ac1", .bilinearCorners), ("bilinear_ac0_antialias", .bilinearAntialiased),
      ("nearest", .nearest), ("nearest_exact", .nearestExact), ("area", .area),
    ]
    for (h, w) in [(15, 22), (4, 5), (7, 18)] {
      for (name, rule) in rules {
        let expected = try folder.array("\(name)_\(h)x\(w).npy").values
        let result = rule(source, height: shape[0], width: shape[1], to: (h, w))
        for i in expected.indices { comparison.check("\(name) \(i)", Double(result[i]), expected[i], rtol: 1e-5) }
      }
    }
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }
}
