import NN
import Pictures

/// Depth Anything 3 on one picture: the metric and mono models (depth and sky), and the any-view models (depth without
/// scale, confidence, camera). Source: ByteDance-Seed/Depth-Anything-3, whose parameter names it keeps.
///
///     let model = try DepthAnything3(folder: "da3metric-large")
///     let depth = model(image, camera: K).metres     // [1, H, W, 1], at the picture's size
public struct DepthAnything3: Sendable {
  public let configuration: Configuration
  public let encoder: VisionTransformer
  public let head: DPTHead
  let output: DPTOutput
  let skyOutput: DPTOutput?
  let camera: CameraDecoder?
  let rays: RayHead?

  /// What the network says, at its own size [1, H, W, 1].
  public struct NetworkOutput: Sendable {
    /// exp of the logit; the metric model's metres but for the focal length.
    public let rawDepth: Tensor
    /// With the sky set far, where the model sees sky.
    public let depth: Tensor
    /// Large for sky; nil for any-view models.
    public let sky: Tensor?
    /// Above 1, larger is surer; nil for metric and mono models.
    public let confidence: Tensor?
    /// nil for metric and mono models.
    public let camera: PredictedCamera?
    /// The directions and origins of rays [1, 8h, 8w, 6] with their confidence, where their head was loaded.
    public let rays: (map: Tensor, confidence: Tensor)?
  }

  /// The parameters below `p`, "model" in a published file.
  public init(_ p: Parameters, _ c: Configuration) {
    configuration = c
    encoder = VisionTransformer(p / "backbone" / "pretrained", c.encoder)
    head = DPTHead(p / "head", c.head)
    let scratch = p / "head" / "scratch"
    let half = c.head.features / 2
    output = DPTOutput(scratch / "output_conv2", in: half, out: c.isAnyView ? 2 : 1)
    skyOutput = c.isAnyView ? nil : DPTOutput(scratch / "sky_output_conv2", in: half, out: 1)
    camera = c.isAnyView ? CameraDecoder(p / "cam_dec", width: c.head.tokenWidth) : nil
    rays = c.isAnyView && c.loadsRays ? RayHead(scratch, features: c.head.features) : nil
  }

  /// A normalised picture [1, H, W, 3] -> maps of its size. Stages: `enc.…`, `head.…`, `cam.…` of `VisionTransformer`
  /// and `DPTHead`, and `enc.tap{k}`, `head.logits`, `head.sky_logits`.
  public func network(_ x: Tensor, observe: StageObserver = ignoreStages) -> NetworkOutput {
    let grid = (height: x.shape[1] / 14, width: x.shape[2] / 14)
    let taps = encoder(x) { observe("enc." + $0, $1) }
    let features = taps.map { tap -> Tensor in
      let normed = encoder.patches(encoder.norm(tap.tokens))
      return configuration.isAnyView ? concatenated(encoder.patches(tap.local), normed, axis: 2) : normed
    }
    for (k, tap) in features.enumerated() { observe("enc.tap\(k)", tap) }
    let inHead: StageObserver = { observe("head." + $0, $1) }
    let maps = head.pyramid(head.placed(features, grid), place: head.place(grid), inHead)
    let up = head.finished(head.fusion(maps, inHead), grid, inHead)
    let logits = output(up)
    observe("head.logits", logits)
    let depth = exp(logits.narrowed(3, 0, 1))
    guard let skyOutput else {
      let last = taps[taps.count - 1]
      let token = concatenated(encoder.classToken(last.local), encoder.classToken(last.tokens), axis: 2)
      observe("enc.camera_token_out", token)
      return NetworkOutput(
        rawDepth: depth, depth: depth, sky: nil, confidence: exp(logits.narrowed(3, 1, 1)) + 1,
        camera: camera.map { $0(token, height: x.shape[1], width: x.shape[2]) },
        rays: rays.map { $0(maps, head.place(grid)) })
    }
    let skyLogits = skyOutput(up)
    observe("head.sky_logits", skyLogits)
    let sky = relu(skyLogits)
    return NetworkOutput(
      rawDepth: depth, depth: DistantSky.filled(depth, sky: sky), sky: sky, confidence: nil, camera: nil, rays: nil)
  }

  /// Metres from what the metric model says: times the mean focal length, in pixels of the *processed* picture, over 300.
  /// The focal length of the picture that came in would make everything too far.
  public static func metres(_ depth: Tensor, camera: Intrinsics) -> Tensor {
    depth * Float((camera.fx + camera.fy) / 2 / 300)
  }
}
