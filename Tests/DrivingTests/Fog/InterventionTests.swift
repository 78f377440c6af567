import Driving
import Foundation
import Numerics
import Pictures
import Testing
import World

@Suite struct InterventionTests {
  /// Surfaces at 10 and 40 m and a sky, all of one gray.
  private let fog = Fog(Visibility(metres: 100), airlight: .gray(0.8), path: .planar, blend: .srgb)
  private let camera = Intrinsics(fx: 50, fy: 50, cx: 1, cy: 0)
  private var frame: Frame {
    Frame(
      id: "f", scene: "s", clear: Image(width: 3, height: 1, floats: [Float](repeating: 0.25, count: 9)),
      depth: DepthMap(width: 3, height: 1, metres: [10, 40, 0]), intrinsics: camera)
  }

  /// The transmissions that turn 0.25 into what is seen.
  private func transmissions(_ intervention: Intervention, other: DepthMap? = nil) -> [Float] {
    let pixels = intervention.picture(of: frame, through: fog, split: 20, other: other).floats
    return stride(from: 0, to: 9, by: 3).map { (pixels[$0] - 0.8) / (0.25 - 0.8) }
  }
  private func near(_ a: [Float], _ b: [Float]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 } }
  private let ten = Float(pow(0.05, 0.1))
  private let twenty = Float(pow(0.05, 0.2))
  private let forty = Float(pow(0.05, 0.4))

  @Test func `the fog and its parts veil what they say`() {
    #expect(near(transmissions(.fog), [ten, forty, 0]))
    #expect(near(transmissions(.farFog), [1, forty, 0]))
    #expect(near(transmissions(.nearFog), [ten, 1, 1]))
    #expect(near(transmissions(.fogBank), [1, twenty, 0]))
    #expect(near(transmissions(.clearSky), [ten, forty, 1]))
    #expect(near(transmissions(.foggedSky), [1, 1, 0]))
    let mean = (ten + forty) / 3
    #expect(near(transmissions(.veil), [mean, mean, mean]))
  }

  @Test func `shuffled fog knows another frame's distances`() async {
    let other = DepthMap(width: 3, height: 1, metres: [40, 20, 10])
    #expect(near(transmissions(.shuffledFog, other: other), [forty, twenty, ten]))
    await #expect(processExitsWith: .failure) {
      let frame = Frame(
        id: "f", scene: "s", clear: Image(width: 1, height: 1, floats: [0, 0, 0]),
        depth: DepthMap(width: 1, height: 1, metres: [3]), intrinsics: Intrinsics(fx: 1, fy: 1, cx: 0, cy: 0))
      _ = Intervention.shuffledFog.picture(of: frame, through: Fog(Visibility(metres: 9)), split: 20)
    }
  }

  @Test func `the camera darkens, scatters and adds noise, and knows no distance`() {
    let many = Frame(
      id: "f", scene: "s", clear: Image(width: 60, height: 40, floats: [Float](repeating: 0.5, count: 7200)),
      depth: DepthMap(width: 60, height: 40, metres: (0..<2400).map { Float($0 % 60 + 1) }), intrinsics: camera)
    let pixels = Intervention.camera.picture(of: many, through: fog, split: 20).floats
    #expect(pixels == Intervention.camera.picture(of: many, through: fog, split: 20).floats)
    let light = pixels.map { Double(TransferFunction.decoded($0)) }
    let expected = 0.7 * Double(TransferFunction.decoded(0.5))
    #expect(abs(FixedOrder.mean(light) - expected) < 0.002)
    #expect(FixedOrder.variance(light).squareRoot() > 0.01)
    let left = stride(from: 0, to: 7200, by: 180).map { light[$0] }
    let right = stride(from: 177, to: 7200, by: 180).map { light[$0] }
    #expect(abs(FixedOrder.mean(left) - FixedOrder.mean(right)) < 0.015)
  }
}
