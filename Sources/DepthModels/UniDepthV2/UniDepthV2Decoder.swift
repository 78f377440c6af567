import NN

/// From prompted tokens to logarithms of depth and of confidence: a pyramid that doubles its size three times, and two
/// heads on its finest level. Source: UniDepth `DepthHead`, whose names it keeps.
struct UniDepthV2Decoder: Sendable {
  let toLatents: Linear
  let prompts: [UniDepthAttention]
  let levels: [UniDepthV2Level]
  let depth, confidence: UniDepthV2Head
  let width: Int

  init(_ p: Parameters, _ c: UniDepthV2.Configuration) {
    width = c.width
    toLatents = Linear(p / "to_latents", in: width, out: width)
    prompts = (0..<4).map {
      UniDepthAttention(
        p / "prompt_camera" / $0 / "layers" / 0, width: c.width, heads: c.heads, expansion: c.expansion,
        isScaled: false)
    }
    levels = c.levels.enumerated().map { i, level in
      UniDepthV2Level(p, index: i, width: c.width, in: level.in, out: level.out, units: c.depths[i])
    }
    let channels = c.levels[2].out
    depth = UniDepthV2Head(p, "depth", stage: "dec.depth_", mlp: p / "depth_mlp" / 2, channels: channels)
    confidence = UniDepthV2Head(p, "confidence", stage: "dec.conf_", mlp: p / "confidence_mlp", channels: channels)
  }

  /// Features [1, h w, C] of four taps and the embedding of the rays -> logarithms [1, Hn, Wn, 1] of depth and of
  /// confidence. Stages as the reference values name them, `dec.…`.
  func callAsFunction(
    _ features: [Tensor], rays: Tensor, grid: (height: Int, width: Int), observe: StageObserver?
  ) -> (depth: Tensor, confidence: Tensor) {
    let prompted = zip(prompts, features).enumerated().map { k, pair in
      let y = pair.0(pair.1, rays)
      observe?("dec.prompt\(k)", y)
      return y
    }
    let latents = toLatents(prompted[0])
    observe?("dec.latents0", latents)
    var map = latents.reshaped([1, grid.height, grid.width, width])
    for (i, level) in levels.enumerated() {
      map = level(map, prompted[i + 1].reshaped([1, grid.height, grid.width, width])) {
        observe?("dec.process\(i)", $0)
      }
      observe?("dec.up\(i)", map)
    }
    let size = (height: 14 * grid.height, width: 14 * grid.width)
    return (depth(map, to: size, observe: observe), confidence(map, to: size, observe: observe))
  }
}

/// One level of the pyramid: tokens join, residual units, half the channels, twice the size.
struct UniDepthV2Level: Sendable {
  let process: PatchTransposedConv2d
  let units: [UniDepthV2Unit]
  let narrow: Conv2d

  init(_ p: Parameters, index i: Int, width: Int, in c_in: Int, out c_out: Int, units count: Int) {
    process = PatchTransposedConv2d(p / "process_features" / i, in: width, out: c_in, kernel: max(1, 2 * i))
    units = (0..<count).map { UniDepthV2Unit(p / "ups" / i / "convs" / $0, channels: c_in) }
    narrow = Conv2d(p / "ups" / i / "up" / 0, in: c_in, out: c_out, kernel: 1)
  }

  /// x [1, H, W, in] and tokens as a map [1, h, w, C] -> [1, 2H, 2W, out].
  func callAsFunction(_ x: Tensor, _ tokens: Tensor, observe: (Tensor) -> Void) -> Tensor {
    let processed = process(tokens)
    observe(processed)
    let y = units.reduce(x + processed) { $1($0) }
    return resized(narrow(y), to: (2 * y.shape[1], 2 * y.shape[2]), .bilinear)
  }
}

/// gamma conv2(lrelu(conv1(lrelu x))) + x, 3x3. Source: UniDepth `ResidualConvUnit`.
struct UniDepthV2Unit: Sendable {
  let conv1, conv2: Conv2d
  let gamma: Parameter

  init(_ p: Parameters, channels c: Int) {
    conv1 = Conv2d(p / "conv1", in: c, out: c, kernel: 3)
    conv2 = Conv2d(p / "conv2", in: c, out: c, kernel: 3)
    gamma = p.tensor("gamma", [1, c, 1, 1], .ones)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    conv2(leakyReLU(conv1(leakyReLU(x)))) * gamma.value.reshaped([1, 1, 1, gamma.count]) + x
  }
}
