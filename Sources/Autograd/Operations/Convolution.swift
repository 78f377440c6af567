import CKernels
import Numerics

/// Zeros around an image, in pixels.
public struct Padding: Equatable, Sendable {
  public var top, left, bottom, right: Int
  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }
  public static let none = Padding.all(0)
  /// The same on every side.
  public static func all(_ n: Int) -> Padding { Padding(top: n, left: n, bottom: n, right: n) }
  /// One row below and one column to the right: the VAE encoder's downsampler.
  public static let belowAndRight = Padding(top: 0, left: 0, bottom: 1, right: 1)
}

/// A convolution of x [B, H, W, Cin] with weight [Cout, Cin, k, k] -> [B, OH, OW, Cout], a side being
/// (side + pads - k) / stride + 1.
///
/// - `upsampledTo`: x is first enlarged to this size by nearest neighbour (twice the size, or one less), in the same pass.
/// - What is added on the way out: `bias` [Cout], `perImage` [B, Cout] (a time embedding), `residual` of the output's shape.
public func conv2d(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Padding = .none,
  upsampledTo size: (height: Int, width: Int)? = nil, perImage: Tensor? = nil, residual: Tensor? = nil
) -> Tensor {
  require(
    x.rank == 4 && weight.rank == 4 && x.shape[3] == weight.shape[1] && weight.shape[2] == weight.shape[3],
    "conv2d: x \(x.shape) [B, H, W, Cin] and weight \(weight.shape) [Cout, Cin, k, k] do not fit")
  let k = weight.shape[2]
  // Only the 3x3 kernels read through an enlargement, and only under our own arithmetic.
  if let size, k != 3 || NumericMode.current != .portable {
    return conv2d(
      upsampledNearest(x, to: size), weight, bias: bias, stride: stride, padding: padding, perImage: perImage,
      residual: residual)
  }
  let g = ConvolutionGeometry(x.shape, weight.shape, stride, padding, size)
  require(g.outHeight > 0 && g.outWidth > 0, "conv2d: x \(x.shape) is smaller than the \(k)x\(k) window")
  let target: Shape = [x.shape[0], g.outHeight, g.outWidth, weight.shape[0]]
  if let bias { require(bias.count == weight.shape[0], "conv2d: bias \(bias.shape) for \(weight.shape)") }
  if let perImage {
    require(perImage.shape == [x.shape[0], weight.shape[0]], "conv2d: perImage \(perImage.shape) for \(target)")
  }
  if let residual { require(residual.shape == target, "conv2d: residual \(residual.shape), output \(target)") }
  let y = Tensor(uninitialized: target)
  g.forward(x, weight, bias, perImage, residual, y)
  return y.recorded(x, weight, bias, perImage, residual) {
    var node = Node(convolutionBackward, target, x, weight, bias)
    node.d = perImage
    node.saved0 = residual
    node.numbers = g.packed
    return node
  }
}

private func convolutionBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let weight = node.b else { return }
  let g = ConvolutionGeometry(x.shape, weight.shape, packed: node.numbers)
  let dy = dy.reshapedInPlace(node.shape)
  pass.add(dy, to: node.saved0, isOwn: false)
  if pass.wants(node.d) {
    // The per-image sums serve the bias too.
    let sums = dy.sum(axes: [1, 2])
    pass.add(sums.reshapedInPlace([x.shape[0], weight.shape[0]]), to: node.d, isOwn: false)
    if let bias = node.c, pass.wants(bias) { pass.add(sums.sum(axes: [0]).reshapedInPlace(bias.shape), to: bias) }
  } else if let bias = node.c, pass.wants(bias) {
    let db = Tensor(uninitialized: bias.shape)
    hd_column_sums(dy.shape.rows, weight.shape[0], dy.pointer, weight.shape[0], db.pointer, false)
    pass.add(db, to: bias)
  }
  if pass.wants(weight) {
    let dw = Tensor(uninitialized: weight.shape)
    g.backwardWeights(x, dy, dw)
    pass.add(dw, to: weight)
  }
  if g.isPointwise {
    pass.accumulate(to: x) { dx, adds in g.backwardDataPointwise(weight, dy, dx, adds: adds) }
  } else if pass.wants(x) {
    let dx = Tensor(uninitialized: x.shape)
    g.backwardData(weight, isTraining: pass.wants(weight), dy, dx)
    pass.add(dx, to: x)
  }
}
