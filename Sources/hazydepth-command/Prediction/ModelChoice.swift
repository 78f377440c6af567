import ArgumentParser
import Driving
import HazyDepth

/// The models that `predict` knows.
enum ModelChoice: String, ExpressibleByArgument, CaseIterable {
  case mariMetric2 = "mari-metric-2"
  case uniDepthV2 = "unidepthv2"
  case depthAnything3 = "depth-anything-3"
  case marigold
  /// A direct regressor of this project.
  case direct

  /// The weights that come with the project, where there are some.
  var shipped: String? {
    switch self {
    case .mariMetric2: "mari-metric-2-small"
    case .direct: "direct-conv"
    default: nil
    }
  }

  /// What a user must know of the published weights.
  var licence: String? {
    switch self {
    case .uniDepthV2: UniDepthV2.licence
    case .depthAnything3: DepthAnything3.licence
    default: nil
    }
  }

  /// Reads the model from a folder.
  func load(_ folder: String, _ options: MariMetric2Predictor.Options) throws -> any DepthPredictor {
    switch self {
    case .mariMetric2: try MariMetric2Predictor(folder: folder, options)
    case .uniDepthV2: try UniDepthV2(folder: folder)
    case .depthAnything3: try DepthAnything3(folder: folder)
    case .marigold: try Marigold(folder: folder)
    case .direct: try DirectBaseline(folder: folder)
    }
  }
}
