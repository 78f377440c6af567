import CKernels

/// What one thread needs to compute with tensors: its memory, and the tape of the gradient computation under way.
/// Each thread has its own, so that tensors can be used from many threads without locks.
final class Engine {
  var arena = Arena()
  var tape = Tape()
  /// Depth of `withoutGradients`.
  var pauses = 0
  /// The epoch handed to the next tape.
  private var epochs: UInt32 = 1
  /// Gradients by node, kept between backward passes for its capacity.
  var gradientsByNode: ContiguousArray<GradientSlot> = []
  /// The list of the last pass's gradients, kept for its capacity.
  var lastEntries: ContiguousArray<Gradients.Entry> = []
  /// Gradients of parameters that checkpointed blocks used, to be merged at the end of the pass.
  var extraLeafGradients: [(leaf: Leaf, gradient: Tensor)] = []

  /// Who takes the gradients of leaves while the pass runs; nil if they are collected.
  var consume: ((Leaf, Tensor) -> Void)?
  /// Depth of `withCheckpoints`.
  var checkpointing = 0
  /// Depth of passes that will be run again: weights used in them are not packed to be kept.
  var rehearsals = 0

  var isRecording: Bool { pauses == 0 }

  func nextEpoch() -> UInt32 {
    epochs &+= 1
    return epochs
  }

  /// This thread's engine, made on first use and kept for the thread's life.
  static var current: Engine {
    if let known = hd_thread_local_get() {
      return Unmanaged<Engine>.fromOpaque(known).takeUnretainedValue()
    }
    let engine = Engine()
    hd_thread_local_set(Unmanaged.passRetained(engine).toOpaque())
    return engine
  }
}

/// Runs `body` without recording it: nothing in it has a gradient, and its temporaries are freed as they die.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  let engine = Engine.current
  engine.pauses += 1
  defer { engine.pauses -= 1 }
  return try body()
}

/// Whether operations on this thread are recorded for gradients: false within `withoutGradients`.
public var isRecordingGradients: Bool { Engine.current.isRecording }

/// The memory of this thread's tensors.
public struct MemoryUse: Sendable {
  /// Blocks taken from the system so far: it stops growing in the steady state of a training loop.
  public let systemAllocations: Int
  /// Bytes held from the system now.
  public let heldBytes: Int
  /// The most bytes ever held.
  public let peakBytes: Int

  /// The calling thread's use.
  public static var current: MemoryUse {
    let arena = Engine.current.arena
    return MemoryUse(
      systemAllocations: arena.systemAllocations, heldBytes: arena.heldFloats * 4, peakBytes: arena.peakFloats * 4)
  }

  /// Gives the memory of dead tensors back to the system.
  public static func releaseUnused() {
    Engine.current.arena.releaseFree()
  }
}
