import NN

/// LayerNorm, linear, GELU, linear. Source: UniDepth `MLP`, whose names it keeps.
struct UniDepthMLP: Sendable {
  let norm: LayerNorm
  let proj1, proj2: Linear

  init(_ p: Parameters, in c_in: Int, hidden: Int, out c_out: Int) {
    norm = LayerNorm(p / "norm", c_in)
    proj1 = Linear(p / "proj1", in: c_in, out: hidden)
    proj2 = Linear(p / "proj2", in: hidden, out: c_out)
  }

  func callAsFunction(_ x: Tensor, residual: Tensor? = nil) -> Tensor {
    proj2(gelu(proj1(norm(x))), residual: residual)
  }
}

/// Attention of x [1, N, C] over a context [1, M, C], then an MLP, each added to x.
/// Source: UniDepth `AttentionBlock`, whose names it keeps.
struct UniDepthAttention: Sendable {
  let normX, normContext: LayerNorm
  let q, kv, out: Linear
  let mlp: UniDepthMLP
  /// Layer scales; only the camera's blocks have them.
  let ls1, ls2: Parameter?
  let heads: Int

  init(_ p: Parameters, width c: Int, heads: Int, expansion: Int, isScaled: Bool) {
    normX = LayerNorm(p / "norm_attnx", c)
    normContext = LayerNorm(p / "norm_attnctx", c)
    q = Linear(p / "q", in: c, out: c, bias: false)
    kv = Linear(p / "kv", in: c, out: 2 * c, bias: false)
    out = Linear(p / "out", in: c, out: c, bias: false)
    mlp = UniDepthMLP(p / "mlp", in: c, hidden: expansion * c, out: c)
    ls1 = isScaled ? (p / "ls1").tensor("gamma", [c], .ones) : nil
    ls2 = isScaled ? (p / "ls2").tensor("gamma", [c], .ones) : nil
    self.heads = heads
  }

  /// `position` [1, N, C] is added to the queries behind their projection, and not to the keys.
  func callAsFunction(_ x: Tensor, _ context: Tensor, position: Tensor? = nil) -> Tensor {
    let c = x.shape[2]
    let keysAndValues = kv(normContext(context))
    let queries = q(normX(x))
    let a = attention(
      position.map { queries + $0 } ?? queries, keysAndValues.narrowed(2, 0, c), keysAndValues.narrowed(2, c, c),
      heads: heads)
    guard let ls1, let ls2 else {
      let y = out(a, residual: x)
      return mlp(y, residual: y)
    }
    let y = x + out(a) * ls1.value.reshaped([1, 1, c])
    return y + mlp(y) * ls2.value.reshaped([1, 1, c])
  }
}
