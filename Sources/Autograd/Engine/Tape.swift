/// How one operation's gradient is computed: from the node and the gradient of its output to those of its inputs.
typealias BackwardRule = (borrowing Node, Tensor, inout BackwardPass) -> Void

/// One recorded operation. Rules are plain functions and their data sit in the fields, so that recording allocates
/// nothing.
struct Node {
  /// nil for a leaf.
  var rule: BackwardRule?
  /// The shape of the output.
  var shape: Shape
  var a: Tensor?
  var b: Tensor?
  var c: Tensor?
  var d: Tensor?
  /// What the forward pass keeps for the backward pass.
  var saved0: Tensor?
  var saved1: Tensor?
  var numbers = SIMD8<Int32>(repeating: 0)
  var float: Float = 0
  var float2: Float = 0
  /// The parameter of a leaf.
  var leaf: Leaf?
  /// What does not fit above: a checkpointed block.
  var object: AnyObject?

  init(leaf: Leaf?, shape: Shape) {
    rule = nil
    self.shape = shape
    self.leaf = leaf
  }

  init(_ rule: @escaping BackwardRule, _ shape: Shape, _ a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil) {
    self.rule = rule
    self.shape = shape
    self.a = a
    self.b = b
    self.c = c
  }
}

/// The operations recorded since the last backward pass, in order.
struct Tape {
  var nodes: ContiguousArray<Node> = []
  var epoch: UInt32 = 1

  mutating func append(_ node: consuming Node) -> Int32 {
    nodes.append(node)
    return Int32(nodes.count - 1)
  }
}

/// The identity of a trainable tensor through its changes of value. Not for use from several threads at once.
public final class Leaf: @unchecked Sendable {
  fileprivate(set) var node: Int32 = -1
  fileprivate(set) var epoch: UInt32 = 0
  /// Where the gradient was found last.
  var hint = 0

  public init() {}
}

extension Tensor {
  /// This value as the current one of `leaf`, on the tape if gradients are recorded.
  public func tracked(as leaf: Leaf) -> Tensor {
    let engine = Engine.current
    var t = detached
    guard engine.isRecording else { return t }
    if leaf.epoch != engine.tape.epoch {
      leaf.node = engine.tape.append(Node(leaf: leaf, shape: shape))
      leaf.epoch = engine.tape.epoch
    }
    t.node = leaf.node
    t.epoch = leaf.epoch
    return t
  }

  /// Marks this freshly computed tensor as the output of `node()`, if any input has a gradient.
  @inline(__always)
  func recorded(
    _ a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil, _ d: Tensor? = nil, _ e: Tensor? = nil, node: () -> Node
  ) -> Tensor {
    let engine = Engine.current
    guard engine.isRecording else { return self }
    let epoch = engine.tape.epoch
    guard
      a.isOn(epoch) || b?.isOn(epoch) == true || c?.isOn(epoch) == true || d?.isOn(epoch) == true
        || e?.isOn(epoch) == true
    else { return self }
    var t = self
    t.node = engine.tape.append(node())
    t.epoch = epoch
    return t
  }

  /// Whether this tensor was made on the tape of that epoch.
  @inline(__always)
  func isOn(_ tape: UInt32) -> Bool { node >= 0 && epoch == tape }
}
