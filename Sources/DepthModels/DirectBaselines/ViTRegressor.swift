import Mari
import NN
import Numerics

/// A small vision transformer under DPT's head: images in, one raw value per pixel out. DINOv2's architecture at a
/// hundredth of its size, trained from nothing.
public struct ViTRegressor: Sendable {
  public struct Configuration: Sendable, Equatable {
    /// Channels of the tokens.
    public var width: Int
    /// Blocks; four of them are read by the head.
    public var depth: Int
    public var heads: Int
    /// Pixels of a patch's side.
    public var patch: Int
    /// The patches for which positions are learned; other grids are resized from it.
    public var rows: Int
    public var columns: Int
    /// Channels of the head's fused maps.
    public var features: Int

    /// The defaults are for pictures of 64 x 192. Traps unless the sizes fit each other.
    public init(
      width: Int = 72, depth: Int = 6, heads: Int = 3, patch: Int = 8, rows: Int = 8, columns: Int = 24,
      features: Int = 32
    ) {
      require(
        width > 0 && heads > 0 && width % heads == 0 && depth >= 4 && patch > 0 && rows > 0 && columns > 0
          && features > 0 && features % 2 == 0,
        "ViTRegressor: width \(width), \(heads) heads, depth \(depth), features \(features) do not fit")
      (self.width, self.depth, self.heads, self.patch) = (width, depth, heads, patch)
      (self.rows, self.columns, self.features) = (rows, columns, features)
    }

    /// Four blocks at equal distances, the last among them.
    var taps: [Int] { (1...4).map { $0 * depth / 4 - 1 } }
  }

  let patch: Int
  let transformer: VisionTransformer
  let head: DPTHead
  let output: DPTOutput

  public init(_ p: Parameters, _ c: Configuration) {
    var sizes = VisionTransformer.Configuration(width: c.width, depth: c.depth, heads: c.heads, taps: c.taps)
    sizes.patch = c.patch
    sizes.grid = (c.rows, c.columns)
    patch = c.patch
    transformer = VisionTransformer(p / "encoder", sizes)
    let f = c.features
    head = DPTHead(
      p / "head", .init(tokenWidth: c.width, features: f, outChannels: [f, f, 3 * f / 2, 3 * f / 2], patch: c.patch))
    output = DPTOutput(p / "head" / "scratch" / "output_conv2", in: f / 2, out: 1, hidden: f / 2)
  }

  /// x [B, H, W, 3] in [-1, 1] -> raw [B, H, W, 1]. Sides that are no multiples of the patch are filled up by repeating
  /// the last row and column.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (h, w) = ((x.shape[1] + patch - 1) / patch, (x.shape[2] + patch - 1) / patch)
    let taps = transformer(paddedByEdge(x, toMultipleOf: patch))
    let maps = taps.map { transformer.norm(transformer.patches($0.tokens)) }
    let raw = output(head(maps, grid: (height: h, width: w)))
    return raw.narrowed(1, 0, x.shape[1]).narrowed(2, 0, x.shape[2])
  }
}
