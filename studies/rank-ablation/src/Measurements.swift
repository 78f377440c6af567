import Exhibits
import Files
import HazyDepth
import Metrics
import Pictures
import StudyKit

/// What is measured of a head's v, and of a whole model.
struct Measured {
  let violations, L_vis, spearman, kendall, spearman_d, mae_t, mae_target, ece_t, ece_target, tv, std_v, edges, abs_rel,
    mae, psnr, ssim: Metric

  init(in study: Study) {
    violations = study.metric("violations", "order violations", unit: "share", better: .lower)
    L_vis = study.metric("L_vis", "L_vis", better: .lower)
    spearman = study.metric("spearman_t", "Spearman(v, t)", better: .higher)
    kendall = study.metric("kendall_t", "Kendall(v, t)", better: .higher)
    spearman_d = study.metric("spearman_d", "Spearman(v, d)", better: .lower)
    mae_t = study.metric("mae_t", "|v − t|", better: .lower)
    mae_target = study.metric("mae_target", "|v − v*|", better: .lower)
    ece_t = study.metric("ece_t", "calibration error, t", better: .lower)
    ece_target = study.metric("ece_target", "calibration error, v*", better: .lower)
    tv = study.metric("tv", "TV(v)")
    std_v = study.metric("std_v", "std(v)")
    edges = study.metric("edges", "edge sharpness", better: .higher)
    abs_rel = study.metric("abs_rel", "AbsRel", better: .lower)
    mae = study.metric("mae", "depth MAE, 0–80 m", unit: "m", better: .lower)
    psnr = study.metric("psnr", "dehazing PSNR", unit: "dB", better: .higher)
    ssim = study.metric("ssim", "dehazing SSIM", better: .higher)
  }

  var ofHead: [Metric] { [violations, L_vis, spearman, mae_t, ece_t, tv, std_v, edges] }
  var ofWhole: [Metric] { [violations, std_v, abs_rel, mae, psnr, ssim] }
}

extension CellResult {
  /// What a head's visibility is worth: means over images, one row per image, its reliability, and maps to look at.
  init(_ evaluation: VisibilityEvaluation, maps: Int) {
    self.init()
    self["violations"] = evaluation.mean { $0.scores.violations }
    self["L_vis"] = evaluation.mean { $0.bce }
    self["spearman_t"] = evaluation.mean { $0.scores.spearmanTransmission }
    self["kendall_t"] = evaluation.mean { $0.scores.kendallTransmission }
    self["spearman_d"] = evaluation.mean { $0.scores.spearmanDepth }
    self["mae_t"] = evaluation.mean { $0.scores.mae }
    self["mae_target"] = evaluation.mean { $0.scores.maeTarget }
    self["ece_t"] = evaluation.calibration?.expectedError
    self["ece_target"] = evaluation.calibrationToTarget?.expectedError
    self["tv"] = evaluation.mean { $0.scores.totalVariation }
    self["std_v"] = evaluation.mean { $0.scores.spread }
    self["edges"] = evaluation.mean { $0.scores.edgeSharpness }
    var images = Series(perID: "image", "violations", "L_vis", "spearman_t", "mae_t", "tv", "std_v")
    for image in evaluation.images {
      let s = image.scores
      images.append(
        "frame-\(image.id)", s.violations ?? .nan, image.bce, s.spearmanTransmission ?? .nan, s.mae ?? .nan,
        s.totalVariation,
        s.spread)
    }
    series["images"] = images
    series["reliability"] = evaluation.calibration.map { calibration in
      var bins = Series("v", "t", "n")
      for bin in calibration.bins where bin.n > 0 {
        bins.append(bin.predicted ?? .nan, bin.actual ?? .nan, Double(bin.n))
      }
      return bins
    }
    for (k, image) in evaluation.images.prefix(maps).enumerated() {
      arrays["v\(k)"] = NumericArray(shape: [evaluation.height, evaluation.width], values: image.v.map { Float($0) })
    }
  }

  /// What a whole model's depth and clean picture are worth, image by image.
  mutating func add(_ images: [HeldOutScores.Image]) {
    let scores = HeldOutScores(of: images)
    self["abs_rel"] = scores.absRel
    self["mae"] = scores.mae
    self["psnr"] = scores.psnr
    self["ssim"] = scores.ssim
    var rows = Series(perID: "image", "abs_rel", "mae", "psnr", "ssim")
    for image in images {
      rows.append(image.id, image.absRel ?? .nan, image.mae ?? .nan, image.psnr, image.ssim)
    }
    series["pictures"] = rows
  }
}
