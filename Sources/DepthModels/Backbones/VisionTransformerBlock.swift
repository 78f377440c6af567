import NN

/// x + ls1 attention(norm1 x), then x + ls2 mlp(norm2 x): tokens [B, N, D] -> [B, N, D].
/// Source: DINOv2 `Block`, whose names it keeps; the norms and rotation of queries and keys are Depth Anything 3's.
struct VisionTransformerBlock: Sendable {
  let norm1, norm2: LayerNorm
  let qkv, proj, fc1, fc2: Linear
  let ls1, ls2: Parameter
  let qNorm, kNorm: LayerNorm?
  let rotates: Bool
  let heads: Int
  var headWidth: Int { ls1.count / heads }

  init(_ p: Parameters, _ c: VisionTransformer.Configuration, index: Int) {
    let d = c.width
    heads = c.heads
    norm1 = LayerNorm(p / "norm1", d, eps: 1e-6)
    qkv = Linear(p / "attn" / "qkv", in: d, out: 3 * d)
    proj = Linear(p / "attn" / "proj", in: d, out: d)
    ls1 = (p / "ls1").tensor("gamma", [d], .constant(c.layerScale))
    norm2 = LayerNorm(p / "norm2", d, eps: 1e-6)
    fc1 = Linear(p / "mlp" / "fc1", in: d, out: 4 * d)
    fc2 = Linear(p / "mlp" / "fc2", in: 4 * d, out: d)
    ls2 = (p / "ls2").tensor("gamma", [d], .constant(c.layerScale))
    let isNormed = c.views.map { index >= $0.normStart } ?? false
    qNorm = isNormed ? LayerNorm(p / "attn" / "q_norm", d / c.heads) : nil
    kNorm = isNormed ? LayerNorm(p / "attn" / "k_norm", d / c.heads) : nil
    rotates = c.views.map { index >= $0.rotationStart } ?? false
  }

  func callAsFunction(_ x: Tensor, _ rotation: RotaryPositions?, observe: (Tensor) -> Void) -> Tensor {
    let a = proj(attended(qkv(norm1(x)), rotation))
    observe(a)
    let y = x + a * ls1.value.reshaped([1, 1, ls1.count])
    return y + fc2(gelu(fc1(norm2(y)))) * ls2.value.reshaped([1, 1, ls2.count])
  }

  private func attended(_ qkv: Tensor, _ rotation: RotaryPositions?) -> Tensor {
    guard qNorm != nil || rotation != nil else { return selfAttention(qkv, heads: heads) }
    let (batch, n, d) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3)
    func positioned(_ part: Int, _ norm: LayerNorm?) -> Tensor {
      let x = qkv.narrowed(2, part * d, d).reshaped([batch, n, heads, d / heads])
      let normed = norm?(x) ?? x
      return (rotation?(normed) ?? normed).reshaped([batch, n, d])
    }
    return attention(positioned(0, qNorm), positioned(1, kNorm), qkv.narrowed(2, 2 * d, d), heads: heads)
  }
}
