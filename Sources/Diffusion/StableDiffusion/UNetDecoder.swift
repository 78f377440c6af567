import NN

/// The second half of a UNet: up blocks, `conv_norm_out` and `conv_out`.
/// Source: diffusers `UNet2DConditionModel`, whose names it keeps.
public struct UNetDecoder: Sendable {
  public let upBlocks: [UpBlock]
  public let convNormOut: GroupNorm
  public let convOut: Conv2d

  public init(_ p: Parameters, _ c: UNet.Configuration) {
    let widths = c.block_out_channels
    var skips = c.skipChannels
    var below = widths[widths.count - 1]
    upBlocks = widths.indices.map { i in
      let level = c.level(widths.count - 1 - i, hasAttention: c.up_attention[i])
      let taken = (0...level.layers).map { _ in skips.removeLast() }
      defer { below = level.channels }
      return UpBlock(
        p / "up_blocks" / i, in: below, skips: taken, level, isLast: i == widths.count - 1, c)
    }
    convNormOut = GroupNorm(p / "conv_norm_out", groups: c.norm_num_groups, channels: widths[0], eps: c.norm_eps)
    convOut = Conv2d(p / "conv_out", in: widths[0], out: c.out_channels, kernel: 3)
  }

  /// The encoder's features and the same context -> [B, H, W, out_channels]. `afterBlock` may change what up block i
  /// gives, of that shape.
  public func callAsFunction(
    _ features: UNetEncoder.Features, context: Tensor, afterBlock: ((_ i: Int, _ h: Tensor) -> Tensor)? = nil
  ) -> Tensor {
    var h = features.h
    var skips = features.skips
    for (i, block) in upBlocks.enumerated() {
      h = block(h, emb: features.emb, context: context, skips: &skips)
      if let afterBlock { h = afterBlock(i, h) }
    }
    return convOut(convNormOut(h, silu: true))
  }
}

extension UNet.Configuration {
  /// The channels of the skip connections, in the order in which the encoder makes them.
  var skipChannels: [Int] {
    [block_out_channels[0]]
      + (0..<levels).flatMap { i in
        Array(repeating: block_out_channels[i], count: layers_per_block[i] + (i < levels - 1 ? 1 : 0))
      }
  }
}
