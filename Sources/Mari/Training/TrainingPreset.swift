import NN

/// How much to train: the world, the VAE, the model and the steps, from a smoke test to the figures of the README.
public enum TrainingPreset: String, Sendable, CaseIterable {
  /// Seconds: everything runs, nothing is learnt.
  case smoke
  /// From nothing to a model that sees depth through fog in three minutes on two cores.
  case quick
  /// The model that ships.
  case full

  /// Rows and columns of the frames.
  public var size: (height: Int, width: Int) { self == .full ? (64, 192) : (32, 96) }

  /// Scenes of the world: to train on, to choose the best checkpoint by, and to be scored on in the end.
  public var scenes: (train: Int, validation: Int, test: Int) {
    switch self {
    case .smoke: (32, 8, 8)
    case .quick: (1600, 64, 128)
    case .full: (16000, 64, 256)
    }
  }

  /// Steps of a VAE made for this run; 0: the one that ships is used.
  public var vaeSteps: Int {
    switch self {
    case .smoke: 20
    case .quick: 1200
    case .full: 0
    }
  }

  /// The model, with coordinates: in streets the place of a pixel tells much of its depth.
  public var configuration: MariMetric2.Configuration {
    var c: MariMetric2.Configuration =
      switch self {
      case .smoke: .smoke
      case .quick: .quick
      case .full: .full
      }
    c.hasCoordinates = true
    return c
  }

  public var options: TrainingOptions {
    switch self {
    case .smoke: TrainingOptions(steps: 5, warmUp: 2, emaDecay: 0.9, lastShare: 0.3)
    case .quick: TrainingOptions(steps: 4000, warmUp: 50, emaDecay: 0.99, lastShare: 0.75)
    // A long run wants a third of the rate that is best for a short one.
    case .full: TrainingOptions(steps: 20000, learningRate: 6e-4, warmUp: 50, emaDecay: 0.995, lastShare: 0.75)
    }
  }

  /// How often in a run the averages are scored and a checkpoint is written.
  public var evaluations: Int { self == .smoke ? 1 : 4 }
}
