import Driving
import Metrics
import Numerics
import Pictures
import Testing
import World

/// The dark channel of `Metrics`, on pictures of the world.
@Suite struct DarkChannelTests {
  private func planes(_ image: Image) -> ColorImage {
    ColorImage(image.rgb.floats, height: image.height, width: image.width)
  }

  @Test(arguments: [1, 3, 7, 15])
  func `the dark channel is the least value of each patch`(patch: Int) {
    var random = Generator(seed: 3)
    let (w, h) = (23, 11)
    let pixels = random.uniform(count: w * h * 3)
    let map = DarkChannel.map(planes(Image(width: w, height: h, floats: pixels)), patch: patch)
    for y in 0..<h {
      for x in 0..<w {
        var least: Float = 2
        for j in max(y - patch / 2, 0)...min(y + patch / 2, h - 1) {
          for i in max(x - patch / 2, 0)...min(x + patch / 2, w - 1) {
            for c in 0..<3 { least = min(least, pixels[(j * w + i) * 3 + c]) }
          }
        }
        #expect(map[y * w + x] == Double(least))
      }
    }
  }

  @Test func `airlight of a foggy street is found near its truth`() {
    let world = DrivingWorld(seed: 7)
    for scene in [0, 1, 4, 11, 15] {
      let fog = Fog(Visibility(metres: 60), airlight: .constant(0.8, 0.82, 0.85))
      let found = DarkChannel.airlight(planes(world.frame(scene * 4, fog: fog).hazy!)).color
      for (a, b) in zip(found, [0.8, 0.82, 0.85]) { #expect(abs(a - b) < 0.03, "scene \(scene): \(found)") }
    }
  }
}

@Suite struct FogDistributionTests {
  @Test func `fogs differ between streams, repeat within one, and keep to their ranges`() {
    var distribution = FogDistribution()
    distribution.patchShare = 0.5
    distribution.layerShare = 0.25
    distribution.clearShare = 0.2
    let random = Generator(seed: 5)
    let fogs = (0..<400).map { distribution.fog(random.stream("fog", $0)) }
    #expect(fogs[7] == distribution.fog(random.stream("fog", 7)))
    #expect(Set(fogs.map(\.visibility)).count > 250)
    // Four standard deviations of a binomial count.
    #expect(abs(fogs.count { !$0.waves.isEmpty } - 200) < 40)
    #expect(abs(fogs.count { $0.scaleHeight != nil } - 100) < 35)
    #expect(abs(fogs.count { $0.visibility.metres == 2000 } - 80) < 32)
    for fog in fogs {
      guard case .constant(let r, _, _) = fog.airlight else { return #expect(Bool(false), "not a constant") }
      #expect(r >= 0.72 * 0.97 && r <= 0.94 * 1.03)
    }
  }
}
