import Numerics
import Pictures

/// Fog laid over a clear picture with depth: a medium, an airlight, and the conventions under which they are used.
///
///     let fog = Fog(Visibility(metres: 100), airlight: .sky(otherwise: SIMD3(0.8, 0.8, 0.8)))
///     let hazy = fog.laid(over: frame)
///
/// The defaults are physical: distance along the ray, blended in linear light. Much of the literature uses z, or blends
/// sRGB values (which leaves 1.6 to 2.6 times the contrast at V = 100 m); both are options, and stored with the frame.
public struct Fog: Sendable, Hashable {
  /// What optical depth is measured along.
  public enum Path: String, Sendable, CaseIterable {
    /// The ray's length, as physics has it.
    case ray
    /// The planar depth z: fog thins towards the picture's border.
    case planar
  }

  /// Which values are blended.
  public enum Blend: String, Sendable, CaseIterable {
    case linear
    case srgb
  }

  /// Where along the ray there is fog at all.
  public enum Extent: Sendable, Hashable {
    case everywhere
    /// Clear air up to this many metres.
    case beyond(Double)
    /// Clear air from this many metres on; sky keeps finite transmission.
    case within(Double)
  }

  public var visibility: Visibility
  /// Density falls by e over this many metres of height; nil: it does not.
  public var scaleHeight: Double?
  /// Waves of density; see `FogMedium.patches`.
  public var waves: [FogMedium.Wave]
  public var airlight: Airlight
  public var path: Path
  public var blend: Blend
  public var extent: Extent

  public init(
    _ visibility: Visibility, airlight: Airlight = .sky(otherwise: SIMD3(0.8, 0.8, 0.8), saturation: 0.3),
    path: Path = .ray,
    blend: Blend = .linear, scaleHeight: Double? = nil, waves: [FogMedium.Wave] = [], extent: Extent = .everywhere
  ) {
    (self.visibility, self.airlight, self.path, self.blend) = (visibility, airlight, path, blend)
    (self.scaleHeight, self.waves, self.extent) = (scaleHeight, waves, extent)
  }

  /// The air itself; V holds at height 0 on average.
  public var medium: FogMedium { FogMedium(beta0: visibility.beta, scaleHeight: scaleHeight, waves: waves) }

  /// The transmission of pixel (u, v)'s ray up to planar depth `z` in metres, infinite for the sky.
  package func transmission(
    _ medium: FogMedium, _ u: Double, _ v: Double, z: Double, _ camera: Intrinsics, _ pose: CameraPose
  )
    -> Float
  {
    let ray = pose.ray(u, v, camera)
    let distance = path == .ray ? z * ray.length : z
    let (from, to): (Double, Double) =
      switch extent {
      case .everywhere: (0, distance)
      case .beyond(let metres): (metres, distance)
      case .within(let metres): (0, min(metres, distance))
      }
    guard to > from else { return 1 }
    if scaleHeight == nil && waves.isEmpty {  // the same integral, without its machinery
      return Float(Koschmieder.transmission(opticalDepth: medium.beta0 * (to - from)))
    }
    let tau = medium.opticalDepth(from: pose.position, along: ray.direction, over: from...to)
    return Float(Koschmieder.transmission(opticalDepth: tau))
  }

  /// The transmission of every pixel of a depth map; pixels without a depth are taken for sky.
  ///
  /// A map of radial depth is used as it is for `.ray` and turned into z for `.planar`.
  public func transmission(of depth: DepthMap, _ camera: Intrinsics, pose: CameraPose = CameraPose()) -> Grid<Float> {
    let medium = medium
    let planar = depth.measured(.planar, with: camera)
    var t = Grid<Float>(width: depth.width, height: depth.height, repeating: 0)
    for y in 0..<depth.height {
      for x in 0..<depth.width {
        let z = planar[x, y].map(Double.init) ?? .infinity
        t[x, y] = transmission(medium, Double(x), Double(y), z: z, camera, pose)
      }
    }
    return t
  }

  /// The frame with `hazy`, `transmission` and the fog's figures in `attributes`.
  ///
  /// The frame must have a clear picture, depth and intrinsics, or it traps. Pixels without a depth are taken for sky:
  /// fill a sparse depth map before. `transmission` stands in for the fog's own where a counterfactual asks for another.
  /// The sensor's noise comes from `noise`, by default a stream named after the frame.
  public func laid(
    over frame: Frame, pose: CameraPose = CameraPose(), transmission replaced: Grid<Float>? = nil,
    sensor: Sensor? = nil, noise: Generator? = nil
  ) -> Frame {
    require(
      frame.clear != nil && frame.depth != nil && frame.intrinsics != nil,
      "Fog: frame \(frame.id) needs a clear picture, depth and intrinsics")
    let (clear, depth, camera) = (frame.clear!.rgb, frame.depth!, frame.intrinsics!)
    let t = replaced ?? transmission(of: depth, camera, pose: pose)
    require(
      t.width == clear.width && t.height == clear.height,
      "Fog: transmission \(t.width) x \(t.height) over a picture of \(clear.width) x \(clear.height)")
    let isLinear = blend == .linear
    var pixels = clear.floats
    if isLinear { for i in pixels.indices { pixels[i] = TransferFunction.decoded(pixels[i]) } }
    let A = airlight.resolved(
      pixels, isSky: { frame.sky?.values[$0] ?? !depth.valid[$0] },
      coded: { isLinear ? TransferFunction.decoded($0) : $0 })
    for i in 0..<t.values.count {
      for c in 0..<3 { pixels[3 * i + c] = Koschmieder.blended(pixels[3 * i + c], t.values[i], A[c]) }
    }
    return finished(
      frame, pixels, isLinear: isLinear, t, A, sensor, noise ?? Generator(seed: 0).stream(frame.id))
  }

  /// Takes blended pixels through the sensor and into the frame.
  package func finished(
    _ frame: Frame, _ pixels: [Float], isLinear: Bool, _ t: Grid<Float>, _ A: SIMD3<Float>, _ sensor: Sensor?,
    _ noise: Generator
  ) -> Frame {
    var frame = frame
    let size = (t.width, t.height)
    if let sensor {
      let light = isLinear ? pixels : pixels.map { TransferFunction.decoded($0) }
      frame.hazy = sensor.picture(of: light, width: size.0, height: size.1, noise)
    } else {
      let coded = isLinear ? pixels.map { TransferFunction.encoded($0) } : pixels
      frame.hazy = Image(width: size.0, height: size.1, floats: coded)
    }
    frame.transmission = t
    let a = isLinear ? SIMD3((0..<3).map { TransferFunction.encoded(A[$0]) }) : A
    frame.attributes.merge([
      "visibility_m": "\(visibility.metres)", "contrast_threshold": "\(visibility.contrast.rawValue)",
      "beta_per_m": "\(visibility.beta)", "airlight_srgb": "\(a.x) \(a.y) \(a.z)", "fog_path": path.rawValue,
      "fog_blend": blend.rawValue,
    ]) { $1 }
    return frame
  }
}
