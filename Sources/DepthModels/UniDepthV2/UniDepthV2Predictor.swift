import Diffusion
import Driving
import Files
import NN
import Pictures

extension UniDepthV2: DepthPredictor {
  public var name: String { "unidepthv2" }

  /// A camera is used as it is given, as the reference does, though its rays pass through pixel centres at 0.5, 1.5, ….
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    try admit(image, id: id)
    let padded = UniDepthV2Image.padded((image.height, image.width), configuration.shape)
    guard padded.height * padded.width <= PictureLimits.pixels else {
      throw FileError(
        .damaged, id,
        "is \(image.width) x \(image.height), and \(padded.width) x \(padded.height) once padded: scale it down")
    }
    let output = self(ByteImage(image), camera: intrinsics)
    return try DepthPrediction(depth: Grid(output.depth), intrinsics: output.camera).checked(model: name, id: id)
  }
}
