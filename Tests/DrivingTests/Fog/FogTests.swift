import Driving
import Foundation
import Numerics
import Pictures
import TestSupport
import Testing

/// A small file of the golden folder, read without the readers under test.
private func golden(_ name: String) -> URL {
  URL(fileURLWithPath: Material.goldens + "/metrics/fog/" + name)
}

/// The values of a little-endian C-order npy file.
private func npy<Element>(_ name: String, _: Element.Type) throws -> [Element] {
  let data = try Data(contentsOf: golden(name))
  let start = 10 + Int(data[8]) + Int(data[9]) << 8
  return data[start...].withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
}

@Suite struct FogTests {
  @Test func `beta follows from visibility and contrast threshold`() {
    #expect(abs(Visibility(metres: 100).beta - 0.029957322735539908) < 1e-15)
    #expect(abs(Visibility(metres: 100, contrast: .twoPercent).beta - 0.03912023005428146) < 1e-15)
    #expect(abs(Visibility(beta: 0.01).metres - 299.57322735539909) < 1e-9)
  }

  @Test(arguments: Visibility.Contrast.allCases)
  func `transmission at the visibility is the contrast threshold`(contrast: Visibility.Contrast) {
    for metres in [25.0, 100, 750] {
      let tau = FogMedium(beta0: Visibility(metres: metres, contrast: contrast).beta)
        .opticalDepth(from: .zero, along: SIMD3(0, 0, 1), over: 0...metres)
      #expect(abs(Koschmieder.transmission(opticalDepth: tau) - contrast.rawValue) < 1e-14)
    }
  }

  @Test func `clear air shows the surface and endless fog the airlight`() {
    #expect(Koschmieder.blended(0.3, 1, 0.8) == 0.3)
    #expect(Koschmieder.blended(0.3, 0, 0.8) == 0.8)
    #expect(abs(Koschmieder.blended(0.3, 0.25, 0.8) - 0.675) < 1e-7)
    #expect(Koschmieder.transmission(opticalDepth: .infinity) == 0)
  }

  @Test func `two walls of fog transmit the product of each`() {
    let medium = FogMedium(
      beta0: 0.03, scaleHeight: 9, waves: FogMedium.patches(strength: 0.8, Generator(seed: 3)))
    let (o, d) = (SIMD3(0.3, 1.5, 2), SIMD3(0.36, 0.48, 0.8))
    let whole = medium.opticalDepth(from: o, along: d, over: 0...70)
    let parts =
      medium.opticalDepth(from: o, along: d, over: 0...31) + medium.opticalDepth(from: o, along: d, over: 31...70)
    #expect(abs(whole - parts) < 1e-12)
    // The second wall, entered from where it begins.
    let second = medium.opticalDepth(from: o + 31 * d, along: d, over: 0...39)
    #expect(abs(parts - medium.opticalDepth(from: o, along: d, over: 0...31) - second) < 1e-12)
  }

  @Test func `optical depth in closed form equals its integral by Simpson's rule`() {
    let directions: [SIMD3<Double>] = [
      SIMD3(0, 0, 1), SIMD3(0.6, 0, 0.8), SIMD3(0.36, 0.48, 0.8), SIMD3(0.6, -0.0001, 0.8), SIMD3(0, 1, 0),
    ]
    for scaleHeight in [nil, 4.0, 60] {
      for waves in [[], FogMedium.patches(strength: 1, Generator(seed: 5))] {
        let medium = FogMedium(beta0: 0.04, scaleHeight: scaleHeight, waves: waves)
        for d in directions {
          for (from, to) in [(0.0, 0.5), (0, 40), (13, 120)] {
            let o = SIMD3(3.0, 1.4, -7)
            let n = 4000
            let h = (to - from) / Double(n)
            var sum = 0.0
            for k in 0...n {
              let weight = k == 0 || k == n ? 1.0 : (k & 1 == 1 ? 4 : 2)
              sum += weight * medium.beta(at: o + (from + Double(k) * h) * d)
            }
            let tau = medium.opticalDepth(from: o, along: d, over: from...to)
            #expect(abs(tau - sum * h / 3) < 1e-9, "H \(scaleHeight ?? 0), \(waves.count) waves, \(d), \(from)...\(to)")
          }
        }
      }
    }
  }

