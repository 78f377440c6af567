import Autograd
import Files

extension Safetensors: WeightSource {
  public var place: String { path }
  public var names: [String] { entries.map(\.name) }
  public func shape(of name: String) -> [Int]? { self[name]?.shape }

  public func unusableType(of name: String) -> String? {
    self[name].flatMap { $0.type.isWeight ? nil : $0.type.rawValue }
  }

  /// Traps for a name that is not there or a type without conversion: a model asks for neither.
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
  /// Parameters read from a safetensors file, an index of shards, or a folder with one of these (`Safetensors.init`).
  ///
  /// `isTrainable: false` leaves Float32 tensors in the file's mapped pages.
  public init(checkpoint path: String, stem: String? = nil, isTrainable: Bool = true) throws(FileError) {
    self.init(source: try Safetensors(path, stem: stem), isTrainable: isTrainable)
  }
}
