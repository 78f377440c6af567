import Driving
import Foundation
import Numerics
import Pictures
import Testing
import World

@Suite struct CounterfactualTests {
  private let fog = Fog(Visibility(metres: 100), airlight: .gray(0.8), path: .planar)
  private let camera = Intrinsics(fx: 50, fy: 50, cx: 1, cy: 0)
  private var frame: Frame {
    Frame(
      id: "f", scene: "s", clear: Image(width: 3, height: 1, floats: [Float](repeating: 0.25, count: 9)),
      depth: DepthMap(width: 3, height: 1, metres: [10, 40, 0]), intrinsics: camera)
  }
  private func t(_ counterfactual: Counterfactual) -> [Float] {
    counterfactual.transmission(fog, over: frame).values
  }
  private func near(_ a: [Float], _ b: [Float]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 } }

  @Test func `far and near surfaces share out the fog`() {
    let (ten, forty) = (Float(pow(0.05, 0.1)), Float(pow(0.05, 0.4)))
    #expect(near(t(.surfacesBeyond(20)), [1, forty, 0]))
    #expect(near(t(.surfacesWithin(20)), [ten, 1, 1]))
  }

  @Test func `another frame's depth veils as that frame would be veiled`() {
    let other = DepthMap(width: 3, height: 1, metres: [100, 50, 10])
    #expect(near(t(.depthOf(other)), [0.05, Float(pow(0.05, 0.5)), Float(pow(0.05, 0.1))]))
  }

  @Test func `a veil is the same everywhere and as dense on average`() {
    let mean = (Float(pow(0.05, 0.1)) + Float(pow(0.05, 0.4))) / 3
    #expect(near(t(.veil), [mean, mean, mean]))
  }

  @Test func `the sensor alone changes a picture by its noise only`() throws {
    let sensor = Sensor(shotVariance: 0, readNoise: 0, isQuantised: false)
    let same = try #require(fog.laid(over: frame, as: .sensorOnly, sensor: sensor).hazy)
    #expect(near(same.floats, [Float](repeating: 0.25, count: 9)))
    let noisy = try #require(fog.laid(over: frame, as: .sensorOnly, sensor: Sensor(readNoise: 0.02)).hazy)
    #expect(noisy.bytes != same.bytes)
    #expect(noisy.bytes.allSatisfy { abs(Int($0) - 64) < 40 })
  }

  @Test func `sensor noise has the stated spread and drowns far surfaces first`() throws {
    let n = 120 * 120
    let light = [Float](repeating: 0.2, count: 3 * n)
    let sensor = Sensor(shotVariance: 1e-4, readNoise: 0.003, isQuantised: false)
    let picture = sensor.picture(of: light, width: 120, height: 120, Generator(seed: 4))
    let back = picture.floats.map { Double(TransferFunction.decoded($0)) }
    let expected = (0.2 * 1e-4 + 9e-6).squareRoot()
    #expect(abs(FixedOrder.mean(back) - 0.2) < 2e-4)
    #expect(abs(FixedOrder.variance(back).squareRoot() / expected - 1) < 0.03)
    #expect(sensor.picture(of: light, width: 120, height: 120, Generator(seed: 4)) == picture)
    #expect(sensor.picture(of: light, width: 120, height: 120, Generator(seed: 5)) != picture)
  }

  @Test func `automatic exposure brings the mean to its level`() {
    let sensor = Sensor(exposure: .automatic(mean: 0.15), shotVariance: 0, readNoise: 0, isQuantised: false)
    let picture = sensor.picture(of: [0.1, 0.2, 0.6], width: 1, height: 1, Generator(seed: 0))
    // The mean is 0.3: everything is halved.
    let linear = picture.floats.map { TransferFunction.decoded($0) }
    #expect(near(linear, [0.05, 0.1, 0.3]))
  }

  @Test func `glare spreads its share of the light and loses none`() {
    let sensor = Sensor(glare: 0.2, shotVariance: 0, readNoise: 0, isQuantised: false)
    let picture = sensor.picture(of: [0, 0, 0, 0.4, 0.2, 1], width: 2, height: 1, Generator(seed: 0))
    let linear = picture.floats.map { TransferFunction.decoded($0) }
    #expect(near(linear, [0.04, 0.02, 0.1, 0.36, 0.18, 0.9]))
  }

  @Test func `noise differs between frames and repeats for one`() {
    func hazy(_ id: String) -> Image {
      var frame = frame
      frame = Frame(id: id, scene: "s", clear: frame.clear, depth: frame.depth, intrinsics: camera)
      return fog.laid(over: frame, sensor: Sensor(readNoise: 0.05, isQuantised: false)).hazy!
    }
    #expect(hazy("a") == hazy("a"))
    #expect(hazy("a") != hazy("b"))
  }
}

@Suite struct FogTrapTests {
  @Test func `impossible fogs trap`() async {
    await #expect(processExitsWith: .failure) { _ = Visibility(metres: 0) }
    await #expect(processExitsWith: .failure) { _ = Visibility(metres: .infinity) }
    await #expect(processExitsWith: .failure) { _ = FogMedium(beta0: -0.1) }
    await #expect(processExitsWith: .failure) {
      _ = FogMedium(
        beta0: 0.1, waves: [0.6, 0.6].map { FogMedium.Wave(amplitude: $0, k: SIMD3(1, 0, 0), phase: 0) })
    }
    await #expect(processExitsWith: .failure) {
      _ = Fog(Visibility(metres: 100)).laid(over: Frame(id: "bare", scene: "s"))
    }
    await #expect(processExitsWith: .failure) {
      let frame = Frame(
        id: "f", scene: "s", depth: DepthMap(width: 1, height: 1, metres: [3]),
        intrinsics: Intrinsics(fx: 1, fy: 1, cx: 0, cy: 0))
      let other = DepthMap(width: 2, height: 1, metres: [3, 4])
      _ = Counterfactual.depthOf(other).transmission(Fog(Visibility(metres: 100)), over: frame)
    }
  }
}
