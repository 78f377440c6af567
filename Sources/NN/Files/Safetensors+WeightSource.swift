import Autograd
import Files

extension Safetensors: WeightSource {
  public var place: String { path }
  public var names: [String] { entries.map(\.name) }
  public func shape(of name: String) -> [Int]? { self[name]?.shape }

  /// Traps for a name that is not there or a type without conversion; `Parameters(checkpoint:)` refuses the latter first.
  public func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) {
    guard let entry = self[name], (try? read(entry, into: out)) != nil else {
      fatalError("\(path): cannot read tensor '\(name)' as Float32")
    }
  }

  public func view(of name: String) -> (memory: UnsafePointer<Float>, owner: AnyObject)? {
    guard let entry = self[name], entry.type == .float32 else { return nil }
    return withBytes(of: entry) { bytes in
      guard let start = bytes.baseAddress, Int(bitPattern: start) % MemoryLayout<Float>.alignment == 0 else {
        return nil
      }
      return (start.assumingMemoryBound(to: Float.self), owner(of: entry))
    }
  }
}

extension Parameters {
  /// Parameters read from a safetensors file, an index of shards, or a folder with one of these.
  ///
  /// `isTrainable: false` leaves Float32 tensors in the file's mapped pages.
  public init(checkpoint path: String, isTrainable: Bool = true) throws(FileError) {
    let file = try Safetensors(path)
    if let odd = file.entries.first(where: { !$0.type.isConvertible }) {
      throw FileError(.damaged, path, "tensor '\(odd.name)' is \(odd.type.rawValue); expected F32, F16 or BF16")
    }
    self.init(source: file, isTrainable: isTrainable)
  }
}
