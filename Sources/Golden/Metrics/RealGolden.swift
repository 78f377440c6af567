import Driving
import Files
import Foundation
import Metrics
import NN
import Numerics
import Pictures

extension MetricsGolden {
  /// Real files: a network's prediction against LiDAR, a dehazed photograph, fog at LiDAR pixels.
  func runReal(_ samples: String) throws {
    try runPrediction(samples)
    if let reference = expected["haze_dcp_dehazed_vs_hazy"] {
      let hazy = try photograph(samples + "/haze_dcp/15_hazy.png")
      let dehazed = try photograph(samples + "/haze_dcp/15_dehazed_dcp.png")
      group("haze_dcp") { $0.checkQuality(dehazed, hazy, reference) }
      if let airlight = expected["haze_dcp_airlight_he"] {
        group("haze_dcp airlight") { $0.checkAirlight(hazy, airlight) }
      }
    }
    if let reference = expected["kitti_depth_0000000005_transmission"] {
      let file = try DepthFile(file: samples + "/kitti_depth/depth/0000000005.png", encoding: .kitti)
      let metres = file.depth.sorted.map { Double($0) }
      for member in reference.members { runVisibility(member.name, metres, member.value) }
    }
  }

  private func photograph(_ path: String) throws -> ColorImage {
    let image = try Image(file: path).rgb
    return ColorImage(bytes: image.bytes, height: image.height, width: image.width)
  }

  /// "V100_ct0.05": mean and median transmission, and the shares below 5 and 2 %.
  private func runVisibility(_ name: String, _ metres: [Double], _ reference: JSONValue) {
    let parts = name.dropFirst().components("_ct")
    guard let V = parts.first.flatMap(Double.init), let contrast = parts.last.flatMap(Double.init) else {
      return fail(name, "no visibility in its name")
    }
    let beta = Visibility(metres: V, contrast: contrast < 0.03 ? .twoPercent : .fivePercent).beta
    let t = metres.map { Koschmieder.transmission(opticalDepth: beta * $0) }
    let n = Double(t.count)
    group("KITTI \(name)") {
      $0.check(
        reference,
        [
          "mean_t": FixedOrder.mean(t), "median_t": Quantiles.median(t),
          "frac_t_below_5pct": Double(t.count { $0 < 0.05 }) / n,
          "frac_t_below_2pct": Double(t.count { $0 < 0.02 }) / n,
        ])
    }
  }

  /// The DDAD frame under every protocol and three ways of bringing the prediction to the truth's size.
  private func runPrediction(_ samples: String) throws {
    guard let ddad = expected["ddad_eval"] else { return }
    let path = samples + "/ddad_eval/ddad_eval.npz"
    let archive = try NumpyArchive(try FolderTree.read(path, for: .points), name: path)
    let (prediction, truth) = (try archive.array("depth"), try archive.array("gt_depth"))
    let (g, size) = (truth.floats, (height: truth.shape[0], width: truth.shape[1]))
    // Their resampling rounds in Float32, ours once at the end.
    let loose = 2e-5
    let rules: [(String, Resampling)] = [
      ("bilinear_ac0", .bilinear), ("bilinear_ac1", .bilinearCorners), ("nearest", .nearest),
    ]
    for (name, rule) in rules {
      let p = rule(prediction.floats, height: prediction.shape[0], width: prediction.shape[1], to: size)
      for member in ddad[name]?.members ?? [] {
        guard let evaluation = EvaluationProtocol.named(member.name) else { continue }
        var errors = DepthErrors(evaluation)
        errors.accumulate(image: 0, truth: g, prediction: p)
        group("ddad/\(name)/\(member.name)") {
          $0.check(errors.rows[0].sums, member.value, loose: name == "nearest" ? nil : loose)
        }
      }
    }
    let p = Resampling.bilinear(
      prediction.floats, height: prediction.shape[0], width: prediction.shape[1], to: size)
    let pixels = selected(.recommended, g, p)
    group("ddad/moments") { $0.checkMoments(ErrorSums(pixels), ddad["moments"], loose: loose) }
    group("ddad/bins") { $0.checkBins(pixels, ddad["bins"], loose: loose) }
    group("ddad/bins_sqrt") { $0.checkBins(pixels, ddad["bins_sqrt"], loose: loose) }
    group("ddad/extended") { $0.checkDistribution(pixels, ddad["extended"], loose: loose) }
    group("ddad/histogram") { $0.checkHistogram(pixels, ddad["log_hist"], slack: 2) }

    let K = try archive.array("intrinsics_full").doubles
    let camera = Intrinsics(fx: K[0], fy: K[4], cx: K[2], cy: K[5])
    let factors = (0..<size.height).flatMap { y in (0..<size.width).map { camera.rayLength(x: $0, y: y) } }
    group("ddad/radial") {
      $0.check(
        ddad["radial_factor"],
        [
          "min": Double(factors.min() ?? 0), "max": Double(factors.max() ?? 0), "corner00": Double(factors[0]),
        ]
      ) { _ in (1e-6, 0) }
      let sums = ErrorSums(
        selected(.recommended, zip(g, factors).map { $0 * $1 }, zip(p, factors).map { $0 * $1 }))
      $0.check(sums, ddad["bench_0_80_after_planar_to_radial"], loose: loose)
    }
  }
}

extension Substring {
  /// The parts around the first occurrence of a separator.
  fileprivate func components(_ separator: String) -> [String] {
    guard let found = range(of: separator) else { return [String(self)] }
    return [String(self[..<found.lowerBound]), String(self[found.upperBound...])]
  }
}
