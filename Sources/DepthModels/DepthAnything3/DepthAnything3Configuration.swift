import Diffusion
import Files
import NN

extension DepthAnything3 {
  public struct Configuration: Sendable {
    public var encoder: VisionTransformer.Configuration
    public var head: DPTHead.Configuration
    /// What the file calls the model, for people.
    public var name = ""
    /// Whether the head for rays is made; nothing else needs it.
    public var loadsRays = false

    public init(encoder: VisionTransformer.Configuration, head: DPTHead.Configuration) {
      self.encoder = encoder
      self.head = head
    }

    public var isAnyView: Bool { encoder.views != nil }

    /// DA3METRIC-LARGE and DA3MONO-LARGE: 334 million parameters.
    public static let large: Configuration = {
      var encoder = VisionTransformer.Configuration(width: 1024, depth: 24, heads: 16, taps: [4, 11, 17, 23])
      encoder.positionOffset = 0.1
      return Configuration(
        encoder: encoder, head: .init(tokenWidth: 1024, features: 256, outChannels: [256, 512, 1024, 1024]))
    }()
  }
}

extension DepthAnything3.Configuration {
  /// From a published `config.json` and the shapes of its weights, which alone tell width and depth. Throws for what is
  /// broken or not built here.
  public init(_ file: ConfigurationFile, weights: any WeightSource) throws(FileError) {
    let c = try file.section("config")
    for key in ["anyview", "metric"] where c[key] != nil {
      throw FileError(.damaged, file.path, "config.\(key): nested models are not supported; use the metric model alone")
    }
    let (net, head) = (try c.section("net"), try c.section("head"))
    encoder = try Self.encoder(net, weights)
    let widths = try head.perLevel("out_channels", levels: 4)
    self.head = .init(
      tokenWidth: try head.integer("dim_in"), features: try head.integer("features"), outChannels: widths)
    let outputs = try head.integer("output_dim")
    name = file["model_name"]?.string ?? ""
    let isConcatenated = try net.bool("cat_token", default: true)
    let tokens = encoder.width * (isConcatenated ? 2 : 1)
    guard isAnyView == isConcatenated, outputs == (isAnyView ? 2 : 1), self.head.tokenWidth == tokens else {
      throw FileError(
        .damaged, file.path,
        "cat_token \(isConcatenated), output_dim \(outputs), dim_in \(self.head.tokenWidth), alt_start "
          + "\(encoder.views?.start ?? -1): neither a metric or mono model nor an any-view one")
    }
    self.head.isPlaced = isAnyView
  }

  private static func encoder(_ net: ConfigurationFile, _ weights: any WeightSource) throws(FileError)
    -> VisionTransformer.Configuration
  {
    let prefix = "model.backbone.pretrained."
    guard let shape = weights.shape(of: prefix + "pos_embed"), shape.count == 3, shape[2] > 0 else {
      let ending = "backbone.pretrained.pos_embed"
      let other = weights.names.first { $0 == ending || $0.hasSuffix("." + ending) }
      let hint =
        other.map { "; it is called '\(printable($0))' here: save the weights under the published names" } ?? ""
      throw FileError(.damaged, weights.place, "has no tensor '\(prefix)pos_embed' [1, 1370, D]" + hint)
    }
    if weights.shape(of: prefix + "blocks.0.mlp.w12.weight") != nil {
      throw FileError(.damaged, weights.place, "the giant model's SwiGLU blocks are not supported")
    }
    let depth = weights.names.compactMap { name -> Int? in
      guard name.hasPrefix(prefix + "blocks.") else { return nil }
      return Int(name.dropFirst(prefix.count + 7).prefix { $0 != "." })
    }.max()
    let heads = try net.integer("num_heads", default: max(1, shape[2] / 64))
    var c = VisionTransformer.Configuration(
      width: shape[2], depth: (depth ?? -1) + 1, heads: heads,
      taps: try net.perLevel("out_layers", levels: 4, in: 0...1000))
    c.positionOffset = 0.1
    guard shape[1] == 1370, c.width % (4 * heads) == 0, c.taps.allSatisfy({ $0 < c.depth }) else {
      throw FileError(
        .damaged, weights.place,
        "positions \(shape), \(c.depth) blocks, \(heads) heads, taps \(c.taps) do not fit together")
    }
    let start = try net.signedInteger("alt_start", default: -1)
    if start >= 0 {
      c.views = .init(
        start: start, normStart: try net.signedInteger("qknorm_start", default: start),
        rotationStart: try net.signedInteger("rope_start", default: start))
    }
    return c
  }
}
