import Files
import NN

extension Safetensors {
  /// Throws for the first tensor whose element type has no conversion to Float32.
  func requireConvertible() throws(FileError) {
    if let odd = entries.first(where: { !$0.type.isConvertible }) {
      throw FileError(.damaged, path, "tensor '\(odd.name)' is \(odd.type.rawValue); expected F32, F16 or BF16")
    }
  }
}
