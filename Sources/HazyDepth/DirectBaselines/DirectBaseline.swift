import DriveData
import NN
import Numerics

/// A small regressor from one picture to metric depth, trained on the procedural world's clear pictures: a stand-in for
/// the large direct models where those cannot be had. It is neither UniDepth nor Depth Anything, and claims nothing of
/// their accuracy; it shares their kind: one forward pass, no diffusion.
public struct DirectBaseline: Sendable {
  /// Which network, and how large.
  public enum Network: Sendable, Equatable {
    case conv(ConvRegressor.Configuration)
  }
  public struct Configuration: Sendable, Equatable {
    public var network: Network
    public var range = LogDepthRange()

    public init(_ network: Network) { self.network = network }
  }

  public let configuration: Configuration
  /// Every parameter, in the order of making.
  public let parameters: [Parameter]
  private let forward: @Sendable (Tensor) -> Tensor

  public init(_ p: Parameters, _ configuration: Configuration) {
    self.configuration = configuration
    switch configuration.network {
    case .conv(let sizes):
      let network = ConvRegressor(p, sizes)
      forward = { network($0) }
    }
    parameters = p.all
  }

  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// x [B, H, W, 3], sRGB in [-1, 1] -> ln of planar depth in metres [B, H, W, 1]. Any size.
  public func logDepth(_ x: Tensor) -> Tensor {
    require(x.rank == 4 && x.shape[3] == 3, "DirectBaseline: \(x.shape), expected images [B, H, W, 3]")
    return configuration.range.logDepth(forward(x))
  }

  /// Planar depth of pictures of one size in metres, at that size. They should show what the training pictures show: the
  /// network cannot know another camera's field of view.
  public func depth(of images: [Image]) -> [DepthMap] {
    guard let first = images.first else { return [] }
    let (width, height) = (first.width, first.height)
    require(
      images.allSatisfy { $0.width == width && $0.height == height },
      "DirectBaseline: pictures of different sizes in one batch")
    return withoutGradients {
      let x = Tensor(images.flatMap { $0.rgb.floats.map { 2 * $0 - 1 } }, [images.count, height, width, 3])
      let metres = exp(logDepth(x))
      return images.indices.map {
        DepthMap(width: width, height: height, metres: metres.narrowed(0, $0, 1).scalars)
      }
    }
  }
}
