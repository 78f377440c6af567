import CKernels
import Numerics

/// The gradient collected so far for one node.
struct GradientSlot {
  var tensor: Tensor?
  /// Nobody else holds the tensor, so it may be added to in place.
  var isOwn = false
}

/// The state of one backward pass: gradients by node.
struct BackwardPass {
  let epoch: UInt32
  var slots: ContiguousArray<GradientSlot>

  /// Whether an input wants its gradient: rules skip the work otherwise.
  @inline(__always)
  func wants(_ input: Tensor?) -> Bool {
    guard let input else { return false }
    return input.isOn(epoch)
  }

  /// Adds a gradient for `input`. `isOwn`: the caller gives up a freshly made tensor.
  mutating func add(_ gradient: Tensor, to input: Tensor?, isOwn: Bool = true) {
    guard let input, wants(input) else { return }
    require(
      gradient.shape.count == input.shape.count, "backward: gradient \(gradient.shape) for an input \(input.shape)")
    let i = Int(input.node)
    guard let old = slots[i].tensor else {
      slots[i] = GradientSlot(tensor: gradient.detached, isOwn: isOwn)
      return
    }
    if slots[i].isOwn {
      hd_axpy(old.count, 1, gradient.pointer, old.pointer)
    } else {
      let sum = Tensor(uninitialized: input.shape)
      hd_binary(HD_ADD, old.count, old.pointer, gradient.pointer, sum.pointer)
      slots[i] = GradientSlot(tensor: sum, isOwn: true)
    }
  }
}

extension BackwardPass {
  /// As `add`, for a kernel that can add to what is there: `write` gets the gradient and whether to add to it.
  mutating func accumulate(to input: Tensor?, _ write: (Tensor, Bool) -> Void) {
    guard let input, wants(input) else { return }
    let slot = slots[Int(input.node)]
    if let old = slot.tensor, slot.isOwn { return write(old, true) }
    let gradient = Tensor(uninitialized: input.shape)
    write(gradient, false)
    add(gradient, to: input)
  }
}

extension BackwardPass {
  /// As `add`, for a kernel that adds on its way out: `write` gets the tensor to fill and what to add, which is that
  /// tensor itself where it may be added to in place. It runs even for an input that wants no gradient.
  mutating func sum(into input: Tensor, _ write: (Tensor, Tensor?) -> Void) {
    guard wants(input) else { return write(Tensor(uninitialized: input.shape), nil) }
    let i = Int(input.node)
    let old = slots[i].tensor
    let dx = slots[i].isOwn ? old ?? Tensor(uninitialized: input.shape) : Tensor(uninitialized: input.shape)
    write(dx, old)
    slots[i] = GradientSlot(tensor: dx, isOwn: true)
  }
}

/// The gradients of one scalar with respect to the leaves it depends on.
public struct Gradients: @unchecked Sendable {
  struct Entry {
    let leaf: Leaf?
    let node: Int32
    var tensor: Tensor
  }
  var entries: ContiguousArray<Entry>
  let epoch: UInt32

  /// The gradient of a tensor made by `tracked()`; nil if the scalar does not depend on it.
  public subscript(_ tensor: Tensor) -> Tensor? {
    guard tensor.epoch == epoch else { return nil }
    return entries.first { $0.node == tensor.node }?.tensor
  }

  /// The gradient of a parameter; nil if the scalar does not depend on it.
  public subscript(_ leaf: Leaf) -> Tensor? {
    if leaf.hint < entries.count, entries[leaf.hint].leaf === leaf { return entries[leaf.hint].tensor }
    guard let i = entries.firstIndex(where: { $0.leaf === leaf }) else { return nil }
    leaf.hint = i
    return entries[i].tensor
  }

  public var count: Int { entries.count }

  /// Adds the gradients that another pass gave the same parameters: a large batch in small parts. Gradients of tensors
  /// that are no parameters are dropped.
  public mutating func add(_ other: Gradients) {
    entries.removeAll { $0.leaf == nil }
    for entry in other.entries {
      guard let leaf = entry.leaf else { continue }
      guard let i = entries.firstIndex(where: { $0.leaf === leaf }) else {
        entries.append(entry)
        continue
      }
      let sum = Tensor(uninitialized: entry.tensor.shape)
      hd_binary(HD_ADD, entry.tensor.count, entries[i].tensor.pointer, entry.tensor.pointer, sum.pointer)
      entries[i].tensor = sum
    }
  }
}

