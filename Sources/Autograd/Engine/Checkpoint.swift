/// Runs `body` with layers that can keeping only their inputs for the backward pass (`isCheckpointing`): slower by about a
/// third, and smaller by most of what a forward pass keeps.
public func withCheckpoints<R>(_ body: () throws -> R) rethrows -> R {
  let engine = Engine.current
  engine.checkpointing += 1
  defer { engine.checkpointing -= 1 }
  return try body()
}

/// Whether a layer should run as a `checkpoint`.
public var isCheckpointing: Bool {
  let engine = Engine.current
  return engine.checkpointing > 0 && engine.isRecording
}

/// What a checkpointed block needs to run again.
private final class Block {
  let inputs: [Tensor]
  let body: ([Tensor]) -> Tensor
  init(_ inputs: [Tensor], _ body: @escaping ([Tensor]) -> Tensor) {
    self.inputs = inputs
    self.body = body
  }
}

/// `body(inputs)`, keeping only the inputs for the backward pass: the block runs again then. It must compute the same
/// each time (no draws from a generator that moves on), and may use parameters.
public func checkpoint(_ inputs: [Tensor], _ body: @escaping ([Tensor]) -> Tensor) -> Tensor {
  let engine = Engine.current
  guard engine.isRecording else { return body(inputs) }
  engine.rehearsals += 1
  defer { engine.rehearsals -= 1 }
  var output = withoutGradients { body(inputs.map(\.detached)) }
  var node = Node(recompute, output.shape, inputs.first ?? output)
  node.object = Block(inputs, body)
  output.node = engine.tape.append(node)
  output.epoch = engine.tape.epoch
  return output
}

/// The gradient of a checkpointed block: record it on a tape of its own and run that backwards.
private func recompute(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let block = node.object as? Block else { return }
  let engine = Engine.current
  let outer = engine.tape
  let outerGradients = engine.gradientsByNode
  let outerExtra = engine.extraLeafGradients
  let outerEntries = engine.lastEntries
  let (pauses, rehearsals, checkpointing) = (engine.pauses, engine.rehearsals, engine.checkpointing)
  engine.tape = Tape(nodes: [], epoch: engine.nextEpoch())
  engine.gradientsByNode = []
  engine.extraLeafGradients = []
  engine.lastEntries = []
  (engine.pauses, engine.rehearsals, engine.checkpointing) = (0, 0, 0)
  let inputs = block.inputs.map { $0.tracked() }
  let output = block.body(inputs)
  let gradients: Gradients? = output.hasGradient ? engine.runBackward(from: output, dy) : nil
  engine.tape = outer
  engine.gradientsByNode = outerGradients
  engine.extraLeafGradients = outerExtra
  engine.lastEntries = outerEntries
  (engine.pauses, engine.rehearsals, engine.checkpointing) = (pauses, rehearsals, checkpointing)
  guard let gradients else { return }
  for (input, original) in zip(inputs, block.inputs) {
    if let gradient = gradients[input] { pass.add(gradient, to: original, isOwn: false) }
  }
  for entry in gradients.entries {
    if let leaf = entry.leaf { engine.extraLeafGradients.append((leaf, entry.tensor)) }
  }
}
