import Metrics
import Pictures
import Testing

@Suite struct ImageQualityTests {
  static func grey(_ value: Float, _ size: Int = 16) -> ColorImage {
    ColorImage([Float](repeating: value, count: 3 * size * size), height: size, width: size)
  }

  @Test func `a uniform difference of a tenth is 20 dB`() {
    let quality = ImageQuality(Self.grey(0.5), reference: Self.grey(0.4))
    #expect(abs(quality.psnr - 20) < 1e-5)
    #expect(abs(quality.mae - 0.1) < 1e-7)
    let same = ImageQuality(Self.grey(0.5), reference: Self.grey(0.5))
    #expect(same.psnr == .infinity && same.ssim == 1 && same.colorDifference == 0)
    #expect(ImageQuality(Self.grey(0.5, 8), reference: Self.grey(0.4, 8)).ssim == nil)  // no window fits
  }

  @Test(arguments: [
    (50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425), (50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615),
    (50, 2.8361, -74.0200, 50, 0, -82.7485, 3.4412), (50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000),
    (50, 0, 0, 50, -1, 2, 2.3669), (50, 2.5, 0, 50, 0, -2.5, 4.3065), (50, 2.5, 0, 73, 25, -18, 27.1492),
    (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082),
  ]) func `Sharma's pairs of colours`(c: (Double, Double, Double, Double, Double, Double, Double)) {
    let (p, q) = (CIEDE2000.Lab(L: c.0, a: c.1, b: c.2), CIEDE2000.Lab(L: c.3, a: c.4, b: c.5))
    #expect(abs(CIEDE2000.difference(p, q) - c.6) < 5e-5)
    #expect(abs(CIEDE2000.difference(q, p) - c.6) < 5e-5)
  }

  @Test func `errors by distance`() {
    let depth: [Float] = (0..<256).map { $0 < 128 ? 5 : $0 < 192 ? 80 : .nan }
    let bins = ImageQuality.byDepth(Self.grey(0.5), reference: Self.grey(0.4), depth: depth)
    #expect(bins.map(\.n) == [128, 0, 0, 64])
    #expect(bins[1].mae == nil && bins[1].psnr == nil)
    #expect(abs(bins[3].psnr! - 20) < 1e-5)
  }

  @Test func `the dark channel of haze is lifted and its airlight is the brightest candidate`() {
    var values = [Float](repeating: 0.1, count: 3 * 40 * 40)
    for i in 0..<40 * 16 { for c in 0..<3 { values[3 * i + c] = c == 2 ? 0.9 : 0.8 } }
    values[3 * (40 * 5 + 7)] = 0.95  // one brighter pixel among the haze
    let image = ColorImage(values, height: 40, width: 40)
    let airlight = DarkChannel.airlight(image, share: 0.2)
    #expect(airlight.x == 7 && airlight.y == 5)
    #expect(abs(DarkChannel.map(image)[0] - 0.8) < 1e-6)
    #expect(abs(DarkChannel.map(image)[39 * 40] - 0.1) < 1e-6)
  }

  @Test func `resizing to the same size changes nothing, but bilinear lets infinity spread`() {
    let map = (0..<12).map { Float($0) }
    for rule in Resampling.allCases { #expect(rule(map, height: 3, width: 4, to: (3, 4)) == map, "\(rule)") }
    var spoiled = map
    spoiled[6] = .infinity
    #expect(Resampling.bilinear(spoiled, height: 3, width: 4, to: (3, 4))[5].isNaN)
    #expect(Resampling.nearest(spoiled, height: 3, width: 4, to: (3, 4)) == spoiled)
  }
}
