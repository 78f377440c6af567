import CKernels
import Numerics

/// x [..., K] weight [N, K]ᵀ + bias [N] + residual [..., N] -> [..., N]. The weight lies as in a checkpoint.
public func linear(_ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, residual: Tensor? = nil) -> Tensor {
  require(
    weight.rank == 2 && x.rank >= 1 && x.shape[-1] == weight.shape[1],
    "linear: x \(x.shape) and weight \(weight.shape) [out, in] do not fit")
  let n = weight.shape[0]
  let target = x.shape.replacing(-1, with: n)
  if let bias { require(bias.count == n, "linear: bias \(bias.shape) for weight \(weight.shape)") }
  if let residual { require(residual.shape == target, "linear: residual \(residual.shape), output \(target)") }
  let y = Tensor(uninitialized: target)
  MatrixProduct.gemm(
    transposeB: true, M: x.shape.rows, N: n, K: x.shape[-1], A: x.pointer, lda: x.shape[-1], B: weight.pointer,
    ldb: x.shape[-1], C: y.pointer, ldc: n,
    epilogue: .init(
      bias: bias.map { UnsafePointer($0.pointer) }, addend: residual.map { UnsafePointer($0.pointer) }, addendStride: n)
  )
  return y.recorded(x, weight, bias, residual) {
    var node = Node(linearBackward, target, x, weight, bias)
    node.d = residual
    return node
  }
}

private func linearBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let weight = node.b else { return }
  let (m, n, k) = (x.shape.rows, weight.shape[0], weight.shape[1])
  pass.accumulate(to: x) { dx, adds in
    MatrixProduct.gemm(
      M: m, N: k, K: n, A: dy.pointer, lda: n, B: weight.pointer, ldb: k, C: dx.pointer, ldc: k,
      epilogue: .init(accumulate: adds))
  }
  pass.accumulate(to: weight) { dw, adds in
    MatrixProduct.gemm(
      transposeA: true, M: n, N: k, K: m, A: dy.pointer, lda: n, B: x.pointer, ldb: k, C: dw.pointer, ldc: k,
      epilogue: .init(accumulate: adds))
  }
  if let bias = node.c, pass.wants(bias) {
    let db = Tensor(uninitialized: bias.shape)
    hd_column_sums(m, n, dy.pointer, n, db.pointer, false)
    pass.add(db, to: bias)
  }
  pass.add(dy, to: node.d, isOwn: false)
}

/// op(a) op(b): [M, K] [K, N] -> [M, N], or a batch of them, [B, M, K] [B, K, N] -> [B, M, N].
public func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
  let p = Product(a.shape, b.shape, transposeA, transposeB)
  let y = Tensor(uninitialized: a.rank == 2 ? [p.m, p.n] : [p.count, p.m, p.n])
  p.run(a.pointer, b.pointer, y.pointer)
  return y.recorded(a, b) {
    var node = Node(matmulBackward, y.shape, a, b)
    node.numbers[0] = transposeA ? 1 : 0
    node.numbers[1] = transposeB ? 1 : 0
    return node
  }
}

/// The sizes of one (batched) product.
private struct Product {
  let count, m, n, k: Int
  let transposeA, transposeB: Bool

  init(_ a: Shape, _ b: Shape, _ transposeA: Bool, _ transposeB: Bool) {
    require(
      a.rank == b.rank && (a.rank == 2 || a.rank == 3 && a[0] == b[0]),
      "matmul: \(a) and \(b) must both be [rows, columns], or batches of the same size")
    count = a.rank == 3 ? a[0] : 1
    (m, k) = transposeA ? (a[-1], a[-2]) : (a[-2], a[-1])
    let (kb, nb) = transposeB ? (b[-1], b[-2]) : (b[-2], b[-1])
    require(k == kb, "matmul: \(a)\(transposeA ? "ᵀ" : "") and \(b)\(transposeB ? "ᵀ" : "") do not fit")
    n = nb
    self.transposeA = transposeA
    self.transposeB = transposeB
  }

  func run(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>) {
    MatrixProduct.batched(
      count: count, transposeA: transposeA, transposeB: transposeB, M: m, N: n, K: k, A: a,
      lda: transposeA ? m : k, strideA: m * k, B: b, ldb: transposeB ? k : n, strideB: k * n, C: c, ldc: n,
      strideC: m * n)
  }
}

/// With C = op(A) op(B): dA = dC op(B)ᵀ, dB = op(A)ᵀ dC, each transposed where the operand was.
private func matmulBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let a = node.a, let b = node.b else { return }
  let (ta, tb) = (node.numbers[0] == 1, node.numbers[1] == 1)
  let dy = dy.reshapedInPlace(node.shape)
  func product(_ x: Tensor, _ y: Tensor, _ tx: Bool, _ ty: Bool, _ shape: Shape) -> Tensor {
    let out = Tensor(uninitialized: shape)
    Product(x.shape, y.shape, tx, ty).run(x.pointer, y.pointer, out.pointer)
    return out
  }
  if pass.wants(a) {
    pass.add(ta ? product(b, dy, tb, true, a.shape) : product(dy, b, false, !tb, a.shape), to: a)
  }
  if pass.wants(b) {
    pass.add(tb ? product(dy, a, true, ta, b.shape) : product(a, dy, !ta, false, b.shape), to: b)
  }
}
