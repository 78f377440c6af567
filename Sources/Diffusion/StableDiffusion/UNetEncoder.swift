import NN
import Numerics

/// The first half of a UNet: `conv_in`, time embedding, down blocks and mid block. One encoder may serve several
/// decoders. Source: diffusers `UNet2DConditionModel`, whose names it keeps.
public struct UNetEncoder: Sendable {
  /// What a decoder needs of the encoder's pass.
  public struct Features {
    /// The mid block's output, [B, h, w, C].
    public var h: Tensor
    /// In the order in which they were made; a decoder takes them from the end.
    public var skips: SkipStack
    /// The time embedding [B, E].
    public var emb: Tensor

    public init(h: Tensor, skips: SkipStack, emb: Tensor) {
      self.h = h
      self.skips = skips
      self.emb = emb
    }

    /// The features of `count` images of the batch from `start` on.
    public func images(_ start: Int, _ count: Int) -> Features {
      Features(
        h: h.narrowed(0, start, count), skips: skips.map { $0.narrowed(0, start, count) },
        emb: emb.narrowed(0, start, count))
    }
  }

  public let convIn: Conv2d
  public let timeEmbedding: TimestepEmbedding
  public let downBlocks: [DownBlock]
  public let midBlock: MidBlock
  public let configuration: UNet.Configuration

  public init(_ p: Parameters, _ c: UNet.Configuration) {
    let widths = c.block_out_channels
    convIn = Conv2d(p / "conv_in", in: c.in_channels, out: widths[0], kernel: 3)
    timeEmbedding = TimestepEmbedding(p / "time_embedding", in: widths[0], out: c.embeddingWidth)
    downBlocks = widths.indices.map { i in
      DownBlock(
        p / "down_blocks" / i, in: widths[max(0, i - 1)], c.level(i, hasAttention: c.down_attention[i]),
        isLast: i == widths.count - 1, c)
    }
    midBlock = MidBlock(p / "mid_block", c.level(widths.count - 1, hasAttention: true), c)
    configuration = c
  }

  /// x [B, H, W, in_channels], one timestep for all or per image, context [B, M, cross_attention_dim]. `added`
  /// [1 or B, H, W, C] is added to what `conv_in` gives.
  public func callAsFunction(_ x: Tensor, timesteps: [Int], context: Tensor, added: Tensor? = nil) -> Features {
    require(
      x.rank == 4 && x.shape[3] == configuration.in_channels,
      "UNet: x \(x.shape), expected [B, H, W, \(configuration.in_channels)]")
    require(
      context.rank == 3 && context.shape[0] == x.shape[0] && context.shape[2] == configuration.cross_attention_dim,
      "UNet: context \(context.shape), expected [\(x.shape[0]), tokens, \(configuration.cross_attention_dim)]")
    let emb = timeEmbedding(table(timesteps, batch: x.shape[0]))
    var h = convIn(x)
    if let added { h = h + added }
    var skips = SkipStack()
    skips.push(h)
    for block in downBlocks { h = block(h, emb: emb, context: context, skips: &skips) }
    return Features(h: midBlock(h, emb: emb, context: context), skips: skips, emb: emb)
  }

  /// The table of sines and cosines for a batch, [B, block_out_channels[0]].
  public func table(_ timesteps: [Int], batch: Int) -> Tensor {
    require(
      timesteps.count == batch || timesteps.count == 1, "UNet: \(timesteps.count) timesteps for \(batch) images")
    let t = timesteps.count == batch ? timesteps : Array(repeating: timesteps[0], count: batch)
    let c = configuration
    return timestepTable(
      t, width: c.block_out_channels[0], flip_sin_to_cos: c.flip_sin_to_cos, freq_shift: c.freq_shift)
  }
}
