import NN

/// Resnet, attention over all pixels, resnet. Source: diffusers `UNetMidBlock2D`, whose names it keeps.
public struct VAEMidBlock: Sendable {
  public let resnets: [ResnetBlock]
  public let attention: VAEAttention?

  init(_ p: Parameters, channels: Int, _ c: VAE.Configuration) {
    resnets = (0..<2).map { c.resnet(p / "resnets" / $0, in: channels, out: channels) }
    attention =
      c.mid_block_add_attention
      ? VAEAttention(p / "attentions.0", channels: channels, groups: c.norm_num_groups) : nil
  }

  /// x [B, H, W, C] -> [B, H, W, C].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let h = resnets[0](x)
    return resnets[1](attention?(h) ?? h)
  }
}

/// One head of the full width over the pixels of x [B, H, W, C] -> [B, H, W, C], x added; projections with bias.
/// Source: diffusers `Attention` as the VAE uses it, under its names or those of the file shipped with SD 2.1
/// (`query`, `key`, `value`, `proj_attn`).
public struct VAEAttention: Sendable {
  public let groupNorm: GroupNorm
  public let attention: Attention

  init(_ p: Parameters, channels c: Int, groups: Int) {
    groupNorm = GroupNorm(p / "group_norm", groups: groups, channels: c, eps: VAE.Configuration.eps)
    attention = Attention(p, channels: c, heads: 1, bias: true, names: .vae)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let tokens: Shape = [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]
    return attention(groupNorm(x).reshaped(tokens), residual: x.reshaped(tokens)).reshaped(x.shape)
  }
}
