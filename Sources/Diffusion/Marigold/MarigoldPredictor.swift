import Driving
import NN
import Numerics
import Pictures

extension Marigold: DepthPredictor {
  public var name: String { "marigold" }

  /// Depth up to a scale and a shift, from 0.001 (nearest) to 1: to be aligned before it is judged.
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    let seed = Generator(seed: 0).stream("marigold").seed(id)
    let picture = ByteImage(image)
    let output = self(picture.bytes, height: picture.height, width: picture.width, seed: seed)
    // A distance is above zero; an affine-invariant one loses nothing by a shift.
    let depth = withoutGradients { output.depth * 0.999 + 0.001 }
    return try DepthPrediction(depth: Grid(depth)).checked(model: name, id: id)
  }
}
