import Glibc

/// Memory in large pages that blocks of middling size are cut from, one behind the other: a training step's tensors of
/// some hundred kilobytes then need few entries of the processor's translation cache. Freed with its last block.
final class Slab {
  /// Blocks of this many bytes lie in slabs; smaller ones need few pages, larger ones get large pages of their own.
  static let blockBytes = 64 << 10..<Slab.page
  private static let page = 2 << 20
  private static let size = 16 << 20

  private let memory: UnsafeMutableRawPointer
  private var used = 0

  init() {
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, Slab.page, Slab.size) == 0, let memory else {
      fatalError("out of memory: a slab needs \(Slab.size) bytes")
    }
    madvise(memory, Slab.size, MADV_HUGEPAGE)
    self.memory = memory
  }

  deinit { free(memory) }

  /// The next `capacity` floats, 64-byte aligned; nil if they do not fit.
  func block(_ capacity: Int) -> Storage? {
    let bytes = (capacity * 4 + 63) / 64 * 64
    guard used + bytes <= Slab.size else { return nil }
    defer { used += bytes }
    return Storage(capacity: capacity, in: self, at: memory + used)
  }
}
