import NN

/// What all blocks of a level share.
struct Level {
  let channels, heads, layers, transformers: Int
  let hasAttention: Bool

  func transformer(_ p: Parameters, _ c: UNet.Configuration) -> Transformer2D {
    Transformer2D(
      p, channels: channels, context: c.cross_attention_dim, heads: heads, layers: transformers,
      groups: c.norm_num_groups, isLinear: c.use_linear_projection)
  }
}

extension UNet.Configuration {
  /// Level i, finest first, as the down block sees it.
  func level(_ i: Int, hasAttention: Bool) -> Level {
    Level(
      channels: block_out_channels[i], heads: heads[i], layers: layers_per_block[i],
      transformers: transformer_layers_per_block[i], hasAttention: hasAttention)
  }

  func resnet(_ p: Parameters, in c_in: Int, out c_out: Int) -> ResnetBlock {
    ResnetBlock(p, in: c_in, out: c_out, embedding: embeddingWidth, groups: norm_num_groups, eps: norm_eps)
  }
}

/// Resnets, each followed by a transformer if the level attends, then half the size unless it is the last level.
/// Source: diffusers `CrossAttnDownBlock2D` and `DownBlock2D`, whose names it keeps.
public struct DownBlock: Sendable {
  public let resnets: [ResnetBlock]
  public let attentions: [Transformer2D]
  public let downsampler: Downsampler?

  init(_ p: Parameters, in c_in: Int, _ level: Level, isLast: Bool, _ c: UNet.Configuration) {
    resnets = (0..<level.layers).map {
      c.resnet(p / "resnets" / $0, in: $0 == 0 ? c_in : level.channels, out: level.channels)
    }
    attentions = level.hasAttention ? (0..<level.layers).map { level.transformer(p / "attentions" / $0, c) } : []
    downsampler = isLast ? nil : Downsampler(p / "downsamplers.0", channels: level.channels)
  }

  /// x [B, H, W, C_in] -> [B, ceil(H/2), ceil(W/2), C]; every intermediate is pushed on `skips`.
  public func callAsFunction(_ x: Tensor, emb: Tensor, context: Tensor, skips: inout SkipStack) -> Tensor {
    var h = x
    for (i, resnet) in resnets.enumerated() {
      h = resnet(h, emb: emb)
      if i < attentions.count { h = attentions[i](h, context: context) }
      skips.push(h)
    }
    if let downsampler {
      h = downsampler(h)
      skips.push(h)
    }
    return h
  }
}

/// Resnet, transformer, resnet at the coarsest size. Source: diffusers `UNetMidBlock2DCrossAttn`, whose names it keeps.
public struct MidBlock: Sendable {
  public let resnets: [ResnetBlock]
  public let attentions: [Transformer2D]

  init(_ p: Parameters, _ level: Level, _ c: UNet.Configuration) {
    resnets = (0..<2).map { c.resnet(p / "resnets" / $0, in: level.channels, out: level.channels) }
    attentions = [level.transformer(p / "attentions.0", c)]
  }

  /// x [B, H, W, C] -> [B, H, W, C].
  public func callAsFunction(_ x: Tensor, emb: Tensor, context: Tensor) -> Tensor {
    resnets[1](attentions[0](resnets[0](x, emb: emb), context: context), emb: emb)
  }
}

/// Resnets, each on [features, skip] and followed by a transformer if the level attends, then the size of the next skip
/// unless it is the last block. Source: diffusers `CrossAttnUpBlock2D` and `UpBlock2D`, whose names it keeps.
public struct UpBlock: Sendable {
  public let resnets: [ResnetBlock]
  public let attentions: [Transformer2D]
  public let upsampler: Upsampler?

  /// `c_below`: channels of the features that come in. `skips`: channels of the skips, in the order in which they are
  /// taken.
  init(
    _ p: Parameters, in c_below: Int, skips: [Int], _ level: Level, isLast: Bool, _ c: UNet.Configuration
  ) {
    resnets = skips.enumerated().map { i, skip in
      c.resnet(p / "resnets" / i, in: (i == 0 ? c_below : level.channels) + skip, out: level.channels)
    }
    attentions = level.hasAttention ? skips.indices.map { level.transformer(p / "attentions" / $0, c) } : []
    upsampler = isLast ? nil : Upsampler(p / "upsamplers.0", channels: level.channels)
  }

  /// x [B, H, W, C_below] -> [B, H', W', C], H' and W' those of the next skip; takes skips from the end.
  public func callAsFunction(_ x: Tensor, emb: Tensor, context: Tensor, skips: inout SkipStack) -> Tensor {
    var h = x
    for (i, resnet) in resnets.enumerated() {
      h = resnet(concatenated(h, skips.pop(), axis: 3), emb: emb)
      if i < attentions.count { h = attentions[i](h, context: context) }
    }
    guard let upsampler, let next = skips.last else { return h }
    // Level sizes are ceil(n/2): the way back must not always double.
    return upsampler(h, to: (next.shape[1], next.shape[2]))
  }
}