  @Test func `a rising ray leaves the layer with finite depth and a level one never does`() {
    let medium = FogMedium(beta0: 0.03, scaleHeight: 12)
    let up = medium.opticalDepth(from: SIMD3(0, 1.5, 0), along: SIMD3(0, 0.6, 0.8), over: 0...(.infinity))
    // beta0 exp(-h/H) H / s
    #expect(abs(up - 0.03 * exp(-1.5 / 12) * 12 / 0.6) < 1e-12)
    #expect(medium.opticalDepth(from: SIMD3(0, 1.5, 0), along: SIMD3(0, 0, 1), over: 0...(.infinity)) == .infinity)
    #expect(
      FogMedium(beta0: 0.03).opticalDepth(from: .zero, along: SIMD3(0, 0.6, 0.8), over: 0...(.infinity)) == .infinity)
  }

  @Test func `patches keep density positive and its mean`() {
    let medium = FogMedium(beta0: 0.05, waves: FogMedium.patches(strength: 1, Generator(seed: 11)))
    var random = Generator(seed: 1)
    var sum = 0.0
    let n = 20_000
    for _ in 0..<n {
      let p = SIMD3(random.uniform64() * 4000, random.uniform64() * 10, random.uniform64() * 4000)
      let beta = medium.beta(at: p)
      #expect(beta >= -1e-15)
      sum += beta
    }
    #expect(abs(sum / Double(n) / 0.05 - 1) < 0.02)
  }

  @Test func `layered fog meets the reference's optical depths`() throws {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: golden("expected.json"))) as! [String: Any]
    let layer = json["height_fog"] as! [String: Any]
    let medium = FogMedium(beta0: layer["b0"] as! Double, scaleHeight: (layer["H"] as! Double))
    let rows = layer["rows"] as! [[String: Double]]
    #expect(rows.count >= 9)
    for row in rows {
      // The reference gives the rise per metre of ray; only the upward part of the direction matters here.
      let s = row["dy_per_m"]!
      let tau = medium.opticalDepth(
        from: SIMD3(0, layer["cam_h"] as! Double, 0), along: SIMD3(0, s, (1 - s * s).squareRoot()), over: 0...row["L"]!)
      #expect(abs(tau - row["tau"]!) <= 1e-12 * max(1, row["tau"]!), "\(row)")
      #expect(abs(Koschmieder.transmission(opticalDepth: tau) - row["t"]!) <= 1e-12, "\(row)")
    }
  }

  @Test(arguments: Fog.Blend.allCases, Fog.Path.allCases)
  func `hazy pictures meet the reference's`(blend: Fog.Blend, path: Fog.Path) throws {
    let clear = Image(width: 20, height: 12, bytes: try npy("rgb.npy", UInt8.self))
    let depth = DepthMap(width: 20, height: 12, metres: try npy("depth_planar.npy", Float.self))
    let frame = Frame(
      id: "golden", scene: "golden", clear: clear, depth: depth,
      intrinsics: Intrinsics(fx: 22, fy: 22.400000000000002, cx: 9.5, cy: 5.5))
    for contrast in Visibility.Contrast.allCases {
      let fog = Fog(
        Visibility(metres: 100, contrast: contrast), airlight: .constant(0.78, 0.81, 0.84), path: path, blend: blend)
      let hazy = try #require(fog.laid(over: frame).hazy).floats
      let name = "expected_\(blend.rawValue)_\(path == .ray ? "radial" : "planar")_ct\(contrast.rawValue).npy"
      let expected = try npy(name, Double.self)
      let worst = zip(hazy, expected).map { abs(Double($0) - $1) }.max()!
      #expect(worst < 2e-6, "\(name): \(worst)")
    }
  }

  @Test func `sky has the airlight's colour and no transmission`() throws {
    let fog = Fog(Visibility(metres: 100), airlight: .constant(0.7, 0.75, 0.8))
    let hazy = fog.laid(over: twoByOne())
    #expect(hazy.transmission!.values[1] == 0)
    for (c, expected) in [Float(0.7), 0.75, 0.8].enumerated() {
      #expect(abs(hazy.hazy!.floats[3 + c] - expected) < 1e-6)
    }
    #expect(hazy.attributes["contrast_threshold"] == "0.05")
    #expect(Double(hazy.attributes["visibility_m"]!) == 100)
  }

  @Test func `airlight from the sky is the sky's mean and falls back without one`() throws {
    let frame = twoByOne()
    let seen = Fog(Visibility(metres: 50), airlight: .sky(otherwise: SIMD3(0.1, 0.1, 0.1))).laid(over: frame)
    #expect(abs(seen.hazy!.floats[3] - 0.9) < 2e-6)
    let blind = Frame(
      id: "f", scene: "s", clear: frame.clear, depth: DepthMap(width: 2, height: 1, metres: [20, 1e5]),
      intrinsics: frame.intrinsics)
    let fallback = Fog(Visibility(metres: 50), airlight: .sky(otherwise: SIMD3(0.1, 0.2, 0.3))).laid(over: blind)
    #expect(abs(fallback.hazy!.floats[5] - 0.3) < 2e-6)
  }

  @Test func `fog only beyond or within a distance splits the optical depth`() {
    let (depth, camera) = (DepthMap(width: 1, height: 1, metres: [60]), Intrinsics(fx: 9, fy: 9, cx: 0, cy: 0))
    func t(_ extent: Fog.Extent) -> Float {
      Fog(Visibility(metres: 100), extent: extent).transmission(of: depth, camera).values[0]
    }
    #expect(abs(t(.beyond(25)) * t(.within(25)) - t(.everywhere)) < 1e-7)
    #expect(abs(t(.beyond(25)) - Float(pow(0.05, 0.35))) < 1e-6)
    #expect(t(.beyond(60)) == 1)
  }

  /// A pixel at 20 m, on the axis, and one of sky, sRGB 0.9.
  private func twoByOne() -> Frame {
    Frame(
      id: "f", scene: "s", clear: Image(width: 2, height: 1, floats: [0.2, 0.3, 0.4, 0.9, 0.9, 0.9]),
      depth: DepthMap(width: 2, height: 1, metres: [20, 0]), intrinsics: Intrinsics(fx: 10, fy: 10, cx: 0, cy: 0))
  }
}
