import Driving
import Files
import NN
import Numerics
import Pictures

/// A small regressor from one picture to metric depth, trained on the procedural world's pictures: a stand-in for the
/// large direct models where those cannot be had. It is neither UniDepth nor Depth Anything, and claims nothing of
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
    public var camera = DirectCamera.blind

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
  private let cameraHead: CameraHead?

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
    cameraHead = configuration.camera == .predicted ? CameraHead(p / "camera") : nil
  }

  /// x [B, H, W, 3], sRGB in [-1, 1] -> ln of planar depth in metres [B, H, W, 1], any size; and ln f [B, 1, 1, 1] where
  /// the model looks for the camera itself. `logFocal` [B, 1, 1, 1]: ln of the true focal length in widths; a model that is
  /// given the camera traps without it, others have no use for it.
  ///
  ///     ln d = ln d_canonical(x) + ln f - ln f_canonical
  ///
  /// Source: Yin et al., Metric3D, ICCV 2023: distances of one canonical camera, times the ratio of focal lengths.
  public func callAsFunction(_ x: Tensor, logFocal: Tensor? = nil) -> (logDepth: Tensor, logFocal: Tensor?) {
    require(x.rank == 4 && x.shape[3] == 3, "DirectBaseline: \(x.shape), expected images [B, H, W, 3]")
    let canonical = configuration.range.logDepth(forward(x))
    switch configuration.camera {
    case .blind: return (canonical, nil)
    case .given:
      require(logFocal != nil, "DirectBaseline \(name): expected the focal length of the camera")
      return (canonical + (logFocal! - DirectCamera.canonical), nil)
    case .predicted:
      // As in UniDepth, depth does not teach the camera.
      let found = cameraHead!(x)
      return (canonical + (found.detached - DirectCamera.canonical), found)
    }
  }

  /// ln of planar depth alone.
  public func logDepth(_ x: Tensor, logFocal: Tensor? = nil) -> Tensor { self(x, logFocal: logFocal).logDepth }
}

extension DirectBaseline: DepthPredictor {
  public var name: String { configuration.name }

  public var ran: [PredictionFact] {
    configuration.camera == .blind ? [] : [.text("camera", configuration.camera.rawValue)]
  }

  /// Planar depth in metres, and the camera where the model finds one. `intrinsics` acts on a model that is given the
  /// camera, which throws a `FileError` (78) without; `id` changes nothing: the network draws nothing.
  public func predict(_ image: Image, intrinsics: Intrinsics? = nil, id: String) throws -> DepthPrediction {
    try admit(image, id: id)
    if configuration.camera == .given && intrinsics == nil {
      throw FileError(.configuration, id, "has no camera, and \(name) must be given it: add intrinsics, or --camera")
    }
    let seen = seen([image], through: intrinsics)
    let depth = Grid(width: image.width, height: image.height, values: seen.metres[0])
    let found = seen.logFocal.map { logFocal in
      let f = Portable.exp(Double(logFocal[0])) * Double(image.width)
      return Intrinsics(
        fx: f, fy: f, cx: 0.5 * Double(image.width - 1), cy: 0.5 * Double(image.height - 1))
    }
    return try DepthPrediction(depth: depth, intrinsics: found).checked(model: name, id: id)
  }

  /// Planar depth in metres of each of these pictures of one size and one camera, at that size, row by row. A model that
  /// is given the camera traps without.
  public func metres(of images: [Image], through intrinsics: Intrinsics? = nil) -> [[Float]] {
    seen(images, through: intrinsics).metres
  }

  private func seen(_ images: [Image], through intrinsics: Intrinsics?) -> (metres: [[Float]], logFocal: [Float]?) {
    guard let first = images.first else { return ([], nil) }
    let size = (height: first.height, width: first.width)
    require(
      images.allSatisfy { $0.width == size.width && $0.height == size.height },
      "DirectBaseline: pictures of different sizes in one batch")
    return withoutGradients {
      let x = Tensor(images.flatMap { $0.rgb.floats.map { 2 * $0 - 1 } }, [images.count, size.height, size.width, 3])
      let scale = Double(configuration.imageWidth) / Double(size.width)
      let inner = (height: max(1, Int((Double(size.height) * scale).rounded())), width: configuration.imageWidth)
      let isScaled = inner != size
      let logFocal = intrinsics.map {
        Tensor.full([images.count, 1, 1, 1], DirectCamera.logFocal($0, width: size.width))
      }
      let (y, found) = self(isScaled ? resized(x, to: inner, .bilinear, antialias: true) : x, logFocal: logFocal)
      let metres = exp(isScaled ? resized(y, to: size, .bilinear) : y)
      return (images.indices.map { metres.narrowed(0, $0, 1).scalars }, found?.scalars)
    }
  }
}
