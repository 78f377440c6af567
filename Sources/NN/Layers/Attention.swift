import Autograd
import Numerics

/// Multi-head attention of x [B, N, C] over itself or a context [B, Nk, C_context] -> [B, N, C].
/// Source: diffusers `Attention`, whose names it keeps (`to_q`, `to_k`, `to_v`, `to_out.0`).
public struct Attention: Sendable {
  public let toQ: Linear
  public let toK: Linear
  public let toV: Linear
  public let toOut: Linear
  let heads: Int

  /// The names under which a checkpoint keeps the four projections.
  public struct Names: Sendable {
    let q, k, v, out: [String]
    public static let diffusers = Names(q: ["to_q"], k: ["to_k"], v: ["to_v"], out: ["to_out.0"])
    /// The VAE's attention: new spelling, or that of the shipped SD 2.1 file.
    public static let vae = Names(
      q: ["to_q", "query"], k: ["to_k", "key"], v: ["to_v", "value"], out: ["to_out.0", "proj_attn"])
    public static let clip = Names(q: ["q_proj"], k: ["k_proj"], v: ["v_proj"], out: ["out_proj"])
  }

  public init(
    _ p: Parameters, channels c: Int, context: Int? = nil, heads: Int, bias: Bool, names: Names = .diffusers
  ) {
    require(c % heads == 0, "Attention \(p.path): \(c) channels in \(heads) heads")
    let c_context = context ?? c
    toQ = Linear(p.first(of: names.q), in: c, out: c, bias: bias)
    toK = Linear(p.first(of: names.k), in: c_context, out: c, bias: bias)
    toV = Linear(p.first(of: names.v), in: c_context, out: c, bias: bias)
    toOut = Linear(p.first(of: names.out), in: c, out: c)
    self.heads = heads
  }

  /// `residual` [B, N, C] is added on the way out.
  public func callAsFunction(
    _ x: Tensor, context: Tensor? = nil, causal: Bool = false, residual: Tensor? = nil
  ) -> Tensor {
    let source = context ?? x
    return toOut(attention(toQ(x), toK(source), toV(source), heads: heads, causal: causal), residual: residual)
  }
}
