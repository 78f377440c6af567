import CKernels
import Numerics

/// The form of GELU: exact, x/2 (1 + erf(x/√2)), or its tanh approximation.
public enum GELUForm: Sendable {
  case erf
  case tanh
}

private func unary(_ op: hd_unary_op, _ x: Tensor) -> Tensor {
  let y = Tensor(uninitialized: x.shape)
  hd_unary(op, x.count, x.pointer, y.pointer)
  return y.recorded(x) {
    var node = Node(unaryBackward, x.shape, x)
    node.numbers[0] = Int32(op.rawValue)
    return node
  }
}

/// dx = op'(x) dy, from the stored input.
private func unaryBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  let dx = Tensor(uninitialized: x.shape)
  hd_unary_backward(hd_unary_op(rawValue: UInt32(node.numbers[0])), x.count, x.pointer, dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}

public prefix func - (x: Tensor) -> Tensor { unary(HD_NEG, x) }
public func abs(_ x: Tensor) -> Tensor { unary(HD_ABS, x) }
/// -1, 0 or 1; its gradient is 0.
public func sign(_ x: Tensor) -> Tensor { unary(HD_SIGN, x) }
public func square(_ x: Tensor) -> Tensor { unary(HD_SQUARE, x) }
public func sqrt(_ x: Tensor) -> Tensor { unary(HD_SQRT, x) }
public func exp(_ x: Tensor) -> Tensor { unary(HD_EXP, x) }
public func log(_ x: Tensor) -> Tensor { unary(HD_LOG, x) }
public func tanh(_ x: Tensor) -> Tensor { unary(HD_TANH, x) }
public func erf(_ x: Tensor) -> Tensor { unary(HD_ERF, x) }
public func sin(_ x: Tensor) -> Tensor { unary(HD_SIN, x) }
public func cos(_ x: Tensor) -> Tensor { unary(HD_COS, x) }
public func relu(_ x: Tensor) -> Tensor { unary(HD_RELU, x) }
public func sigmoid(_ x: Tensor) -> Tensor { unary(HD_SIGMOID, x) }
/// x where it is positive, else slope x; 0 <= slope <= 1.
public func leakyReLU(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  require(slope >= 0 && slope <= 1, "leakyReLU: slope \(slope), expected 0...1")
  return maximum(x, x * slope)
}
/// x sigmoid(x).
public func silu(_ x: Tensor) -> Tensor { unary(HD_SILU, x) }
/// log(1 + e^x), stable on both sides; its derivative at 0 is 1/2.
public func softplus(_ x: Tensor) -> Tensor { unary(HD_SOFTPLUS, x) }
public func gelu(_ x: Tensor, _ form: GELUForm = .erf) -> Tensor { unary(form == .erf ? HD_GELU_ERF : HD_GELU_TANH, x) }

/// min(max(x, lo), hi), with the gradient passed where lo <= x <= hi.
public func clamp(_ x: Tensor, _ lo: Float, _ hi: Float) -> Tensor {
  require(lo <= hi, "clamp: empty range \(lo)...\(hi)")
  let y = Tensor(uninitialized: x.shape)
  hd_clamp(x.count, lo, hi, x.pointer, y.pointer)
  return y.recorded(x) {
    var node = Node(clampBackward, x.shape, x)
    node.float = lo
    node.float2 = hi
    return node
  }
}

private func clampBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  let dx = Tensor(uninitialized: x.shape)
  hd_clamp_backward(x.count, node.float, node.float2, x.pointer, dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}

/// GEGLU: x [..., 2N] with the value first and the gate second -> value gelu(gate), [..., N].
/// Source: diffusers `GEGLU`, the erf form.
public func geglu(_ x: Tensor) -> Tensor {
  require(x.rank >= 1 && x.shape[-1] % 2 == 0, "geglu: the last axis of \(x.shape) must be even")
  let n = x.shape[-1] / 2
  let y = Tensor(uninitialized: x.shape.replacing(-1, with: n))
  hd_geglu_forward(x.shape.rows, n, x.pointer, y.pointer)
  return y.recorded(x) { Node(gegluBackward, y.shape, x) }
}

private func gegluBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  let dx = Tensor(uninitialized: x.shape)
  hd_geglu_backward(x.shape.rows, x.shape[-1] / 2, x.pointer, dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}
