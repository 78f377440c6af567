import Driving
import Numerics
import Pictures

extension DrivingWorld {
  /// A frame of the world: clear picture (sRGB in [0, 1]), planar depth in metres (none for the sky and beyond
  /// `farthest`), sky, classes (`SemanticClass`) and intrinsics; with fog also the hazy picture and true transmission.
  ///
  /// Fog blended in linear light is laid over each surface that a pixel shows, for its own distance, before they are
  /// mixed; blended in sRGB it is laid over the mixed pixel, as programs do that start from a file. A negative index or
  /// an empty size traps.
  public func frame(
    _ index: Int, width: Int = 320, height: Int = 96, fog: Fog? = nil, sensor: Sensor? = nil
  ) -> Frame {
    let rendering = rendering(index, width: width, height: height)
    let samples = rendering.samples
    let light = rendering.clear
    let scene = scene(ofFrame: index)
    let sky = Grid(width: width, height: height, values: samples.surface.map { $0 == SurfaceSamples.sky })
    let depth = DepthMap(
      width: width, height: height, metres: samples.depth, valid: samples.depth.map { $0 < DrivingWorld.farthest })
    let frame = Frame(
      id: "\(seed)/\(scene)/\(index % framesPerScene)", scene: "\(seed)/\(scene)",
      clear: Image(width: width, height: height, floats: light.map { TransferFunction.encoded($0) }), depth: depth,
      sky: sky, classes: Grid(width: width, height: height, values: rendering.classes),
      intrinsics: rendering.camera.intrinsics,
      attributes: [
        "kind": kind(ofScene: scene).rawValue, "weather": weather(ofScene: scene).rawValue,
        "split": Split(ofScene: scene).rawValue, "camera_height_m": "\(rendering.camera.position.y)",
        "field_of_view_deg": "\(fieldOfView)",
      ])
    guard let fog else { return frame }
    let noise = Generator(seed: seed).stream("sensor", index)
    let veil = rendering.veil(fog)
    guard fog.blend == .linear else {
      return fog.laid(
        over: frame, pose: rendering.camera.pose, transmission: veil.transmission, sensor: sensor, noise: noise)
    }
    let A = fog.airlight.resolved(light, isSky: { sky.values[$0] }, coded: { TransferFunction.decoded($0) })
    return fog.finished(
      frame, rendering.hazy(veil.ofFragments, A), isLinear: true, veil.transmission, A, sensor, noise)
  }
}

extension DrivingWorld {
  /// Where the camera of a frame stands and looks: for fog that depends on height or place, laid over a stored frame.
  public func pose(ofFrame index: Int) -> CameraPose { scene(index, width: 2, height: 2).1.pose }
}

extension Viewpoint {
  /// The same camera, for fog.
  var pose: CameraPose {
    CameraPose(
      position: SIMD3<Double>(position), right: SIMD3<Double>(right), down: SIMD3<Double>(down),
      forward: SIMD3<Double>(forward))
  }
}

extension Rendering {
  /// The class at each pixel's centre.
  var classes: [UInt8] {
    samples.surface.indices.map { i in
      let surface = samples.surface[i]
      if surface == SurfaceSamples.sky { return SemanticClass.sky.rawValue }
      if surface != SurfaceSamples.ground { return semantics[Int(surface >> 4)].rawValue }
      let p = camera.position + camera.direction(Float(i % width), Float(i / width)) * samples.depth[i]
      return ground.semantic(p.x, p.z).rawValue
    }
  }

  /// The transmission of each fragment, and of each pixel as the mean of its fragments'.
  func veil(_ fog: Fog) -> (ofFragments: [Float], transmission: Grid<Float>) {
    let (medium, pose, intrinsics) = (fog.medium, camera.pose, camera.intrinsics)
    var t = Grid<Float>(width: width, height: height, repeating: 0)
    var ofFragments = [Float](repeating: 0, count: samples.fragments.count)
    for (index, fragment) in samples.fragments.enumerated() {
      let share = fog.transmission(
        medium, Double(fragment.u), Double(fragment.v), z: Double(fragment.depth), intrinsics, pose)
      ofFragments[index] = share
      t.values[Int(fragment.pixel)] += share * fragment.weight
    }
    return (ofFragments, t)
  }

  /// Scene-linear radiance through fog of airlight A, RGB interleaved.
  func hazy(_ t: [Float], _ A: SIMD3<Float>) -> [Float] {
    var out = [Float](repeating: 0, count: width * height * 3)
    for (index, fragment) in samples.fragments.enumerated() {
      let J = radiance(index)
      for c in 0..<3 {
        out[Int(fragment.pixel) * 3 + c] += Koschmieder.blended(J[c], t[index], A[c]) * fragment.weight
      }
    }
    return out
  }
}
