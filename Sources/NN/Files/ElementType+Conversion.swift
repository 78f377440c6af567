import CKernels
import Glibc

extension ElementType {
  /// Whether values of this type can be read as Float32.
  public var isConvertible: Bool {
    switch self {
    case .float8e4m3, .float8e5m2, .float8e8m0, .complex64: false
    default: true
    }
  }

  /// Converts little-endian elements at any alignment to Float32, rounding to nearest. `isConvertible` only.
  func convert(_ bytes: UnsafeRawBufferPointer, to y: UnsafeMutableBufferPointer<Float>) {
    func each<T>(_ type: T.Type, _ value: (T) -> Float) {
      for i in y.indices { y[i] = value(bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)) }
    }
    guard let source = bytes.baseAddress, let target = y.baseAddress, !y.isEmpty else { return }
    switch self {
    case .float32: memcpy(target, source, bytes.count)
    case .float16: hd_half_to_float(y.count, source, target)
    case .bfloat16: hd_bfloat_to_float(y.count, source, target)
    case .float64: each(Double.self) { Float($0) }
    case .bool: each(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: each(UInt8.self) { Float($0) }
    case .int8: each(Int8.self) { Float($0) }
    case .uint16: each(UInt16.self) { Float($0) }
    case .int16: each(Int16.self) { Float($0) }
    case .uint32: each(UInt32.self) { Float($0) }
    case .int32: each(Int32.self) { Float($0) }
    case .uint64: each(UInt64.self) { Float($0) }
    case .int64: each(Int64.self) { Float($0) }
    case .float8e4m3, .float8e5m2, .float8e8m0, .complex64:
      fatalError("convert: \(rawValue) has no conversion")
    }
  }
}
