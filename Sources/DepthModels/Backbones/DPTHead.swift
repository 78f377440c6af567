import NN
import Numerics

/// The head of DPT on four taps of a vision transformer: a pyramid of maps, fused from coarse to fine, to one map of
/// features at the image's size. What is read from it (depth, sky) sits on top, see `DPTOutput`.
/// Source: Ranftl et al., ICCV 2021, as in Depth Anything 3, whose names it keeps.
///
///     let head = DPTHead(p / "head", .init(tokenWidth: 96, features: 32, outChannels: [24, 32, 48, 48], patch: 8))
///     let depth = DPTOutput(p / "head" / "scratch" / "output_conv2", in: 16, out: 1)
///     let logits = depth(head(taps.map { vit.norm(vit.patches($0.tokens)) }, grid: (h, w)))
public struct DPTHead: Sendable {
  public struct Configuration: Sendable {
    /// Channels of the tokens that come in.
    public var tokenWidth: Int
    /// F, channels of the fused maps.
    public var features = 256
    /// Channels of the four maps before they are brought to F.
    public var outChannels = [256, 512, 1024, 1024]
    /// Pixels of a patch's side.
    public var patch = 14
    /// LayerNorm over the tokens, and places added to the maps, as Depth Anything 3's any-view models do.
    public var isPlaced = false

    public init(tokenWidth: Int, features: Int = 256, outChannels: [Int], patch: Int = 14) {
      self.tokenWidth = tokenWidth
      self.features = features
      self.outChannels = outChannels
      self.patch = patch
    }
  }

  public let configuration: Configuration
  let norm: LayerNorm?
  let pyramid: DPTPyramid
  let fusion: DPTFusion
  let outputConv1: Conv2d

  /// Traps unless `c` names four widths.
  public init(_ p: Parameters, _ c: Configuration) {
    require(c.outChannels.count == 4, "DPTHead \(p.path): \(c.outChannels.count) widths for four taps")
    configuration = c
    norm = c.isPlaced ? LayerNorm(p / "norm", c.tokenWidth) : nil
    pyramid = DPTPyramid(p, c)
    fusion = DPTFusion(p / "scratch", features: c.features)
    outputConv1 = Conv2d(p / "scratch" / "output_conv1", in: c.features, out: c.features / 2, kernel: 3)
  }

  /// Four taps [B, h w, tokenWidth], shallowest first, of a grid of h x w patches -> features
  /// [B, h patch, w patch, F/2].
  ///
  /// Stages: `project{k}`, `resize{k}`, `rn{k+1}`, `fuse{4…1}`, `conv1`, `up`.
  public func callAsFunction(
    _ taps: [Tensor], grid: (height: Int, width: Int), observe: StageObserver = ignoreStages
  ) -> Tensor {
    let maps = pyramid(placed(taps, grid), place: place(grid), observe)
    return finished(fusion(maps, observe), grid, observe)
  }

  /// The taps as maps, normalised where the head does so.
  func placed(_ taps: [Tensor], _ grid: (height: Int, width: Int)) -> [Tensor] {
    taps.map { tap in
      (norm?(tap) ?? tap).reshaped([tap.shape[0], grid.height, grid.width, configuration.tokenWidth])
    }
  }

  /// The places to add to a map, for an image of this grid of patches; nil if none are.
  func place(_ grid: (height: Int, width: Int)) -> PlaceEmbedding? {
    configuration.isPlaced ? PlaceEmbedding(aspect: Double(grid.width) / Double(grid.height)) : nil
  }

  /// A fused map at the image's size.
  func finished(_ fused: Tensor, _ grid: (height: Int, width: Int), _ observe: StageObserver) -> Tensor {
    let narrow = outputConv1(fused)
    observe("conv1", narrow)
    let patch = configuration.patch
    let size = (height: grid.height * patch, width: grid.width * patch)
    let up = (narrow.shape[1], narrow.shape[2]) == size ? narrow : resized(narrow, to: size, .bilinearAligned)
    observe("up", up)
    return place(grid)?.added(to: up) ?? up
  }
}

/// What is read from the features of a head: a 3x3 convolution, ReLU, a 1x1 convolution. x [B, H, W, in] ->
/// [B, H, W, out], no activation behind it.
public struct DPTOutput: Sendable {
  let conv0, conv2: Conv2d

  public init(_ p: Parameters, in c_in: Int, out c_out: Int, hidden: Int = 32) {
    conv0 = Conv2d(p / "0", in: c_in, out: hidden, kernel: 3)
    conv2 = Conv2d(p / "2", in: hidden, out: c_out, kernel: 1)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { conv2(relu(conv0(x))) }
}
