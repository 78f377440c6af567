import Driving
import Files
import Metrics
import NN
import Numerics

extension MetricsGolden {
  /// Image quality, dark channel, airlight, colour conversion.
  func runImages() throws {
    func image(_ name: String) throws -> ColorImage {
      let shape = try array(name + ".npy").shape
      return ColorImage(bytes: try bytes(name + ".npy"), height: shape[0], width: shape[1])
    }
    let clean = try image("clean")
    for member in expected.members where member.name.hasSuffix("_vs_clean") || member.name == "identical" {
      let name = member.name == "identical" ? "clean" : String(member.name.dropLast("_vs_clean".count))
      let x = try image(name)
      group(member.name) { $0.checkQuality(x, clean, member.value) }
    }
    if let reference = expected["airlight_he_hazy"] {
      let hazy = try image("hazy")
      group("airlight") { $0.checkAirlight(hazy, reference) }
    }
    if let rows = expected["lab_of_clean_0_0_to_1_1"]?.elements {
      group("CIELAB") {
        for (y, row) in rows.enumerated() {
          for (x, reference) in (row.elements ?? []).enumerated() {
            let i = y * clean.width + x
            let lab = CIEDE2000.lab(clean.planes[0][i], clean.planes[1][i], clean.planes[2][i])
            $0.check("\(y) \(x)", [lab.L, lab.a, lab.b], reference, atol: 1e-12)
          }
        }
      }
    }
  }
}

extension MetricsComparison {
  mutating func checkQuality(_ x: ColorImage, _ y: ColorImage, _ expected: JSONValue) {
    let quality = ImageQuality(x, reference: y)
    check(
      expected,
      [
        "mse": quality.mse, "mae": quality.mae, "psnr_range1": quality.psnr,
        "psnr_mean_of_channels": quality.psnrOfChannels, "ssim_rgb_valid": quality.ssim,
        "ssim_rgb_same_reflect": SSIM(.reflect)(x, y), "ssim_rgb_same_zero": SSIM(.zero)(x, y),
        "ssim_rgb_sigma_11_over_6_same_reflect": SSIM.euler(x, y), "ssim_luma601_valid": quality.ssimLuma,
        "ciede2000_mean": quality.colorDifference, "ciede2000_p95": quality.colorDifferenceP95,
        "rms_contrast_x": ImageQuality.contrast(x), "rms_contrast_y": ImageQuality.contrast(y),
        "dark_channel_mean_x": FixedOrder.mean(DarkChannel.map(x)),
        "dark_channel_mean_y": FixedOrder.mean(DarkChannel.map(y)),
      ])
  }

  mutating func checkAirlight(_ image: ColorImage, _ expected: JSONValue) {
    let ours = DarkChannel.airlight(image)
    check(
      expected,
      [
        "index": Double(ours.y * image.width + ours.x), "x": Double(ours.x), "y": Double(ours.y),
        "n_candidates": Double(ours.candidates),
      ]
    ) { _ in (0, 0) }
    check("rgb", ours.color, expected["rgb"])
  }
}
