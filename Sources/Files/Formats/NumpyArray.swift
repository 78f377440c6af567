import Numerics

/// The array of a `.npy` file, kept in the file's own bytes until it is asked for as numbers.
public struct NumpyArray: Sendable {
  public let header: NumpyHeader
  private let bytes: [UInt8]

  public var shape: [Int] { header.shape }

  /// Reads a whole file: a header and exactly the elements it declares.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    header = try NumpyHeader(bytes, name: name, limits: limits)
    try header.admit(name, total: bytes.count)
    self.bytes = bytes
  }

  /// The elements in C order (last axis fastest) as Float32; wider values are rounded to the nearest.
  public var floats: [Float] {
    elements {
      Float($0)
    } integer: {
      Float($0)
    }
  }

  /// The elements in C order as Float64; 64-bit integers are rounded to the nearest.
  public var doubles: [Double] {
    elements {
      $0
    } integer: {
      Double($0)
    }
  }

  private func elements<T>(_ real: (Double) -> T, integer: (Int64) -> T) -> [T] {
    let count = header.count
    let offset = header.offset
    let values = bytes.withUnsafeBytes { raw in
      [T](unsafeUninitializedCapacity: count) { out, initialized in
        if T.self == Float.self, header.element == .float32, !header.isBigEndian {
          UnsafeMutableRawBufferPointer(out).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: raw[offset..<(offset + 4 * count)]))
          initialized = count
          return
        }
        func fill<B: FixedWidthInteger>(_ type: B.Type, _ convert: (B) -> T) {
          let width = MemoryLayout<B>.size
          for i in 0..<count {
            let word = raw.loadUnaligned(fromByteOffset: offset + i * width, as: B.self)
            out.initializeElement(at: i, to: convert(header.isBigEndian ? B(bigEndian: word) : B(littleEndian: word)))
          }
        }
        switch header.element {
        case .bool: fill(UInt8.self) { integer($0 == 0 ? 0 : 1) }
        case .int8: fill(Int8.self) { integer(Int64($0)) }
        case .int16: fill(Int16.self) { integer(Int64($0)) }
        case .int32: fill(Int32.self) { integer(Int64($0)) }
        case .int64: fill(Int64.self) { integer($0) }
        case .uint8: fill(UInt8.self) { integer(Int64($0)) }
        case .uint16: fill(UInt16.self) { integer(Int64($0)) }
        case .uint32: fill(UInt32.self) { integer(Int64($0)) }
        case .uint64: fill(UInt64.self) { $0 <= UInt64(Int64.max) ? integer(Int64($0)) : real(Double($0)) }
        case .float16: fill(UInt16.self) { real(Double(Float(halfBits: $0))) }
        case .float32: fill(UInt32.self) { real(Double(Float(bitPattern: $0))) }
        case .float64: fill(UInt64.self) { real(Double(bitPattern: $0)) }
        }
        initialized = count
      }
    }
    return header.isFortranOrder && shape.count > 1 ? inRowOrder(values) : values
  }

  /// Fortran order (first axis fastest) into C order.
  private func inRowOrder<T>(_ values: [T]) -> [T] {
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { steps[axis] = steps[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var from = 0
    return [T](unsafeUninitializedCapacity: values.count) { out, count in
      for i in values.indices {
        out.initializeElement(at: i, to: values[from])
        var axis = shape.count - 1
        while axis >= 0 {
          index[axis] += 1
          from += steps[axis]
          if index[axis] < shape[axis] { break }
          from -= steps[axis] * shape[axis]
          index[axis] = 0
          axis -= 1
        }
      }
      count = values.count
    }
  }

  /// A version 1.0 file of little-endian Float32 in C order, as `numpy.save` writes it; wrong counts trap.
  public static func encode(_ values: [Float], shape: [Int]) -> [UInt8] {
    var bytes = head("<f4", shape, values: values.count)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    #if _endian(little)
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    #else
      for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
    #endif
    return bytes
  }

  /// The same of bytes: numpy's `uint8`.
  public static func encode(_ values: [UInt8], shape: [Int]) -> [UInt8] {
    head("|u1", shape, values: values.count) + values
  }

  /// All that stands before the elements.
  private static func head(_ type: String, _ shape: [Int], values: Int) -> [UInt8] {
    require(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values,
      "NumpyArray.encode: shape \(shape), but \(values) values")
    let axes = shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(axes), }"
    // The elements start at a multiple of 64 bytes, after a line feed.
    let padding = (64 - (10 + header.utf8.count + 1) % 64) % 64
    header += String(repeating: " ", count: padding) + "\n"
    let length = header.utf8.count
    require(length <= 65_535, "NumpyArray.encode: \(shape.count) axes need a header of \(length) bytes")
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(header.utf8)
  }
}

extension Float {
  /// The value of an IEEE half: 1 sign, 5 exponent and 10 fraction bits.
  init(halfBits bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1f)
    let fraction = Float(bits & 0x3ff)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
