import CKernels
import Numerics

/// softmax(scale q kᵀ) v per head: q [B, Nq, heads D], k and v [B, Nk, heads D] -> [B, Nq, heads D]. The score matrix is
/// never stored. `causal`: query i sees keys 0...i. `scale` is 1/√D by default.
public func attention(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, heads: Int, scale: Float? = nil, causal: Bool = false
) -> Tensor {
  require(
    q.rank == 3 && k.shape == v.shape && k.rank == 3 && q.shape[0] == k.shape[0] && q.shape[2] == k.shape[2]
      && q.shape[2] % heads == 0,
    "attention: q \(q.shape), k \(k.shape), v \(v.shape), \(heads) heads do not fit")
  let d = q.shape[2] / heads
  let s = scale ?? 1 / Float(d).squareRoot()
  let o = Tensor(uninitialized: q.shape)
  let logSumExp = Tensor(uninitialized: [q.shape[0], heads, q.shape[1]])
  var shape = kernelShape(q.shape, k.shape, heads, s, causal)
  hd_attention_forward(&shape, q.pointer, k.pointer, v.pointer, o.pointer, logSumExp.pointer)
  return o.recorded(q, k, v) {
    var node = Node(attentionBackward, q.shape, q, k, v)
    node.saved0 = o
    node.saved1 = logSumExp
    node.numbers[0] = Int32(heads)
    node.numbers[1] = causal ? 1 : 0
    node.float = s
    return node
  }
}

private func kernelShape(_ q: Shape, _ k: Shape, _ heads: Int, _ scale: Float, _ causal: Bool) -> hd_attention {
  hd_attention(
    B: Int32(q[0]), heads: Int32(heads), Nq: Int32(q[1]), Nk: Int32(k[1]), D: Int32(q[2] / heads), ldq: q[2],
    ldk: k[2], ldv: k[2], ldo: q[2], scale: scale, causal: causal)
}

private func attentionBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let q = node.a, let k = node.b, let v = node.c, let o = node.saved0, let logSumExp = node.saved1
  else { return }
  let dq = Tensor(uninitialized: q.shape)
  let dk = Tensor(uninitialized: k.shape)
  let dv = Tensor(uninitialized: v.shape)
  var shape = kernelShape(q.shape, k.shape, Int(node.numbers[0]), node.float, node.numbers[1] == 1)
  hd_attention_backward(
    &shape, q.pointer, k.pointer, v.pointer, o.pointer, logSumExp.pointer, dy.pointer, dq.pointer, dk.pointer,
    dv.pointer)
  pass.add(dq, to: q)
  pass.add(dk, to: k)
  pass.add(dv, to: v)
}

/// Self-attention of one fused projection: qkv [B, N, 3 heads D], the queries of all heads first, then their keys, then
/// their values -> [B, N, heads D]. The three are read where they lie.
public func selfAttention(_ qkv: Tensor, heads: Int, scale: Float? = nil) -> Tensor {
  require(
    qkv.rank == 3 && qkv.shape[2] % (3 * heads) == 0,
    "selfAttention: \(qkv.shape) is no [B, N, 3 \(heads) D]")
  let c = qkv.shape[2] / 3
  let s = scale ?? 1 / Float(c / heads).squareRoot()
  let o = Tensor(uninitialized: qkv.shape.replacing(2, with: c))
  let logSumExp = Tensor(uninitialized: [qkv.shape[0], heads, qkv.shape[1]])
  var shape = fusedShape(qkv.shape, heads, s)
  let q = qkv.pointer
  hd_attention_forward(&shape, q, q + c, q + 2 * c, o.pointer, logSumExp.pointer)
  return o.recorded(qkv) {
    var node = Node(selfAttentionBackward, o.shape, qkv)
    node.saved0 = o
    node.saved1 = logSumExp
    node.numbers[0] = Int32(heads)
    node.float = s
    return node
  }
}

private func fusedShape(_ qkv: Shape, _ heads: Int, _ scale: Float) -> hd_attention {
  let (n, row) = (Int32(qkv[1]), qkv[2])
  return hd_attention(
    B: Int32(qkv[0]), heads: Int32(heads), Nq: n, Nk: n, D: Int32(row / 3 / heads), ldq: row, ldk: row, ldv: row,
    ldo: row / 3, scale: scale, causal: false)
}

private func selfAttentionBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let qkv = node.a, let o = node.saved0, let logSumExp = node.saved1 else { return }
  let c = qkv.shape[2] / 3
  let d = Tensor(uninitialized: qkv.shape)
  var shape = fusedShape(qkv.shape, Int(node.numbers[0]), node.float)
  let (q, dq) = (qkv.pointer, d.pointer)
  hd_attention_backward(
    &shape, q, q + c, q + 2 * c, o.pointer, logSumExp.pointer, dy.pointer, dq, dq + c, dq + 2 * c)
  pass.add(d, to: qkv)
}

/// Softmax over the last axis.
public func softmax(_ x: Tensor) -> Tensor {
  require(x.rank >= 1 && x.shape[-1] > 0, "softmax: \(x.shape) has no last axis to normalise")
  let y = Tensor(uninitialized: x.shape)
  hd_softmax_forward(x.shape.rows, x.shape[-1], x.pointer, y.pointer)
  return y.recorded(x) {
    var node = Node(softmaxBackward, x.shape, x)
    node.saved0 = y
    return node
  }
}

private func softmaxBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let y = node.saved0 else { return }
  let dx = Tensor(uninitialized: x.shape)
  hd_softmax_backward(x.shape.rows, x.shape[-1], y.pointer, dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}
