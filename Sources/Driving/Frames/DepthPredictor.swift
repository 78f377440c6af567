import Files
import Pictures

/// What a model says about one picture.
public struct DepthPrediction: Sendable {
  /// Planar depth in metres; every pixel has one.
  public var depth: Grid<Float>
  /// How unsure the model is of each pixel's depth, in metres (a standard deviation or the like), if it can tell.
  public var uncertainty: Grid<Float>?
  /// The scene without fog, sRGB in [0, 1], if the model takes fog away.
  public var clean: Image?
  /// How much can be seen of each pixel, in (0, 1), if the model tells.
  public var visibility: Grid<Float>?
  /// The camera the model found, if it looks for one.
  public var intrinsics: Intrinsics?

  public init(
    depth: Grid<Float>, uncertainty: Grid<Float>? = nil, clean: Image? = nil, visibility: Grid<Float>? = nil,
    intrinsics: Intrinsics? = nil
  ) {
    (self.depth, self.uncertainty, self.clean, self.visibility) = (depth, uncertainty, clean, visibility)
    self.intrinsics = intrinsics
  }
}

/// A model that gives metric depth for a picture: `mari_metric_2`, UniDepthV2, Depth Anything 3, the direct baselines.
public protocol DepthPredictor: Sendable {
  /// What the model is called in tables and on the command line, e.g. `mari-metric-2`.
  var name: String { get }

  /// Metric depth of a picture of any size, at that size.
  ///
  /// `intrinsics`: the camera, where it is known and the model has a use for it. `id` names the picture: all random
  /// draws come from streams of that name, so that a result does not depend on what else is predicted. Throws where the
  /// model's numbers are none.
  func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction
}

/// A model gave a depth that is no distance.
public struct PredictionFault: Error, CustomStringConvertible, Sendable {
  public let model: String
  public let id: String
  /// Pixels whose depth is not finite or not above zero.
  public let pixels: Int

  public var exitCode: Int32 { 1 }
  public var description: String {
    "\(printable(id)): \(model) gave no distance at \(pixels) pixels: look at its weights with inspect-weights"
  }
}

extension DepthPrediction {
  /// Throws if any depth is not finite or not above zero.
  public func checked(model: String, id: String) throws -> DepthPrediction {
    let bad = pixelsWithoutDistance
    guard bad == 0 else { throw PredictionFault(model: model, id: id, pixels: bad) }
    return self
  }

  /// Not inlined: in one function with the `throw`, swiftc 6.3.1 -O lets this loop overwrite the register that says
  /// "nothing was thrown" (x86-64), and the caller takes a pixel for an error.
  @inline(never) private var pixelsWithoutDistance: Int { depth.values.count { !($0 > 0 && $0 < .infinity) } }
}
