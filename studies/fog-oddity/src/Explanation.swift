/// Why MAE could be lower in haze and RMSE not: the answers that a study decides between.
nonisolated enum Explanation: String, Sendable, CaseIterable {
  case depthMakeUp = "depth make-up"
  case coverage
  case cap
  case reducer
  case rays
  case oneScene = "one scene"
  case tail
  case distance
  case scaleDrift = "scale drift"
  case focus
  case contrast
  case cue = "depth cue"
  case camera
  case sky
  case domainGap = "field-of-view gap"
  case focalLength = "focal length"

  /// What kind of answer it is. A pattern may hold beside a cause: it says where, not why.
  enum Kind: String, Sendable {
    /// The oddity is in the scoring.
    case bookkeeping
    /// The oddity's shape.
    case pattern
    /// What brings it about.
    case cause
  }

  var kind: Kind {
    switch self {
    case .depthMakeUp, .coverage, .cap, .reducer, .rays, .oneScene: .bookkeeping
    case .tail, .distance: .pattern
    default: .cause
    }
  }

  /// The answer in words.
  var claim: String {
    switch self {
    case .depthMakeUp: "the two conditions have truth on different pixels"
    case .coverage: "hard pixels get no prediction in fog and drop out"
    case .cap: "predictions beyond the range's end count in full"
    case .reducer: "large or hard images decide the pool, and the mean of images does not see it"
    case .rays: "pixels near the end of the range are in it by z and not by the length of the ray"
    case .oneScene: "one scene carries it"
    case .tail: "the bulk of the pixels gets better, few get much worse"
    case .distance: "near surfaces gain, far ones pay"
    case .scaleDrift: "fog moves the scale of a prediction that is biased in clear air"
    case .focus: "fog hides what is far, and the model sees better what is near"
    case .contrast: "less contrast does it, wherever it is lost"
    case .cue: "the density of fog is read as distance"
    case .camera: "the camera does it: exposure, glare, noise"
    case .sky: "the veiled sky does it"
    case .domainGap: "it needs a camera of another field of view than in training"
    case .focalLength: "the predictions lack the ratio of focal lengths"
    }
  }
}

/// What the evidence says of an explanation.
nonisolated enum DecisionVerdict: String, Sendable, CaseIterable {
  case supported
  case refuted
  case undecided
}
