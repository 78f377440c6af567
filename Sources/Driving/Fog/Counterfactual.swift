import Numerics
import Pictures

/// Pictures that fog could have made but did not: they part what fog hides from what it gives away, and from what only
/// the camera does.
public enum Counterfactual: Sendable {
  /// Surfaces farther than this (metres along the fog's own path) are seen through the fog, nearer ones as if it were not.
  case surfacesBeyond(Float)
  /// Surfaces nearer than this are seen through the fog, farther ones and the sky as if it were not.
  case surfacesWithin(Float)
  /// Each pixel is veiled for the distance that another frame has there: as dense, but no cue to depth.
  case depthOf(DepthMap)
  /// Every pixel has the mean transmission of the fog: less contrast, no cue to depth.
  case veil
  /// No fog; the sensor's effects alone.
  case sensorOnly

  /// The transmission that takes the place of the fog's own over a frame; what the frame must have is as for `Fog.laid`.
  public func transmission(_ fog: Fog, over frame: Frame, pose: CameraPose = CameraPose()) -> Grid<Float> {
    require(
      frame.depth != nil && frame.intrinsics != nil, "Counterfactual: frame \(frame.id) needs depth and intrinsics")
    let (depth, camera) = (frame.depth!, frame.intrinsics!)
    switch self {
    case .depthOf(let other):
      require(
        other.width == depth.width && other.height == depth.height,
        "Counterfactual: depth of \(other.width) x \(other.height) over a frame of \(depth.width) x \(depth.height)")
      return fog.transmission(of: other, camera, pose: pose)
    case .sensorOnly:
      return Grid(width: depth.width, height: depth.height, repeating: 1)
    case .veil:
      var t = fog.transmission(of: depth, camera, pose: pose)
      let mean = Float(FixedOrder.sum(t.values) / Double(t.values.count))
      t.values = Array(repeating: mean, count: t.values.count)
      return t
    case .surfacesBeyond(let metres):
      return masked(fog, depth, camera, pose) { $0 > metres }
    case .surfacesWithin(let metres):
      return masked(fog, depth, camera, pose) { $0 <= metres }
    }
  }

  private func masked(
    _ fog: Fog, _ depth: DepthMap, _ camera: Intrinsics, _ pose: CameraPose, _ isVeiled: (Float) -> Bool
  ) -> Grid<Float> {
    var t = fog.transmission(of: depth, camera, pose: pose)
    let distance = depth.measured(fog.path == .ray ? .radial : .planar, with: camera)
    for i in t.values.indices {
      let metres = distance.valid[i] ? distance.metres[i] : .infinity
      if !isVeiled(metres) { t.values[i] = 1 }
    }
    return t
  }
}

extension Fog {
  /// The frame as a counterfactual of this fog would have it.
  public func laid(
    over frame: Frame, as counterfactual: Counterfactual, pose: CameraPose = CameraPose(), sensor: Sensor? = nil,
    noise: Generator? = nil
  ) -> Frame {
    let t = counterfactual.transmission(self, over: frame, pose: pose)
    return laid(over: frame, pose: pose, transmission: t, sensor: sensor, noise: noise)
  }
}
