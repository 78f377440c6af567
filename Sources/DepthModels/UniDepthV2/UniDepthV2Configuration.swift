import Files
import NN

extension UniDepthV2 {
  public struct Configuration: Sendable {
    public var encoder: VisionTransformer.Configuration
    /// C, the decoder's width (`hidden_dim`).
    public var width: Int
    /// Of the decoder's attention.
    public var heads = 8
    /// Residual units per level of the pyramid (`depths`).
    public var depths = [2, 2, 2]
    /// The fewest channels the finest level may have.
    public var out_dim = 64
    /// Width of a block's MLP over its own.
    public var expansion = 4
    public var shape = ShapeConstraints()

    public init(encoder: VisionTransformer.Configuration, width: Int, out_dim: Int) {
      self.encoder = encoder
      self.width = width
      self.out_dim = out_dim
    }

    /// The sizes that pictures are brought to.
    public struct ShapeConstraints: Sendable, Equatable {
      /// Width over height; outside it the picture is padded.
      public var ratio_bounds = 0.5...2.5
      /// Of the padded picture; outside it is resized.
      public var pixels_min = 200_000.0
      public var pixels_max = 600_000.0

      public init() {}
    }

    /// Channels that come into a level of the pyramid, and that leave it.
    var levels: [(in: Int, out: Int)] {
      [(width, width), (width, width / 2), (width / 2, max(width / 4, out_dim))]
    }

    /// ViT-S: 34 million parameters.
    public static let small = Configuration(
      encoder: .init(width: 384, depth: 12, heads: 6, taps: [2, 5, 8, 11]), width: 256, out_dim: 32)
    /// ViT-B: 114 million parameters.
    public static let base = Configuration(
      encoder: .init(width: 768, depth: 12, heads: 12, taps: [2, 5, 8, 11]), width: 384, out_dim: 48)
    /// ViT-L: 354 million parameters.
    public static let large = Configuration(
      encoder: .init(width: 1024, depth: 24, heads: 16, taps: [5, 11, 17, 23]), width: 512, out_dim: 64)
  }
}

extension UniDepthV2.Configuration {
  /// The published encoders, by the name the file gives: width, blocks, heads.
  private static let encoders = [
    "dinov2_vits14": (384, 12, 6), "dinov2_vitb14": (768, 12, 12), "dinov2_vitl14": (1024, 24, 16),
  ]

  /// From a published `config.json`. Throws for what is broken or not built here.
  public init(_ file: ConfigurationFile) throws(FileError) {
    let model = try file.section("model")
    try model.expect("name", .string("UniDepthV2"))
    let pixels = try model.section("pixel_encoder")
    let decoder = try model.section("pixel_decoder")
    let name = pixels["name"]?.string ?? ""
    let known = Self.encoders[name]
    let width = try pixels.integer("embed_dim", default: known?.0)
    let depth = try pixels.integer("depth", in: 1...1000, default: known?.1)
    let heads = try pixels.integer("num_heads", default: known?.2)
    let taps = try pixels.perLevel("output_idx", levels: 4).map { $0 - 1 }
    guard width % heads == 0, taps.allSatisfy({ $0 < depth }) else {
      throw FileError(
        .damaged, file.path, "model.pixel_encoder: width \(width), \(depth) blocks, \(heads) heads and taps do not fit")
    }
    try pixels.expect("num_register_tokens", .integer(0))
    try pixels.expect("use_norm", .bool(true))
    try pixels.expect("stacking_fn", .string("last"))
    try decoder.expect("kernel_size", .integer(3))
    var encoder = VisionTransformer.Configuration(width: width, depth: depth, heads: heads, taps: taps)
    if pixels["interpolate_offset"] != nil { encoder.positionOffset = try pixels.fraction("interpolate_offset") }
    self.init(
      encoder: encoder, width: try decoder.integer("hidden_dim"), out_dim: try decoder.integer("out_dim", default: 32))
    self.heads = try model.integer("num_heads", default: 8)
    expansion = try model.integer("expansion", in: 1...64, default: 4)
    depths = try decoder.perLevel("depths", levels: 3, default: 2)
    guard self.width % (4 * self.heads) == 0 || self.width % self.heads == 0 && self.width % 4 == 0 else {
      throw FileError(
        .damaged, file.path, "model: hidden_dim \(self.width) does not divide into \(self.heads) heads and quarters")
    }
    let shapes = try file.section("data").section("augmentations").section("shape_constraints")
    try shapes.expect("shape_mult", .integer(14))
    shape.pixels_min = try shapes.number("pixels_min", default: shape.pixels_min)
    shape.pixels_max = try shapes.number("pixels_max", default: shape.pixels_max)
    guard let bounds = shapes["ratio_bounds"]?.numbers, bounds.count == 2, 0 < bounds[0], bounds[0] <= bounds[1],
      shape.pixels_min <= shape.pixels_max
    else {
      throw FileError(
        .damaged, file.path,
        "data.augmentations.shape_constraints: expected ratio_bounds [low, high] and pixels_min <= pixels_max")
    }
    shape.ratio_bounds = bounds[0]...bounds[1]
  }
}
