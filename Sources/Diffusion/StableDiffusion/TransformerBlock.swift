import NN

/// Self-attention, attention to a context, feed-forward, each on a LayerNorm of x and added to it:
/// x [B, N, C], context [B, M, D] -> [B, N, C]. Source: diffusers `BasicTransformerBlock`, whose names it keeps.
public struct TransformerBlock: Sendable {
  public let norm1: LayerNorm
  public let attn1: Attention
  public let norm2: LayerNorm
  public let attn2: Attention
  public let norm3: LayerNorm
  public let ff: FeedForward

  public init(_ p: Parameters, channels c: Int, context d: Int, heads: Int) {
    norm1 = LayerNorm(p / "norm1", c)
    attn1 = Attention(p / "attn1", channels: c, heads: heads, bias: false)
    norm2 = LayerNorm(p / "norm2", c)
    attn2 = Attention(p / "attn2", channels: c, context: d, heads: heads, bias: false)
    norm3 = LayerNorm(p / "norm3", c)
    ff = FeedForward(p / "ff", channels: c)
  }

  public func callAsFunction(_ x: Tensor, context: Tensor) -> Tensor {
    var x = attn1(norm1(x), residual: x)
    x = attn2(norm2(x), context: context, residual: x)
    return ff(norm3(x), residual: x)
  }
}

/// x [B, N, C] -> value · GELU(gate) of width 4C -> [B, N, C]. Source: diffusers `FeedForward` with `geglu`.
public struct FeedForward: Sendable {
  public let proj: Linear
  public let out: Linear

  public init(_ p: Parameters, channels c: Int) {
    proj = Linear(p / "net.0.proj", in: c, out: 8 * c)
    out = Linear(p / "net.2", in: 4 * c, out: c)
  }

  /// `residual` [B, N, C] is added on the way out.
  public func callAsFunction(_ x: Tensor, residual: Tensor? = nil) -> Tensor { out(geglu(proj(x)), residual: residual) }
}
