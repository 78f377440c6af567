import HazyDepth

/// A model of a few thousand parameters.
public let tinyUniDepth: UniDepthV2.Configuration = {
  var c = UniDepthV2.Configuration(
    encoder: .init(width: 16, depth: 4, heads: 2, taps: [0, 1, 2, 3]), width: 16, out_dim: 8)
  c.heads = 2
  c.depths = [1, 1, 1]
  c.shape.pixels_min = 2_000
  c.shape.pixels_max = 8_000
  return c
}()

/// The same of Depth Anything 3.
public let tinyDepthAnything: DepthAnything3.Configuration = {
  var encoder = VisionTransformer.Configuration(width: 16, depth: 4, heads: 2, taps: [0, 1, 2, 3])
  encoder.positionOffset = 0.1
  return .init(encoder: encoder, head: .init(tokenWidth: 16, features: 8, outChannels: [8, 8, 8, 8]))
}()
