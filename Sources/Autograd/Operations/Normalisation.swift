import CKernels
import Numerics

/// GroupNorm over the channels of x [B, ..., C], optionally followed by SiLU in the same pass; weight, bias [C], biased
/// variance. Source: torch `group_norm`.
public func groupNorm(
  _ x: Tensor, weight: Tensor, bias: Tensor, groups: Int, eps: Float, silu: Bool = false
) -> Tensor {
  require(
    x.rank >= 2 && weight.count == x.shape[-1] && bias.count == x.shape[-1] && x.shape[-1] % groups == 0,
    "group norm: x \(x.shape), weight \(weight.shape), bias \(bias.shape), \(groups) groups do not fit")
  let (b, c) = (x.shape[0], x.shape[-1])
  let positions = x.count / max(1, b * c)
  let y = Tensor(uninitialized: x.shape)
  let mean = Tensor(uninitialized: [b, groups])
  let rstd = Tensor(uninitialized: [b, groups])
  hd_group_norm_forward(
    Int32(b), Int32(positions), Int32(c), Int32(groups), eps, silu, x.pointer, weight.pointer, bias.pointer, y.pointer,
    mean.pointer, rstd.pointer)
  return y.recorded(x, weight, bias) {
    var node = Node(groupNormBackward, x.shape, x, weight, bias)
    node.saved0 = mean
    node.saved1 = rstd
    node.numbers[0] = Int32(groups)
    node.numbers[1] = silu ? 1 : 0
    return node
  }
}

private func groupNormBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let weight = node.b, let bias = node.c, let mean = node.saved0, let rstd = node.saved1
  else { return }
  let (b, c) = (x.shape[0], x.shape[-1])
  let dWeight = Tensor(uninitialized: weight.shape)
  let dBias = Tensor(uninitialized: bias.shape)
  let (groups, silu) = (node.numbers[0], node.numbers[1] == 1)
  pass.sum(into: x) { dx, addend in
    hd_group_norm_backward(
      Int32(b), Int32(x.count / max(1, b * c)), Int32(c), groups, silu, x.pointer, weight.pointer, bias.pointer,
      mean.pointer, rstd.pointer, dy.pointer, addend?.pointer, dx.pointer, dWeight.pointer, dBias.pointer)
  }
  pass.add(dWeight, to: weight)
  pass.add(dBias, to: bias)
}

/// LayerNorm over the last axis of x [..., C]; weight, bias [C], biased variance. Source: torch `layer_norm`.
public func layerNorm(_ x: Tensor, weight: Tensor, bias: Tensor, eps: Float) -> Tensor {
  require(
    x.rank >= 1 && weight.count == x.shape[-1] && bias.count == x.shape[-1],
    "layer norm: x \(x.shape), weight \(weight.shape), bias \(bias.shape) do not fit")
  let rows = x.shape.rows
  let y = Tensor(uninitialized: x.shape)
  let mean = Tensor(uninitialized: [rows])
  let rstd = Tensor(uninitialized: [rows])
  hd_layer_norm_forward(
    rows, Int32(x.shape[-1]), eps, x.pointer, weight.pointer, bias.pointer, y.pointer, mean.pointer, rstd.pointer)
  return y.recorded(x, weight, bias) {
    var node = Node(layerNormBackward, x.shape, x, weight, bias)
    node.saved0 = mean
    node.saved1 = rstd
    return node
  }
}

private func layerNormBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let weight = node.b, let bias = node.c, let mean = node.saved0, let rstd = node.saved1
  else { return }
  let dx = Tensor(uninitialized: x.shape)
  let dWeight = Tensor(uninitialized: weight.shape)
  let dBias = Tensor(uninitialized: bias.shape)
  hd_layer_norm_backward(
    x.shape.rows, Int32(x.shape[-1]), x.pointer, weight.pointer, mean.pointer, rstd.pointer, dy.pointer, dx.pointer,
    dWeight.pointer, dBias.pointer)
  pass.add(dx, to: x)
  pass.add(dWeight, to: weight)
  pass.add(dBias, to: bias)
}
