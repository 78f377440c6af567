import Autograd
import Glibc
import Numerics

/// A parameter that a model would have: its name, shape and fresh start, without the memory.
public struct PlannedParameter: Sendable {
  public let name: String
  public let shape: Shape
  let initial: Initialisation

  public var count: Int { shape.count }

  /// The values it has on a fresh start with this seed: those of `Parameters(seed:)`.
  public func freshValues(seed: UInt64) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      initial.fill(
        UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: Registry.random(seed: seed).stream(name))
      filled = count
    }
  }
}

extension Parameters {
  /// The parameters that `make` asks for, in its order. Takes no memory for their values, whatever the model's size.
  public static func plan<Model>(_ make: (Parameters) throws -> Model) rethrows -> [PlannedParameter] {
    let registry = Registry(source: nil, seed: 0, isTrainable: false, isPlan: true)
    _ = try make(Parameters(registry, ""))
    return registry.planned
  }
}

/// Zeros that take no memory: pages that the system never has to supply unless they are read.
final class ReservedPages {
  let start: UnsafePointer<Float>
  private let memory: UnsafeMutableRawPointer
  private let size: Int

  init(floats: Int) {
    size = max(1, floats) * MemoryLayout<Float>.stride
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let mapped = mmap(nil, size, PROT_READ, flags, -1, 0), mapped != MAP_FAILED else {
      fatalError("cannot reserve \(size) bytes of address space")
    }
    memory = mapped
    start = UnsafePointer(mapped.assumingMemoryBound(to: Float.self))
  }

  deinit { munmap(memory, size) }
}

extension Variable {
  /// Zeros in the place of a value that is not there, or not wanted.
  static func placeholder(_ shape: Shape) -> Variable {
    let pages = ReservedPages(floats: shape.count)
    return Variable(shape, viewing: pages.start, owner: pages)
  }
}
