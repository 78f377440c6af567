import CKernels
import Files
import Glibc

/// A block of floats. Blocks of the engine's pool are recycled once nobody else refers to them; others are freed.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  /// Floats the block holds.
  let capacity: Int
  /// Keeps foreign memory (a mapped file) alive; nil if the block is our own.
  private let owner: AnyObject?
  /// Raised by whoever changes the contents in place, so that packed copies of weights are renewed.
  private(set) var version: UInt32 = 0
  /// Packed copies of this block as a weight, by use.
  var packs: PackedCopies?

  /// A block of our own, 64-byte aligned, uninitialised.
  init(capacity: Int) {
    let bytes = max(64, (capacity * 4 + 63) / 64 * 64)
    let alignment = bytes >= Storage.hugePage ? Storage.hugePage : 64
    var memory: UnsafeMutableRawPointer?
    let status = posix_memalign(&memory, alignment, bytes)
    guard status == 0, let memory else {
      fatalError("out of memory: a tensor needs \(bytes) bytes")
    }
    if bytes >= Storage.hugePage { madvise(memory, bytes, MADV_HUGEPAGE) }
    pointer = memory.assumingMemoryBound(to: Float.self)
    self.capacity = capacity
    owner = nil
  }

  /// A view of memory that `owner` keeps alive; read only.
  init(viewing memory: UnsafePointer<Float>, capacity: Int, owner: AnyObject) {
    pointer = UnsafeMutablePointer(mutating: memory)
    self.capacity = capacity
    self.owner = owner
  }

  deinit {
    if owner == nil { free(pointer) }
  }

  private static let hugePage = 2 << 20

  var isForeign: Bool { owner != nil }

  /// Lets go of the pages of a mapped file, once a packed copy has taken over; they come back when they are read.
  func releasePages() {
    guard let file = owner as? MappedFile, let start = file.bytes.baseAddress else { return }
    let first = UnsafeRawPointer(pointer) - start
    file.release(first..<first + capacity * 4)
  }

  /// To be called after the contents have changed in place.
  func touch() { version &+= 1 }
}

/// Copies of a weight in the layouts that kernels want, each renewed when the weight's version has moved on.
final class PackedCopies: @unchecked Sendable {
  struct Entry {
    let key: Int
    var version: UInt32
    var storage: Storage
  }
  private var entries: ContiguousArray<Entry> = []
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() { pthread_mutex_init(lock, nil) }
  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// The copy for `key`, made by `pack` if it is missing or old.
  func copy(_ key: Int, of version: UInt32, size: Int, pack: (UnsafeMutablePointer<Float>) -> Void) -> Storage {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    for i in entries.indices where entries[i].key == key {
      if entries[i].version != version {
        pack(entries[i].storage.pointer)
        entries[i].version = version
      }
      return entries[i].storage
    }
    let storage = Storage(capacity: size)
    pack(storage.pointer)
    entries.append(Entry(key: key, version: version, storage: storage))
    return storage
  }
}
