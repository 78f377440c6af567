import Driving
import HazyDepth
import Numerics
import World

/// The test streets of the driving world under each camera, rendered when first asked for, and the models that see them.
final class Streets {
  /// A world of its own: neither training (seed 7) nor the search for the case (its validation and test scenes) saw it.
  static let seed: UInt64 = 2026
  private let blocks: Int
  private let size: (width: Int, height: Int)
  private var known: [String: FogExperiment] = [:]
  private static var models: [String: any DepthPredictor] = [:]

  /// Scenes are summed in `blocks` blocks.
  init(blocks: Int, width: Int, height: Int) { (self.blocks, size) = (blocks, (width, height)) }

  /// The first `scenes` test scenes, a frame of each: scenes differ more than the frames of one do.
  func callAsFunction(_ fieldOfView: Double, scenes: Int) throws -> FogExperiment {
    let key = "\(fieldOfView) \(scenes)"
    if let street = known[key] { return street }
    let street = try FogExperiment(
      DrivingWorld(seed: Streets.seed, framesPerScene: 1, fieldOfView: fieldOfView), scenes: scenes,
      block: max(1, scenes / blocks), width: size.width, height: size.height)
    known[key] = street
    return street
  }

  /// A model of `weights/`; `mari…` is the diffusion model, all others are direct ones.
  static func model(_ name: String) throws -> any DepthPredictor {
    if let model = models[name] { return model }
    let folder = try ShippedWeights.folder(name)
    let model: any DepthPredictor
    if name.hasPrefix("mari") {
      model = try MariMetric2Predictor(folder: folder)
    } else {
      model = try DirectBaseline(folder: folder)
    }
    models[name] = model
    return model
  }

  /// What predictions lack if distances scale with the focal length: that of this camera over that of the training.
  static func focalRatio(_ fieldOfView: Double, trained: Double) -> Double {
    Portable.tan(trained * .pi / 360) / Portable.tan(fieldOfView * .pi / 360)
  }
}
