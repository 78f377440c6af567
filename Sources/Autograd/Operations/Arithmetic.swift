import CKernels
import Numerics

// Two tensors combine when their shapes are equal, or when they have the same rank and differ only on axes where one of
// them has size 1.

private func name(_ op: hd_binary_op) -> String {
  switch op {
  case HD_ADD: "add"
  case HD_SUB: "subtract"
  case HD_MUL: "multiply"
  case HD_DIV: "divide"
  case HD_MAX: "maximum"
  default: "minimum"
  }
}

private func broadcast(_ op: hd_binary_op, _ a: Shape, _ b: Shape) -> Shape {
  var out = a
  require(a.rank == b.rank, "\(name(op)): \(a) and \(b) have different ranks")
  for i in 0..<a.rank {
    require(a[i] == b[i] || a[i] == 1 || b[i] == 1, "\(name(op)): \(a) and \(b) do not broadcast on axis \(i)")
    if a[i] == 1 { out[i] = b[i] }
  }
  return out
}

/// Strides of `shape` for reading it as `target`: 0 along the axes it is repeated on.
private func broadcastStrides(_ shape: Shape, to target: Shape) -> Axes5 {
  var s = shape.strides
  for i in 0..<shape.rank where shape[i] == 1 && target[i] != 1 { s[i] = 0 }
  return target.pad(s, with: 0)
}

/// The axes along which `shape` is repeated to give `target`, as bits of five axes.
private func repeatedAxes(_ shape: Shape, in target: Shape) -> UInt32 {
  var axes: UInt32 = 0
  for i in 0..<shape.rank where shape[i] != target[i] { axes |= 1 << UInt32(i + 5 - shape.rank) }
  return axes
}

/// op without recording.
func combine(_ op: hd_binary_op, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.shape == b.shape {
    let y = Tensor(uninitialized: a.shape)
    hd_binary(op, a.count, a.pointer, b.pointer, y.pointer)
    return y
  }
  let shape = broadcast(op, a.shape, b.shape)
  let y = Tensor(uninitialized: shape)
  withAxes(shape.padded) { dims in
    withAxes(broadcastStrides(a.shape, to: shape)) { sa in
      withAxes(broadcastStrides(b.shape, to: shape)) { sb in
        hd_binary_broadcast(op, dims, a.pointer, sa, b.pointer, sb, y.pointer)
      }
    }
  }
  return y
}

private func binary(_ op: hd_binary_op, _ a: Tensor, _ b: Tensor, _ rule: @escaping BackwardRule) -> Tensor {
  let y = combine(op, a, b)
  return y.recorded(a, b) {
    var node = Node(rule, y.shape, a, b)
    node.numbers[0] = Int32(op.rawValue)
    return node
  }
}

extension BackwardPass {
  /// Adds `gradient`, of the broadcast shape, summed over the axes along which `input` was repeated.
  mutating func addBroadcast(_ gradient: Tensor, to input: Tensor?, isOwn: Bool = true) {
    guard let input, wants(input) else { return }
    let axes = repeatedAxes(input.shape, in: gradient.shape)
    guard axes != 0 else { return add(gradient, to: input, isOwn: isOwn) }
    let sum = Tensor(uninitialized: input.shape)
    withAxes(gradient.shape.padded) { hd_sum_axes($0, axes, gradient.pointer, sum.pointer, false) }
    add(sum, to: input)
  }
}

private func addBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  let dy = dy.reshapedInPlace(node.shape)
  pass.addBroadcast(dy, to: node.a, isOwn: false)
  pass.addBroadcast(dy, to: node.b, isOwn: false)
}

private func subtractBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  let dy = dy.reshapedInPlace(node.shape)
  pass.addBroadcast(dy, to: node.a, isOwn: false)
  if pass.wants(node.b) { pass.addBroadcast(-dy, to: node.b) }
}

private func multiplyBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let a = node.a, let b = node.b else { return }
  let dy = dy.reshapedInPlace(node.shape)
  if pass.wants(a) { pass.addBroadcast(combine(HD_MUL, dy, b), to: a) }
  if pass.wants(b) { pass.addBroadcast(combine(HD_MUL, dy, a), to: b) }
}

/// d(a/b) = dy/b da - dy a/b² db.
private func divideBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let a = node.a, let b = node.b else { return }
  let q = combine(HD_DIV, dy.reshapedInPlace(node.shape), b)
  pass.addBroadcast(q, to: a, isOwn: false)
  if pass.wants(b) { pass.addBroadcast(-combine(HD_DIV, combine(HD_MUL, q, a), b), to: b) }
}

/// The gradient goes to the larger (smaller) operand; on a tie to the first.
private func extremeBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let a = node.a, let b = node.b else { return }
  let sense: Float = node.numbers[0] == Int32(HD_MAX.rawValue) ? 1 : -1
  let dy = dy.reshapedInPlace(node.shape)
  // 1 where the first operand is taken: sign(sense (a - b)) in {-1, 0, 1} -> min(sign + 1, 1).
  let taken = clamp(sign(combine(HD_SUB, a, b) * sense) + 1, 0, 1)
  if pass.wants(a) { pass.addBroadcast(combine(HD_MUL, dy, taken), to: a) }
  if pass.wants(b) { pass.addBroadcast(combine(HD_MUL, dy, 1 - taken), to: b) }
}

/// y = alpha x + beta, beta a constant.
private func affine(_ x: Tensor, _ alpha: Float, _ beta: Float) -> Tensor {
  let y = Tensor(uninitialized: x.shape)
  hd_affine(x.count, alpha, x.pointer, beta, y.pointer)
  return y.recorded(x) {
    var node = Node(affineBackward, x.shape, x)
    node.float = alpha
    return node
  }
}

private func affineBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  if node.float == 1 { return pass.add(dy, to: node.a, isOwn: false) }
  let dx = Tensor(uninitialized: node.shape)
  hd_affine(dx.count, node.float, dy.pointer, 0, dx.pointer)
  pass.add(dx, to: node.a)
}

/// The larger of two, elementwise.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { binary(HD_MAX, a, b, extremeBackward) }
/// The smaller of two, elementwise.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { binary(HD_MIN, a, b, extremeBackward) }

extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { binary(HD_ADD, a, b, addBackward) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { binary(HD_SUB, a, b, subtractBackward) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { binary(HD_MUL, a, b, multiplyBackward) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { binary(HD_DIV, a, b, divideBackward) }

  public static func + (a: Tensor, b: Float) -> Tensor { affine(a, 1, b) }
  public static func + (a: Float, b: Tensor) -> Tensor { affine(b, 1, a) }
  public static func - (a: Tensor, b: Float) -> Tensor { affine(a, 1, -b) }
  public static func - (a: Float, b: Tensor) -> Tensor { affine(b, -1, a) }
  public static func * (a: Tensor, b: Float) -> Tensor { affine(a, b, 0) }
  public static func * (a: Float, b: Tensor) -> Tensor { affine(b, a, 0) }
  /// a / b as a product with 1/b: exact only where 1/b is.
  public static func / (a: Tensor, b: Float) -> Tensor { affine(a, 1 / b, 0) }
  /// a / b elementwise.
  public static func / (a: Float, b: Tensor) -> Tensor { .full(b.shape, a) / b }
}
