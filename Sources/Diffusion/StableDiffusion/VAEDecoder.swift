import NN

/// Latents to images: z [B, h, w, 4] -> [B, 8h, 8w, 3]. Source: diffusers `Decoder`, whose names it keeps.
public struct VAEDecoder: Sendable {
  public let convIn: Conv2d
  public let midBlock: VAEMidBlock
  public let upBlocks: [UpBlock]
  public let convNormOut: GroupNorm
  public let convOut: Conv2d
  let patch: Int

  /// Resnets, then twice the size unless it is the last block. Source: diffusers `UpDecoderBlock2D`.
  public struct UpBlock: Sendable {
    public let resnets: [ResnetBlock]
    public let upsampler: Upsampler?

    init(_ p: Parameters, in c_in: Int, out c_out: Int, isLast: Bool, _ c: VAE.Configuration) {
      resnets = (0...c.layers_per_block).map {
        c.resnet(p / "resnets" / $0, in: $0 == 0 ? c_in : c_out, out: c_out)
      }
      upsampler = isLast ? nil : Upsampler(p / "upsamplers.0", channels: c_out)
    }

    /// x [B, H, W, C_in] -> [B, 2H, 2W, C_out], of the last block [B, H, W, C_out].
    public func callAsFunction(_ x: Tensor) -> Tensor {
      let h = resnets.reduce(x) { $1($0) }
      return upsampler?(h) ?? h
    }
  }

  init(_ p: Parameters, _ c: VAE.Configuration) {
    let widths = Array(c.block_out_channels.reversed())
    let last = widths.count - 1
    convIn = Conv2d(p / "conv_in", in: c.latent_channels, out: widths[0], kernel: 3)
    midBlock = VAEMidBlock(p / "mid_block", channels: widths[0], c)
    upBlocks = widths.indices.map {
      UpBlock(p / "up_blocks" / $0, in: widths[max(0, $0 - 1)], out: widths[$0], isLast: $0 == last, c)
    }
    convNormOut = GroupNorm(
      p / "conv_norm_out", groups: c.norm_num_groups, channels: widths[last], eps: VAE.Configuration.eps)
    patch = c.patch_size
    convOut = Conv2d(p / "conv_out", in: widths[last], out: c.out_channels * patch * patch, kernel: 3)
  }

  public func callAsFunction(_ z: Tensor) -> Tensor {
    var h = midBlock(convIn(z))
    for block in upBlocks { h = block(h) }
    let y =
      RowBands.areWanted(for: h)
      ? RowBands.convolution(convOut, of: convNormOut, h) : convOut(convNormOut(h, silu: true))
    return unpatched(y, by: patch)
  }
}
