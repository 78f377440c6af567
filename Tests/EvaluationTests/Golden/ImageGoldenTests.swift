import Evaluation
import Testing

@Suite struct ImageGoldenTests {
  static func compare(
    _ x: ColorImage, _ y: ColorImage, _ expected: [String: Any], _ name: String, _ comparison: inout Comparison
  ) {
    let quality = ImageQuality(x, reference: y)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let pairs: [(String, Double?)] = [
      ("mse", quality.mse), ("mae", quality.mae), ("psnr_range1", quality.psnr),
      ("psnr_mean_of_channels", quality.psnrOfChannels), ("ssim_rgb_valid", quality.ssim),
      ("ssim_rgb_same_reflect", SSIM(.reflect)(x, y)), ("ssim_rgb_same_zero", SSIM(.zero)(x, y)),
      ("ssim_rgb_sigma_11_over_6_same_reflect", SSIM.euler(x, y)), ("ssim_luma601_valid", quality.ssimLuma),
      ("ciede2000_mean", quality.colorDifference), ("ciede2000_p95", quality.colorDifferenceP95),
      ("rms_contrast_x", ImageQuality.contrast(x)), ("rms_contrast_y", ImageQuality.contrast(y)),
      ("dark_channel_mean_x", mean(DarkChannel.map(x))), ("dark_channel_mean_y", mean(DarkChannel.map(y))),
    ]
    for (key, value) in pairs { comparison.check("\(name)/\(key)", value, expected[key]) }
  }

  @Test func `image quality, dark channel and airlight`() throws {
    let folder = GoldenFolder.metrics("rgb")
    let expected = try folder.json()
    func image(_ name: String) throws -> ColorImage {
      let (shape, _) = try folder.array(name + ".npy")
      return try ColorImage(bytes: folder.bytes(name + ".npy"), height: shape[0], width: shape[1])
    }
    let (clean, hazy, dehazed) = try (image("clean"), image("hazy"), image("dehazed"))
    var comparison = Comparison()
    for (name, x) in [("dehazed_vs_clean", dehazed), ("hazy_vs_clean", hazy), ("identical", clean)] {
      Self.compare(x, clean, expected[name] as! [String: Any], name, &comparison)
    }
    let airlight = DarkChannel.airlight(hazy)
    let he = expected["airlight_he_hazy"] as! [String: Any]
    comparison.check("x", Double(airlight.x), he["x"], rtol: 0, atol: 0)
    comparison.check("y", Double(airlight.y), he["y"], rtol: 0, atol: 0)
    comparison.check("candidates", Double(airlight.candidates), he["n_candidates"], rtol: 0, atol: 0)
    for c in 0..<3 { comparison.check("airlight \(c)", airlight.color[c], (he["rgb"] as! [Double])[c]) }
    let lab = expected["lab_of_clean_0_0_to_1_1"] as! [[[Double]]]
    for y in 0..<2 {
      for x in 0..<2 {
        let i = y * clean.width + x
        let color = CIEDE2000.lab(clean.planes[0][i], clean.planes[1][i], clean.planes[2][i])
        for (k, value) in [color.L, color.a, color.b].enumerated() {
          comparison.check("lab \(y) \(x) \(k)", value, lab[y][x][k], atol: 1e-12)
        }
      }
    }
    print("image goldens:", comparison.checked, comparison.worst)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }
}
