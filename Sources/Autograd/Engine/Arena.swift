/// The memory of one thread's tensors. Blocks come from bins of dead blocks of the same size class; a block is dead once
/// the arena holds the only reference to it. A training step repeats the requests of the step before it, so that in the
/// steady state nothing is allocated, and a block that has just died, still warm in the cache, is taken first.
struct Arena {
  private var live: ContiguousArray<Storage> = []
  private var bins: ContiguousArray<ContiguousArray<Storage>>
  private var freeFloats = 0
  /// Blocks taken from the system so far.
  private(set) var systemAllocations = 0
  /// Floats held from the system now, and the most there ever were.
  private(set) var heldFloats = 0
  private(set) var peakFloats = 0

  /// Dead blocks beyond this many floats go back to the system before new memory is taken.
  private static let freeLimit = 192 << 20
  /// Recently taken blocks that are looked at first: temporaries die young.
  private static let youngWindow = 96
  /// A request of at least this size looks at every block before it takes new memory.
  private static let largeRequest = 1 << 16

  init() {
    bins = ContiguousArray(repeating: [], count: Arena.binCount)
    live.reserveCapacity(4096)
    for b in bins.indices { bins[b].reserveCapacity(32) }
  }

  /// A block of at least `count` floats with undefined contents.
  mutating func take(_ count: Int) -> Storage {
    let bin = Arena.bin(for: count)
    if let block = reuse(bin) { return block }
    sweep(from: max(0, live.count - Arena.youngWindow))
    if let block = reuse(bin) { return block }
    sweep(from: 0)
    if let block = reuse(bin) { return block }
    if count >= Arena.largeRequest, let block = reuse(bin + 1) { return block }
    if freeFloats > Arena.freeLimit { releaseFree() }
    let block = Storage(capacity: Arena.capacity(of: bin))
    systemAllocations += 1
    heldFloats += block.capacity
    peakFloats = max(peakFloats, heldFloats)
    live.append(block)
    return block
  }

  private mutating func reuse(_ bin: Int) -> Storage? {
    guard bin < bins.count, let block = bins[bin].popLast() else { return nil }
    freeFloats -= block.capacity
    block.touch()
    live.append(block)
    return block
  }

  /// Moves dead blocks at or behind `start` to their bins, keeping the order of the others.
  private mutating func sweep(from start: Int) {
    var kept = start
    for i in start..<live.count {
      if isKnownUniquelyReferenced(&live[i]) {
        let block = live[i]
        freeFloats += block.capacity
        bins[Arena.bin(for: block.capacity)].append(block)
      } else {
        if kept != i { live.swapAt(kept, i) }
        kept += 1
      }
    }
    live.removeLast(live.count - kept)
  }

  /// Gives dead blocks back to the system.
  mutating func releaseFree() {
    sweep(from: 0)
    for b in bins.indices {
      for block in bins[b] { heldFloats -= block.capacity }
      bins[b].removeAll(keepingCapacity: true)
    }
    freeFloats = 0
  }

  // Size classes: four per power of two, from 64 floats.
  private static let binCount = 4 * 34

  private static func bin(for count: Int) -> Int {
    let units = max(1, (count + 63) / 64)
    if units <= 4 { return units - 1 }
    let top = Int.bitWidth - 1 - (units - 1).leadingZeroBitCount  // 2^top <= units - 1
    let quarter = (units - 1) >> (top - 2)  // 4...7
    return 4 * (top - 1) + (quarter - 4)
  }

  private static func capacity(of bin: Int) -> Int {
    if bin < 4 { return 64 * (bin + 1) }
    let top = bin / 4 + 1
    let quarter = bin % 4 + 4
    return 64 * ((quarter + 1) << (top - 2))
  }
}
