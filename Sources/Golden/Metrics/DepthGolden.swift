import Files
import Metrics
import NN
import Pictures

extension MetricsGolden {
  /// Cases of truth, prediction and mask under every protocol, with distributions, bins, moments and ordinal pairs.
  func runDepth() throws {
    for member in expected["cases"]?.members ?? [] {
      let (name, values) = (member.name, member.value)
      let (g, p) = try (floats("\(name)/gt.npy"), floats("\(name)/pred.npy"))
      let mask = try bytes("\(name)/mask.npy")
      for entry in values["protocols"]?.members ?? [] {
        guard let evaluation = EvaluationProtocol.named(entry.name) else {
          fail("\(name)/\(entry.name)", "no such protocol here")
          continue
        }
        var errors = DepthErrors(evaluation)
        errors.accumulate(image: 0, truth: g, prediction: p, mask: mask)
        let row = errors.rows[0]
        let info = entry.value["info"]
        group("\(name)/\(entry.name)") {
          $0.check(row.sums, entry.value)
          $0.check("n_gt_valid", Double(row.coverage.truth), info?["n_gt_valid"], rtol: 0, atol: 0)
          if let ratio = info?["median_ratio"] { $0.check("ratio", row.fit?.scale, ratio) }
          if let scale = info?["scale"] {
            $0.check("scale", row.fit?.scale, scale, atol: 1e-12)
            $0.check("shift", row.fit?.shift, info?["shift"], atol: 1e-11)
          }
        }
        let isSkipped = info?["skipped_below_10_px"] != nil
        if row.sums.n > 0 && row.isScored == isSkipped {
          fail("\(name)/\(entry.name)", isSkipped ? "scored, expected skipped" : "skipped")
        }
      }
      try runPixels(name, values, g, p, mask)
    }
  }

  private func runPixels(_ name: String, _ values: JSONValue, _ g: [Float], _ p: [Float], _ mask: [UInt8])
    throws
  {
    let bench = selected(.recommended, g, p, mask)
    group("\(name)/distribution") {
      $0.checkDistribution(selected(.unlimited, g, p, mask), values["extended_finite_pos"])
      $0.checkDistribution(bench, values["extended_bench_0_80"])
    }
    if let moments = values["moments_bench_0_80"] {
      group("\(name)/moments") { $0.checkMoments(ErrorSums(bench), moments) }
      group("\(name)/bins") {
        $0.checkBins(bench, values["bins_0_10_20_40_80"])
        $0.checkBins(bench, values["bins_sqrt_0_80"])
      }
      group("\(name)/histogram") { $0.checkHistogram(bench, values["log_hist_abs_error"]) }
    }
    guard has("\(name)/pairs.npy"), let width = values["shape"]?.integers?.last else { return }
    let flat = try integers("\(name)/pairs.npy")
    let pairs = stride(from: 0, to: flat.count, by: 4).map {
      (flat[$0] * width + flat[$0 + 1], flat[$0 + 2] * width + flat[$0 + 3])
    }
    let truth = g.indices.map { mask[$0] != 0 && g[$0].isFinite ? g[$0] : 0 }
    group("\(name)/ordinal") {
      for (tau, key) in [(0.03, "whdr_tau_0_03"), (0.10, "whdr_tau_0_10")] {
        let ours = Ordering.disagreement(truth: truth, prediction: p, pairs: pairs, tau: tau)
        $0.check(
          values["extended_finite_pos"]?[key],
          [
            "n_pairs": Double(ours.pairs), "n_ordered": Double(ours.ordered), "whdr": ours.rate,
            "whdr_ordered": ours.orderedRate, "whdr_equal": ours.equalRate,
          ])
      }
    }
  }

  /// Scale and shift fitted in disparity.
  func runDisparity() throws {
    var errors = DepthErrors(.marigoldDisparity)
    errors.accumulate(image: 0, truth: try floats("gt.npy"), prediction: try floats("pred_disparity.npy"))
    let row = errors.rows[0]
    group("disparity") {
      $0.check("scale", row.fit?.scale, expected["scale"])
      $0.check("shift", row.fit?.shift, expected["shift"])
      $0.check(row.sums, expected["metrics"])
    }
  }

  func runBoundary() throws {
    for member in expected.members {
      let width = try array("\(member.name)_gt.npy").shape[1]
      let (g, p) = try (floats("\(member.name)_gt.npy"), floats("\(member.name)_pred.npy"))
      let boundary = BoundaryF1(truth: g, prediction: p, width: width)
      let edges = EdgeF1(truth: g, prediction: p, valid: zip(g, p).map { $0 > 0 && $1 > 0 }, width: width)
      let (pro, euler) = (member.value["depthpro"], member.value["edge_f1_relative"])
      group("\(member.name) \(member.value["kind"]?.string ?? "")") {
        $0.check("score", boundary.score, pro?["si_boundary_f1"])
        $0.check("thresholds", boundary.thresholds, pro?["thresholds"], rtol: 1e-15)
        $0.check("f1", boundary.f1, pro?["f1"], rtol: 1e-14)
        $0.check(
          euler,
          [
            "pred_edges": Double(edges.predictedEdges), "gt_edges": Double(edges.trueEdges),
            "precision": edges.precision,
            "recall": edges.recall, "f1": edges.f1,
          ])
      }
    }
  }

  func runCrops() {
    for member in expected["crops"]?.members ?? [] {
      let size = member.name.split(separator: "x").compactMap { Int($0) }
      group("crops \(member.name)") {
        for crop in Crop.allCases {
          let bounds = crop.bounds(height: size[0], width: size[1])
          let corners = bounds.map {
            [$0.rows.lowerBound, $0.rows.upperBound, $0.columns.lowerBound, $0.columns.upperBound].map { Double($0) }
          }
          let reference = member.value[crop.rawValue]
          if let corners {
            $0.check(crop.rawValue, corners, reference, rtol: 0, atol: 0)
          } else {
            $0.check(crop.rawValue, nil, reference)
          }
        }
      }
    }
    for member in expected["sqrt_bins"]?.members ?? [] {
      let ends = member.name.split(separator: "_").compactMap { Double($0) }
      group("sqrt bins \(member.name)") {
        $0.check("edges", DepthBins.squareRootEdges(ends[0], ends[1]), member.value, rtol: 1e-14)
      }
    }
  }

  /// Every `<rule>_<h>x<w>.npy` beside `src.npy`.
  func runResampling() throws {
    let source = try array("src.npy")
    let rules: [(String, Resampling)] = [
      ("bilinear_ac0_antialias", .bilinearAntialiased), ("bilinear_ac0", .bilinear), ("bilinear_ac1", .bilinearCorners),
      ("nearest_exact", .nearestExact), ("nearest", .nearest), ("area", .area),
    ]
    for file in try FolderTree(path).entries().sorted() where file.hasSuffix(".npy") && file != "src.npy" {
      guard let rule = rules.first(where: { file.hasPrefix($0.0) })?.1 else {
        fail(file, "not computed here")
        continue
      }
      let reference = try array(file)
      let ours = rule(
        source.floats, height: source.shape[0], width: source.shape[1], to: (reference.shape[0], reference.shape[1]))
      group(file) {
        $0.check("values", ours.map { Double($0) }, .array(reference.doubles.map { .number($0) }), rtol: 1e-5)
      }
    }
  }
}
