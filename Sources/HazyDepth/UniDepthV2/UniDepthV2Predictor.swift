import DriveData
import NN
import Numerics

extension ByteImage {
  /// A picture's bytes, grey repeated over three channels; floats outside [0, 1] trap.
  public init(_ image: Image) {
    self.init(height: image.height, width: image.width, bytes: image.rgb.bytes)
  }
}

extension Grid<Float> {
  /// A map [1, H, W, 1].
  init(_ map: Tensor) { self.init(width: map.shape[2], height: map.shape[1], values: map.scalars) }
}

extension UniDepthV2: DepthPredictor {
  public var name: String { "unidepthv2" }

  /// A camera is used as it is given, as the reference does, though its rays pass through pixel centres at 0.5, 1.5, ….
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    let output = self(ByteImage(image), camera: intrinsics)
    return try DepthPrediction(depth: Grid(output.depth), intrinsics: output.camera).checked(model: name, id: id)
  }
}
