import Driving
import Files
import NN
import Numerics
import Pictures

extension MetricsGolden {
  /// Fog laid over a picture: both paths, both blends, both contrast thresholds; the tables of transmission.
  ///
  /// The reference is Float64, neither rounded nor clipped; `Fog` works in Float32 with tables for sRGB (1e-6).
  func runFog() throws {
    guard let K = expected["K"]?.elements?.compactMap(\.numbers), let A = expected["A"]?.numbers,
      let V = expected["V"]?.number
    else { throw FileError(.damaged, path + "/expected.json", "has no K, A or V") }
    let shape = try array("depth_planar.npy").shape
    let size = (height: shape[0], width: shape[1])
    let camera = Intrinsics(fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2])
    let depth = DepthMap(width: size.width, height: size.height, metres: try floats("depth_planar.npy"))
    let rgb = Image(width: size.width, height: size.height, bytes: try bytes("rgb.npy"))
    let frame = Frame(id: "golden", scene: "golden", clear: rgb, depth: depth, intrinsics: camera)
    let radial = depth.measured(.radial, with: camera)
    let rays = try array("expected_radial.npy").doubles
    group("radial distance") {
      $0.check("metres", radial.metres.map { Double($0) }, .array(rays.map { .number($0) }), rtol: 1e-6)
    }
    for contrast in Visibility.Contrast.allCases {
      let visibility = Visibility(metres: V, contrast: contrast)
      for path in Fog.Path.allCases {
        for blend in Fog.Blend.allCases {
          let fog = Fog(
            visibility, airlight: .constant(Float(A[0]), Float(A[1]), Float(A[2])), path: path, blend: blend)
          let laid = fog.laid(over: frame)
          let name = "\(blend.rawValue)_\(path == .ray ? "radial" : "planar")"
          let file = "expected_\(name)_ct\(contrast.rawValue).npy"
          let reference = try array(file).doubles
          group(file) {
            let ours = laid.hazy?.floats.map { Double($0) } ?? []
            $0.check("pixels", ours, .array(reference.map { .number($0) }), rtol: 0, atol: 3e-6)
            let means = (0..<3).map { c in
              FixedOrder.mean(stride(from: c, to: ours.count, by: 3).map { ours[$0] })
            }
            $0.check("mean", means, expected["mean_\(name)_\(contrast.rawValue)"], atol: 3e-6)
            let t = laid.transmission?.values.map { Double($0) } ?? []
            let mean = expected["mean_t_\(path == .ray ? "radial" : "planar")_\(contrast.rawValue)"]
            $0.check("mean t", FixedOrder.mean(t), mean, atol: 1e-6)
          }
        }
      }
      group("beta \(contrast.rawValue)") {
        $0.check("beta", visibility.beta, expected["betas"]?["\(contrast.rawValue)"], rtol: 1e-14)
      }
    }
    runTransmissions()
  }

  private func runTransmissions() {
    group("transmission table") {
      for row in expected["table"]?.elements ?? [] {
        guard let V = row["V"]?.number, let contrast = row["ct"]?.number.flatMap(Visibility.Contrast.init) else {
          return $0.check("row", nil, .number(0))
        }
        let beta = Visibility(metres: V, contrast: contrast).beta
        $0.check("beta", beta, row["beta"], rtol: 1e-14)
        for entry in row["t"]?.members ?? [] {
          let t = Double(entry.name).map { Koschmieder.transmission(opticalDepth: beta * $0) }
          $0.check("t \(V) \(entry.name)", t, entry.value, rtol: 1e-13)
        }
      }
    }
    group("height fog") {
      guard let fog = expected["height_fog"], let b0 = fog["b0"]?.number, let H = fog["H"]?.number,
        let height = fog["cam_h"]?.number
      else { return $0.check("height_fog", nil, .number(0)) }
      let medium = FogMedium(beta0: b0, scaleHeight: H)
      for row in fog["rows"]?.elements ?? [] {
        guard let rise = row["dy_per_m"]?.number, let L = row["L"]?.number else { continue }
        let along = SIMD3(0, rise, (1 - rise * rise).squareRoot())
        let tau = medium.opticalDepth(from: SIMD3(0, height, 0), along: along, over: 0...L)
        $0.check("tau \(rise) \(L)", tau, row["tau"], rtol: 1e-12)
        $0.check("t \(rise) \(L)", Koschmieder.transmission(opticalDepth: tau), row["t"], rtol: 1e-12)
      }
    }
  }
}
