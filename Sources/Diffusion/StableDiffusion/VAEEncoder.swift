import NN

/// Images to the moments of their latents: x [B, H, W, 3] -> [B, floor(H/8), floor(W/8), 8].
/// Source: diffusers `Encoder`, whose names it keeps.
public struct VAEEncoder: Sendable {
  public let convIn: Conv2d
  public let downBlocks: [DownBlock]
  public let midBlock: VAEMidBlock
  public let convNormOut: GroupNorm
  public let convOut: Conv2d
  let patch: Int

  /// Resnets, then half the size unless it is the last level. Source: diffusers `DownEncoderBlock2D`.
  public struct DownBlock: Sendable {
    public let resnets: [ResnetBlock]
    public let downsampler: Downsampler?

    init(_ p: Parameters, in c_in: Int, out c_out: Int, isLast: Bool, _ c: VAE.Configuration) {
      resnets = (0..<c.layers_per_block).map {
        c.resnet(p / "resnets" / $0, in: $0 == 0 ? c_in : c_out, out: c_out)
      }
      downsampler = isLast ? nil : Downsampler(p / "downsamplers.0", channels: c_out, padding: .belowAndRight)
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      let h = resnets.reduce(x) { $1($0) }
      return downsampler?(h) ?? h
    }
  }

  init(_ p: Parameters, _ c: VAE.Configuration) {
    let widths = c.block_out_channels
    let last = widths.count - 1
    patch = c.patch_size
    convIn = Conv2d(p / "conv_in", in: c.in_channels * patch * patch, out: widths[0], kernel: 3)
    downBlocks = widths.indices.map {
      DownBlock(p / "down_blocks" / $0, in: widths[max(0, $0 - 1)], out: widths[$0], isLast: $0 == last, c)
    }
    midBlock = VAEMidBlock(p / "mid_block", channels: widths[last], c)
    convNormOut = GroupNorm(
      p / "conv_norm_out", groups: c.norm_num_groups, channels: widths[last], eps: VAE.Configuration.eps)
    convOut = Conv2d(p / "conv_out", in: widths[last], out: 2 * c.latent_channels, kernel: 3)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    var h = convIn(patched(x, by: patch))
    for block in downBlocks { h = block(h) }
    return convOut(convNormOut(midBlock(h), silu: true))
  }
}
