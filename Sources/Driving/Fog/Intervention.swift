import Pictures

/// What an experiment does to a clear picture in the name of one fog: the fog itself, parts of it, and what is no fog.
public enum Intervention: String, Sendable, CaseIterable {
  case fog
  /// Only surfaces beyond the split are seen through the fog, and the sky.
  case farFog = "far fog"
  /// Only surfaces within the split are.
  case nearFog = "near fog"
  /// The air is clear up to the split, and foggy behind it: no jump at the split.
  case fogBank = "fog bank"
  /// Every pixel loses the mean contrast that the fog takes.
  case veil
  /// Every pixel is veiled for the distance it has in another frame.
  case shuffledFog = "shuffled fog"
  /// The sky is left as it was.
  case clearSky = "clear sky"
  /// Only the sky is veiled.
  case foggedSky = "fogged sky"
  /// No fog, but a camera that underexposes, scatters light and adds noise.
  case camera

  /// The sensor of `camera`.
  public static let sensor = Sensor(exposure: .gain(0.7), glare: 0.1, shotVariance: 1e-3, readNoise: 0.01)

  /// The picture that comes of it. The frame needs a clear picture, depth and intrinsics; `split` is in metres along the
  /// fog's path; `other` is the depth of `shuffledFog`, which traps without one.
  public func picture(
    of frame: Frame, through fog: Fog, split: Float, other: DepthMap? = nil, pose: CameraPose = CameraPose()
  ) -> Image {
    func laid(_ counterfactual: Counterfactual, sensor: Sensor? = nil) -> Image {
      fog.laid(over: frame, as: counterfactual, pose: pose, sensor: sensor).hazy!
    }
    switch self {
    case .fog: return fog.laid(over: frame, pose: pose).hazy!
    case .farFog: return laid(.surfacesBeyond(split))
    case .nearFog: return laid(.surfacesWithin(split))
    case .fogBank:
      var bank = fog
      bank.extent = .beyond(Double(split))
      return bank.laid(over: frame, pose: pose).hazy!
    case .veil: return laid(.veil)
    case .shuffledFog:
      guard let other else {
        fatalError("Intervention: \(rawValue) over frame \(frame.id) needs another frame's depth")
      }
      return laid(.depthOf(other))
    case .clearSky: return laid(.surfacesWithin(.greatestFiniteMagnitude))
    case .foggedSky: return laid(.surfacesBeyond(.greatestFiniteMagnitude))
    case .camera: return laid(.sensorOnly, sensor: Intervention.sensor)
    }
  }
}
