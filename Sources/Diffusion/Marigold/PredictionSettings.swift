import Pictures

/// What a user may ask of a model beyond its weights; nil leaves a thing to the model. Which of them a model has a use for
/// stands in its entry of the catalogue.
public struct PredictionSettings: Sendable, Equatable {
  /// The settings by their names on the command line.
  public enum Name: String, Sendable, CaseIterable {
    case steps, members, reduction, seed
    case workingSize = "working-size"
    case memory, camera
  }

  /// Of denoising.
  public var steps: Int?
  /// Predictions from as many noises, reduced to one.
  public var members: Int?
  public var reduction: EnsembleReduction?
  /// Of the noise.
  public var seed: UInt64?
  /// The size at which the model looks at a picture.
  public var workingSize: PictureSide?
  /// MiB that the tensors of one picture may take.
  public var memory: Int?
  /// Whether a camera is given for pictures that have none of their own.
  public var hasCamera = false

  public init() {}

  /// The names of what is given.
  public var given: Set<Name> {
    var names: Set<Name> = hasCamera ? [.camera] : []
    if steps != nil { names.insert(.steps) }
    if members != nil { names.insert(.members) }
    if reduction != nil { names.insert(.reduction) }
    if seed != nil { names.insert(.seed) }
    if workingSize != nil { names.insert(.workingSize) }
    if memory != nil { names.insert(.memory) }
    return names
  }
}
