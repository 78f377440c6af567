import NN
import Pictures

/// UniDepthV2: metric depth, and the camera if it is not given, from one picture. Source: lpiccinelli-eth/UniDepth
/// (release of February 2025), whose parameter names it keeps.
///
///     let model = try UniDepthV2(folder: "unidepth-v2-vits14")
///     let depth = model(image, camera: K).depth       // [1, H, W, 1] in metres, at the picture's size
public struct UniDepthV2: Sendable {
  public let configuration: Configuration
  public let encoder: VisionTransformer
  let adapters, cameraAdapters: [Linear]
  let camera: UniDepthV2Camera
  let decoder: UniDepthV2Decoder

  /// What the network says, all maps [1, Hn, Wn, ·].
  public struct NetworkOutput: Sendable {
    /// Distance along the ray, in metres: e⁻⁶ to e¹⁰.
    public let radius: Tensor
    /// Trained so that its logarithm follows the error's: large is bad. It ranks pixels within one picture, no more.
    public let confidence: Tensor
    /// Unit rays of the camera in use.
    public let rays: Tensor
    /// The network's own guess, also where a camera was given.
    public let camera: Intrinsics
  }

  /// What comes out, maps at the picture's size [1, H, W, ·].
  public struct Output: Sendable {
    /// Planar depth in metres.
    public let depth: Tensor
    /// Metres: x to the right, y down, z forward.
    public let points: Tensor
    /// As in `NetworkOutput`: large is bad.
    public let confidence: Tensor
    public let rays: Tensor
    /// The network's own guess, for the picture as it came.
    public let camera: Intrinsics
  }

  /// Names a file may hold that inference never reads.
  static let ignored: Set<String> = [
    "pixel_encoder.register_tokens", "pixel_encoder.mask_token", "pixel_decoder.level_embeds",
  ]

  public init(_ p: Parameters, _ c: Configuration) {
    configuration = c
    encoder = VisionTransformer(p / "pixel_encoder", c.encoder)
    let decoding = p / "pixel_decoder"
    func linears(_ name: String) -> [Linear] {
      (0..<4).map { Linear(decoding / name / "input_adapters" / $0, in: c.encoder.width, out: c.width) }
    }
    adapters = linears("input_adapter")
    cameraAdapters = linears("camera_token_adapter")
    camera = UniDepthV2Camera(decoding / "camera_layer", c)
    decoder = UniDepthV2Decoder(decoding / "depth_layer", c)
  }

  /// A picture of any size. `camera`: of the picture, pixels as the data set counts them; without it the network's guess
  /// is used. `level`: see `UniDepthV2Image`.
  public func callAsFunction(_ image: ByteImage, camera K: Intrinsics? = nil, level: Double? = nil) -> Output {
    withoutGradients {
      let prepared = UniDepthV2Image(image, configuration.shape, level: level)
      return finished(network(prepared.pixels, camera: K.map { prepared.camera($0) }), prepared)
    }
  }

  /// A prepared picture [1, Hn, Wn, 3] and its camera at that size. Stages as the reference values name them: `enc.…`,
  /// `dec.…`, `cam.…`, `rays.…`.
  public func network(
    _ x: Tensor, camera given: Intrinsics? = nil, observe: StageObserver? = nil
  ) -> NetworkOutput {
    let size = (height: x.shape[1], width: x.shape[2])
    let grid = (height: size.height / 14, width: size.width / 14)
    let taps = encoder(x) { observe?("enc." + $0, $1) }
    var (features, classes) = ([Tensor](), [Tensor]())
    for (k, tap) in taps.enumerated() {
      observe?("enc.tap\(k).raw", tap.tokens)
      let tokens = encoder.norm(tap.tokens)
      let (patches, cls) = (encoder.patches(tokens), encoder.classToken(tokens))
      observe?("enc.tap\(k).patches", patches)
      observe?("enc.tap\(k).cls", cls)
      features.append(adapters[k](patches))
      observe?("dec.feat\(k)", features[k])
      classes.append(cameraAdapters[k](cls))
    }
    let guess = camera(concatenated(classes, axis: 1), size, observe: observe ?? ignoreStages)
    let rays = UniDepthV2Rays.rays(given ?? guess, size)
    let angles = UniDepthV2Rays.angles(rays, grid: grid)
    observe?("rays.polar_azimuth", angles)
    let embedding = UniDepthV2Rays.embedding(angles, grid: grid, width: configuration.width)
    observe?("rays.embedding", embedding)
    let logs = decoder(features, rays: embedding, grid: grid, observe: observe)
    observe?("dec.logdepth", logs.depth)
    observe?("dec.logconf", logs.confidence)
    return NetworkOutput(
      radius: exp(clamp(logs.depth, -8, 8) + 2), confidence: exp(clamp(logs.confidence, -8, 8)), rays: rays,
      camera: guess)
  }

  /// The network's maps at the picture's size. Points are resized, not distances: depth is their z.
  public func finished(_ output: NetworkOutput, _ image: UniDepthV2Image) -> Output {
    let points = image.original(output.rays * output.radius)
    let rays = image.original(output.rays)
    return Output(
      depth: points.narrowed(3, 2, 1), points: points, confidence: image.original(output.confidence),
      rays: rays / sqrt(square(rays).sum(axes: [3])), camera: image.original(output.camera))
  }
}
