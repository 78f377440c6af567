import CKernels
import Numerics

extension Tensor {
  /// The same elements under another shape; one axis may be -1 and is worked out. No copy.
  public func reshaped(_ shape: Shape) -> Tensor {
    var target = shape
    var unknown = -1
    var known = 1
    for i in 0..<shape.rank {
      if shape[i] == -1 {
        require(unknown < 0, "reshaped: more than one -1 in \(shape)")
        unknown = i
      } else {
        known *= shape[i]
      }
    }
    if unknown >= 0 { target[unknown] = known == 0 ? 0 : count / known }
    require(target.count == count, "reshaped: \(self.shape) does not fit \(shape)")
    let y = reshapedInPlace(target)
    return y.recorded(self) { Node(reshapeBackward, target, self) }
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor. A copy.
  public func transposed(_ order: [Int]) -> Tensor {
    require(
      order.count == rank && Set(order) == Set(0..<rank), "transposed: \(order) is no order of the axes of \(shape)")
    var sizes = SIMD8<Int32>(repeating: 1)
    var packed = SIMD8<Int32>(repeating: 0)
    for (i, axis) in order.enumerated() {
      sizes[i] = Int32(shape[axis])
      packed[i] = Int32(axis)
    }
    return permuted(packed, to: Shape(sizes: sizes, rank: rank)).recorded(self) {
      var node = Node(transposeBackward, Shape(sizes: sizes, rank: rank), self)
      node.numbers = packed
      return node
    }
  }

  fileprivate func permuted(_ order: SIMD8<Int32>, to target: Shape) -> Tensor {
    let own = shape.strides
    var from = SIMD8<Int32>(repeating: 0)
    for i in 0..<rank { from[i] = own[Int(order[i])] }
    let y = Tensor(uninitialized: target)
    copyBlock(of: target, from: pointer, from, to: y.pointer, target.strides)
    return y
  }

  /// `count` entries of an axis from `start`. No copy on the leading axis.
  public func narrowed(_ axis: Int, _ start: Int, _ count: Int) -> Tensor {
    let axis = shape.resolve(axis)
    require(
      start >= 0 && count >= 0 && start + count <= shape[axis],
      "narrowed: \(start)..<\(start + count) is outside axis \(axis) of \(shape)")
    let target = shape.replacing(axis, with: count)
    let step = Int(shape.strides[axis])
    let y: Tensor
    if axis == 0 {
      y = Tensor(storage: storage, offset: offset + start * step, shape: target)
    } else {
      y = Tensor(uninitialized: target)
      copyBlock(of: target, from: pointer + start * step, shape.strides, to: y.pointer, target.strides)
    }
    return y.recorded(self) {
      var node = Node(narrowBackward, target, self)
      node.numbers[0] = Int32(axis)
      node.numbers[1] = Int32(start)
      return node
    }
  }

  /// Rows of a table [N, C] by index -> [indices, C]. Traps on an index outside 0..<N.
  public subscript(rows indices: [Int32]) -> Tensor {
    require(rank == 2, "rows: a table [N, C] is needed, not \(shape)")
    for i in indices { require(i >= 0 && i < shape[0], "rows: index \(i) outside 0..<\(shape[0])") }
    let y = Tensor(uninitialized: [indices.count, shape[1]])
    hd_gather_rows(indices.count, shape[1], indices, pointer, y.pointer)
    return y.recorded(self) {
      var node = Node(gatherBackward, y.shape, self)
      node.object = Indices(indices)
      return node
    }
  }
}

private final class Indices {
  let values: [Int32]
  init(_ values: [Int32]) { self.values = values }
}

/// Copies a block of the given shape between arrays with element strides of their own (0: repeated).
func copyBlock(
  of shape: Shape, from: UnsafePointer<Float>, _ fromStrides: SIMD8<Int32>, to: UnsafeMutablePointer<Float>,
  _ toStrides: SIMD8<Int32>
) {
  withAxes(shape.padded) { dims in
    withAxes(shape.pad(fromStrides, with: 0)) { sx in
      withAxes(shape.pad(toStrides, with: 0)) { sy in hd_copy_strided(dims, from, sx, to, sy, false) }
    }
  }
}

private func reshapeBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  pass.add(dy.reshapedInPlace(x.shape), to: x, isOwn: false)
}

private func transposeBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  var inverse = SIMD8<Int32>(repeating: 0)
  for i in 0..<x.rank { inverse[Int(node.numbers[i])] = Int32(i) }
  pass.add(dy.reshapedInPlace(node.shape).permuted(inverse, to: x.shape), to: x)
}

private func narrowBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, pass.wants(x) else { return }
  let start = Int(node.numbers[1]) * Int(x.shape.strides[Int(node.numbers[0])])
  if node.numbers[0] == 0 {
    // Slices of a batch: each adds its rows, the first one zeros elsewhere.
    return pass.accumulate(to: x) { dx, adds in
      let count = node.shape.count
      if adds { return hd_axpy(count, 1, dy.pointer, dx.pointer + start) }
      hd_fill(start, 0, dx.pointer)
      (dx.pointer + start).update(from: dy.pointer, count: count)
      hd_fill(x.count - start - count, 0, dx.pointer + start + count)
    }
  }
  let dx = Tensor.zeros(x.shape)
  copyBlock(of: node.shape, from: dy.pointer, node.shape.strides, to: dx.pointer + start, x.shape.strides)
  pass.add(dx, to: x)
}

private func gatherBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let table = node.a, pass.wants(table), let indices = node.object as? Indices else { return }
  let dTable = Tensor.zeros(table.shape)
  hd_scatter_add_rows(indices.values.count, table.shape[1], indices.values, dy.pointer, dTable.pointer)
  pass.add(dTable, to: table)
}

/// Two tensors joined along an axis; the other axes must agree.
public func concatenated(_ a: Tensor, _ b: Tensor, axis: Int) -> Tensor {
  let axis = a.shape.resolve(axis)
  require(
    a.rank == b.rank && a.shape.replacing(axis, with: 0) == b.shape.replacing(axis, with: 0),
    "concatenated: \(a.shape) and \(b.shape) differ outside axis \(axis)")
  let target = a.shape.replacing(axis, with: a.shape[axis] + b.shape[axis])
  let y = Tensor(uninitialized: target)
  copyBlock(of: a.shape, from: a.pointer, a.shape.strides, to: y.pointer, target.strides)
  copyBlock(
    of: b.shape, from: b.pointer, b.shape.strides, to: y.pointer + a.shape[axis] * Int(target.strides[axis]),
    target.strides)
  return y.recorded(a, b) {
    var node = Node(concatenateBackward, target, a, b)
    node.numbers[0] = Int32(axis)
    return node
  }
}

/// Any number of tensors joined along an axis.
public func concatenated(_ parts: [Tensor], axis: Int) -> Tensor {
  require(!parts.isEmpty, "concatenated: no tensors")
  return parts.dropFirst().reduce(parts[0]) { concatenated($0, $1, axis: axis) }
}

private func concatenateBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let a = node.a, let b = node.b else { return }
  let axis = Int(node.numbers[0])
  let from = node.shape.strides
  if pass.wants(a) {
    let da = Tensor(uninitialized: a.shape)
    copyBlock(of: a.shape, from: dy.pointer, from, to: da.pointer, a.shape.strides)
    pass.add(da, to: a)
  }
  if pass.wants(b) {
    let db = Tensor(uninitialized: b.shape)
    copyBlock(of: b.shape, from: dy.pointer + a.shape[axis] * Int(from[axis]), from, to: db.pointer, b.shape.strides)
    pass.add(db, to: b)
  }
}
