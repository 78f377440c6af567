import Driving
import NN
import Numerics
import Pictures

/// A small regressor from one picture to metric depth, trained on the procedural world's clear pictures: a stand-in for
/// the large direct models where those cannot be had. It is neither UniDepth nor Depth Anything, and claims nothing of
/// their accuracy; it shares their kind: one forward pass, no diffusion.
public struct DirectBaseline: Sendable {
  /// Which network, and how large.
  public enum Network: Sendable, Equatable {
    case conv(ConvRegressor.Configuration)
    case vit(ViTRegressor.Configuration)
  }
  public struct Configuration: Sendable, Equatable {
    /// What the model is called in tables.
    public var name: String
    public var network: Network
    public var range = LogDepthRange()
    /// Columns of the pictures it learns from. Others are brought to them: with the same horizontal field of view a
    /// pixel then spans the same angle.
    public var imageWidth: Int

    /// Traps unless `imageWidth` is above 0.
    public init(name: String, _ network: Network, imageWidth: Int = 192) {
      require(imageWidth > 0, "DirectBaseline \(name): pictures of \(imageWidth) columns")
      (self.name, self.network, self.imageWidth) = (name, network, imageWidth)
    }
  }

  public let configuration: Configuration
  /// Where every parameter lies.
  public let parameters: Parameters
  private let forward: @Sendable (Tensor) -> Tensor

  /// A network with the parameters of `p`: fresh ones, or a checkpoint's.
  public init(_ p: Parameters, _ configuration: Configuration) {
    self.configuration = configuration
    parameters = p
    switch configuration.network {
    case .conv(let sizes):
      let network = ConvRegressor(p, sizes)
      forward = { network($0) }
    case .vit(let sizes):
      let network = ViTRegressor(p, sizes)
      forward = { network($0) }
    }
  }

  /// x [B, H, W, 3], sRGB in [-1, 1] -> ln of planar depth in metres [B, H, W, 1]. Any size.
  public func logDepth(_ x: Tensor) -> Tensor {
    require(x.rank == 4 && x.shape[3] == 3, "DirectBaseline: \(x.shape), expected images [B, H, W, 3]")
    return configuration.range.logDepth(forward(x))
  }
}

extension DirectBaseline: DepthPredictor {
  public var name: String { configuration.name }

  /// Planar depth in metres. `intrinsics` and `id` change nothing: the network knows one camera, draws nothing.
  public func predict(_ image: Image, intrinsics: Intrinsics? = nil, id: String) throws -> DepthPrediction {
    try admit(image, id: id)
    let depth = Grid(width: image.width, height: image.height, values: metres(of: [image])[0])
    return try DepthPrediction(depth: depth).checked(model: name, id: id)
  }

  /// Planar depth in metres of each of these pictures of one size, at that size, row by row.
  public func metres(of images: [Image]) -> [[Float]] {
    guard let first = images.first else { return [] }
    let size = (height: first.height, width: first.width)
    require(
      images.allSatisfy { $0.width == size.width && $0.height == size.height },
      "DirectBaseline: pictures of different sizes in one batch")
    return withoutGradients {
      let x = Tensor(images.flatMap { $0.rgb.floats.map { 2 * $0 - 1 } }, [images.count, size.height, size.width, 3])
      let scale = Double(configuration.imageWidth) / Double(size.width)
      let inner = (height: max(1, Int((Double(size.height) * scale).rounded())), width: configuration.imageWidth)
      let isScaled = inner != size
      let y = logDepth(isScaled ? resized(x, to: inner, .bilinear, antialias: true) : x)
      let metres = exp(isScaled ? resized(y, to: size, .bilinear) : y)
      return images.indices.map { metres.narrowed(0, $0, 1).scalars }
    }
  }
}
