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

  /// What acts on its results beside weights, picture and camera, as it is: for a manifest.
  var ran: [PredictionFact] { get }

  /// Metric depth of a picture of any size, at that size.
  ///
  /// `intrinsics`: the camera, where it is known and the model has a use for it. `id` names the picture: all random
  /// draws come from streams of that name, so that a result does not depend on what else is predicted. Throws where the
  /// model's numbers are none.
  func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction
}

extension DepthPredictor {
  public var ran: [PredictionFact] { [] }

  /// Throws for a picture that no model here looks at: a strip, from which a network's grid leaves nothing, or one so large
  /// that it alone would take the machine's memory.
  package func admit(_ image: Image, id: String) throws(FileError) {
    let (h, w) = (image.height, image.width)
    guard max(h, w) <= PictureLimits.ratio * min(h, w) else {
      throw FileError(
        .damaged, id, "is \(w) x \(h) pixels, a strip beyond \(PictureLimits.ratio) to 1: crop it, or leave it out")
    }
    guard h * w <= PictureLimits.pixels else {
      throw FileError(
        .damaged, id,
        "is \(w) x \(h): \(h * w / 1_000_000) megapixels, expected at most \(PictureLimits.pixels / 1_000_000); scale it down"
      )
    }
  }
}

/// What pictures are predicted.
package enum PictureLimits {
  /// Of the longer side to the shorter.
  package static let ratio = 32
  package static let pixels = ReadingLimits.standard.maxPixels
}

/// A setting as it acted: a name and a number, or a name and a word.
public enum PredictionFact: Sendable, Equatable {
  case count(String, Int)
  case text(String, String)
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
