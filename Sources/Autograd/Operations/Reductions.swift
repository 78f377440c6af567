import CKernels
import Numerics

extension Tensor {
  /// The sum of all elements, a scalar.
  public func sum() -> Tensor { total(scale: 1) }

  /// The mean of all elements, a scalar. Traps on an empty tensor: there is nothing to average.
  public func mean() -> Tensor {
    require(count > 0, "mean: a tensor of shape \(shape) has nothing to average")
    return total(scale: 1 / Double(count))
  }

  private func total(scale: Double) -> Tensor {
    let y = Tensor(Float(hd_sum(count, pointer) * scale))
    return y.recorded(self) {
      var node = Node(totalBackward, y.shape, self)
      node.float = Float(scale)
      return node
    }
  }

  /// The sum over the given axes, kept with size 1.
  public func sum(axes: [Int]) -> Tensor {
    var marked: UInt32 = 0
    for axis in axes { marked |= 1 << UInt32(shape.resolve(axis)) }
    let y = Tensor(uninitialized: shape.collapsed(marked))
    withAxes(shape.padded) { hd_sum_axes($0, marked << UInt32(5 - shape.rank), pointer, y.pointer, false) }
    return y.recorded(self) { Node(sumAxesBackward, y.shape, self) }
  }

  /// The mean over the given axes, kept with size 1.
  public func mean(axes: [Int]) -> Tensor {
    let n = axes.reduce(1) { $0 * shape[$1] }
    require(n > 0, "mean: axes \(axes) of \(shape) hold nothing to average")
    return sum(axes: axes) * (1 / Float(n))
  }

  /// Largest and smallest element; NaN if any is. Without gradient.
  public func max() -> Float { hd_max(count, pointer) }
  public func min() -> Float { hd_min(count, pointer) }

  /// How many elements are NaN or infinite.
  public var nonFiniteCount: Int { hd_count_nonfinite(count, pointer) }

  /// Σ x², in Float64, fixed order. Without gradient.
  public var sumOfSquares: Double { hd_sum_squares(count, pointer) }
}

private func totalBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  pass.add(Tensor.full(x.shape, dy.pointer[0] * node.float), to: x)
}

private func sumAxesBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  pass.add(dy.reshapedInPlace(node.shape).expanded(to: x.shape), to: x)
}

extension Tensor {
  /// This tensor repeated along its axes of size 1, copied; without gradient.
  func expanded(to target: Shape) -> Tensor {
    var s = shape.strides
    for i in 0..<shape.rank where shape[i] == 1 { s[i] = 0 }
    let y = Tensor(uninitialized: target)
    copyBlock(of: target, from: pointer, s, to: y.pointer, target.strides)
    return y
  }
}
