import CKernels
import Numerics

/// x [B, H, W, C] with one more pixel on every side, mirrored about the edge pixels -> [B, H + 2, W + 2, C]. Sides of at
/// least 2. Source: torch `pad` with mode reflect, of width 1.
public func reflectionPadded(_ x: Tensor) -> Tensor {
  require(x.rank == 4 && x.shape[1] > 1 && x.shape[2] > 1, "reflectionPadded: \(x.shape) has no pixel to mirror")
  let y = Tensor(uninitialized: [x.shape[0], x.shape[1] + 2, x.shape[2] + 2, x.shape[3]])
  let frame = PaddedFrame(y.shape)
  copyBlock(of: x.shape, from: x.pointer, x.shape.strides, to: y.pointer + frame.inner, frame.strides)
  // Columns first, over the rows that exist; then whole rows, corners included.
  for (edge, source) in frame.columns {
    copyBlock(
      of: frame.columnShape, from: y.pointer + source, frame.strides, to: y.pointer + edge, frame.strides)
  }
  for (edge, source) in frame.rows {
    copyBlock(of: frame.rowShape, from: y.pointer + source, frame.strides, to: y.pointer + edge, frame.strides)
  }
  return y.recorded(x) { Node(reflectionBackward, y.shape, x) }
}

/// The copies of the forward pass in reverse, each as a sum.
private func reflectionBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  let frame = PaddedFrame(node.shape)
  let sums = Tensor(copying: UnsafeBufferPointer(start: dy.pointer, count: dy.count), node.shape)
  func add(_ shape: Shape, _ edge: Int, to source: Int) {
    withAxes(shape.padded) { dims in
      withAxes(shape.pad(frame.strides, with: 0)) { strides in
        hd_copy_strided(dims, sums.pointer + edge, strides, sums.pointer + source, strides, true)
      }
    }
  }
  for (edge, source) in frame.rows.reversed() { add(frame.rowShape, edge, to: source) }
  for (edge, source) in frame.columns.reversed() { add(frame.columnShape, edge, to: source) }
  let dx = Tensor(uninitialized: x.shape)
  copyBlock(of: x.shape, from: sums.pointer + frame.inner, frame.strides, to: dx.pointer, x.shape.strides)
  pass.add(dx, to: x)
}

/// Where the edges of a padded map [B, H + 2, W + 2, C] lie, and where they are mirrored from, in floats.
private struct PaddedFrame {
  let strides: SIMD8<Int32>
  /// The first pixel of the map inside.
  let inner: Int
  let rowShape, columnShape: Shape
  let rows, columns: [(edge: Int, source: Int)]

  init(_ padded: Shape) {
    let (height, width) = (padded[1], padded[2])
    strides = padded.strides
    let (row, column) = (Int(strides[1]), Int(strides[2]))
    inner = row + column
    rowShape = padded.replacing(1, with: 1)
    columnShape = padded.replacing(1, with: height - 2).replacing(2, with: 1)
    rows = [(0, 2 * row), ((height - 1) * row, (height - 3) * row)]
    columns = [(row, row + 2 * column), (row + (width - 1) * column, row + (width - 3) * column)]
  }
}