extension Tensor {
  /// The gradients of this scalar with respect to all leaves it depends on. Consumes what has been recorded: the next
  /// computation starts a new tape. Traps unless this is a scalar that was computed from a leaf.
  public func backward() -> Gradients {
    require(count == 1, "backward: a gradient is taken of a scalar, not of shape \(shape)")
    let seed = Tensor.full(shape, 1)
    return Engine.current.runBackward(from: self, seed)
  }
}

extension Tensor {
  /// The same, handing on each parameter's gradient as soon as it is complete and keeping none: all gradients together
  /// may be as large as the model. `consume` may change the parameter.
  ///
  /// A parameter that several checkpointed blocks use, or one of them and the rest, is handed on once for each: what is
  /// handed on is then only a part, computed after the parameter may have changed.
  public func backward(consuming consume: (_ leaf: Leaf, _ gradient: Tensor) -> Void) {
    require(count == 1, "backward: a gradient is taken of a scalar, not of shape \(shape)")
    let engine = Engine.current
    withoutActuallyEscaping(consume) { consume in
      engine.consume = consume
      defer { engine.consume = nil }
      _ = engine.runBackward(from: self, Tensor.full(shape, 1))
    }
  }
}

extension Engine {
  /// Runs the tape from the end, given the gradient of one output, and starts a new tape.
  func runBackward(from output: Tensor, _ seed: Tensor) -> Gradients {
    let epoch = tape.epoch
    require(
      output.isOn(epoch),
      "backward: no gradient flows to this tensor \(output.shape) (constant, or its tape was already consumed)")
    var pass = BackwardPass(epoch: epoch, slots: [])
    swap(&pass.slots, &gradientsByNode)
    pass.slots.removeAll(keepingCapacity: true)
    for _ in 0..<tape.nodes.count { pass.slots.append(GradientSlot()) }
    pass.add(seed, to: output, isOwn: false)

    // The last pass's list is used again if nobody holds those gradients any more.
    var entries = ContiguousArray<Gradients.Entry>()
    swap(&entries, &lastEntries)
    entries.removeAll(keepingCapacity: true)
    pauses += 1
    for i in stride(from: tape.nodes.count - 1, through: 0, by: -1) {
      guard let gradient = pass.slots[i].tensor else {
        tape.nodes.removeLast()
        continue
      }
      pass.slots[i].tensor = nil
      let node = tape.nodes.removeLast()
      if let rule = node.rule {
        rule(node, gradient, &pass)
      } else if let consume, let leaf = node.leaf {
        consume(leaf, gradient.reshapedInPlace(node.shape))
      } else {
        entries.append(Gradients.Entry(leaf: node.leaf, node: Int32(i), tensor: gradient.reshapedInPlace(node.shape)))
      }
    }
    pauses -= 1
    for (leaf, gradient) in extraLeafGradients { merge(gradient, of: leaf, into: &entries) }
    extraLeafGradients.removeAll(keepingCapacity: true)
    swap(&pass.slots, &gradientsByNode)
    tape.epoch = nextEpoch()
    lastEntries = entries
    return Gradients(entries: entries, epoch: epoch)
  }

  private func merge(_ gradient: Tensor, of leaf: Leaf, into entries: inout ContiguousArray<Gradients.Entry>) {
    if let i = entries.firstIndex(where: { $0.leaf === leaf }) {
      let sum = Tensor(uninitialized: gradient.shape)
      hd_binary(HD_ADD, gradient.count, entries[i].tensor.pointer, gradient.pointer, sum.pointer)
      entries[i].tensor = sum
    } else {
      entries.append(Gradients.Entry(leaf: leaf, node: -1, tensor: gradient))
    }
  }
}

extension Tensor {
  /// The same storage under another shape of the same size.
  func reshapedInPlace(_ shape: Shape) -> Tensor {
    Tensor(storage: storage, offset: offset, shape: shape)
  }
}
