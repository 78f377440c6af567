import Diffusion
import Driving
import Files
import NN
import Pictures

extension DepthAnything3: DepthPredictor {
  public var name: String { "depth-anything-3" }

  /// Whether predictions are metres: those of the metric model, told from the mono model by the name in its file alone.
  public var isMetric: Bool { !configuration.isAnyView && !configuration.name.lowercased().contains("mono") }

  /// Depth at the picture's size, bilinear from the network's; sky far. Metres from a metric model, which therefore
  /// needs the camera; a depth without scale from the others.
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    guard intrinsics != nil || !isMetric else {
      throw FileError(
        .missing, id,
        "has no camera: Depth Anything 3's metric model gives metres only with the focal length; pass "
          + "--camera fx,fy,cx,cy, or a data set with intrinsics")
    }
    try admit(image, id: id)
    return try withoutGradients {
      let prepared = DepthAnything3Image(ByteImage(image), camera: intrinsics)
      let output = network(prepared.network)
      var depth = output.depth
      if isMetric, let camera = prepared.camera { depth = DepthAnything3.metres(depth, camera: camera) }
      let full = resized(depth, to: (image.height, image.width), .bilinear)
      return try DepthPrediction(depth: Grid(full), intrinsics: output.camera?.intrinsics).checked(model: name, id: id)
    }
  }
}
