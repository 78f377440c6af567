/// The header of a `.npy` file, versions 1.0 to 3.0: what the bytes after it mean.
///
/// The header is a Python dictionary literal. Only the literal grammar is read (no expressions, comments or escapes),
/// with exactly the keys `descr`, `fortran_order` and `shape`, and only plain numbers: arrays of objects hold pickles.
public struct NumpyHeader: Sendable, Equatable {
  /// What one element is; the raw value is NumPy's own letter and width.
  public enum Element: String, Sendable, CaseIterable {
    case bool = "b1"
    case int8 = "i1"
    case int16 = "i2"
    case int32 = "i4"
    case int64 = "i8"
    case uint8 = "u1"
    case uint16 = "u2"
    case uint32 = "u4"
    case uint64 = "u8"
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"

    /// Bytes of one element.
    public var size: Int { Int(rawValue.utf8.last! - 0x30) }
  }

  public let element: Element
  public let isBigEndian: Bool
  public let isFortranOrder: Bool
  public let shape: [Int]
  /// Where the elements start.
  public let offset: Int

  /// The product of the shape.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes of all elements.
  public var byteCount: Int { count * element.size }

  package static let longest = 65_536
  static let mostAxes = 16

  /// Reads the header at the start of `bytes`; the product of the shape is known to be at most `limits.maxBytes` bytes.
  public init(_ bytes: some Collection<UInt8>, name: String, limits: ReadingLimits = .standard) throws(FileError) {
    let start = Array(bytes.prefix(12))
    guard start.count >= 10, FileFormat(head: start) == .npy else {
      throw FileError(.damaged, name, "is no npy file")
    }
    let isShort = start[6] == 1
    guard (1...3).contains(start[6]), start[7] == 0, isShort || start.count == 12 else {
      throw FileError(.damaged, name, "is npy version \(start[6]).\(start[7]), expected 1.0, 2.0 or 3.0")
    }
    var length = Int(start[8]) | Int(start[9]) << 8
    if !isShort { length |= Int(start[10]) << 16 | Int(start[11]) << 24 }
    let offset = (isShort ? 10 : 12) + length
    guard length <= NumpyHeader.longest else {
      throw FileError(.damaged, name, "has an npy header of \(length) bytes, the limit is \(NumpyHeader.longest)")
    }
    let text = Array(bytes.prefix(offset).dropFirst(isShort ? 10 : 12))
    guard text.count == length else { throw FileError(.damaged, name, "ends within its npy header") }

    var literal = NumpyLiteral(text, name: name)
    let fields = try literal.dictionary()
    guard let descr = fields.descr, let isFortranOrder = fields.isFortranOrder, let shape = fields.shape else {
      throw FileError(.damaged, name, "has an npy header without all of descr, fortran_order and shape")
    }
    (element, isBigEndian) = try NumpyHeader.element(descr, name: name)
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    self.offset = offset
    guard shape.count <= NumpyHeader.mostAxes else {
      throw FileError(.damaged, name, "has \(shape.count) axes, the limit is \(NumpyHeader.mostAxes)")
    }
    var size = element.size
    for axis in shape where axis != 0 {
      let (product, overflow) = size.multipliedReportingOverflow(by: axis)
      guard !overflow, product <= limits.maxBytes else {
        throw FileError(
          .damaged, name, "claims an array of shape \(shape), the limit is \(limits.maxBytes) bytes")
      }
      size = product
    }
  }

  /// Throws unless the header and its elements are exactly `total` bytes.
  package func admit(_ name: String, total: Int) throws(FileError) {
    guard total - offset == byteCount else {
      throw FileError(
        .damaged, name, "has \(total - offset) bytes of elements, expected \(byteCount) for shape \(shape)")
    }
  }

  private static func element(_ descr: String, name: String) throws(FileError) -> (Element, Bool) {
    let order = descr.utf8.first
    guard let order, Array("<>|=".utf8).contains(order), let element = Element(rawValue: String(descr.dropFirst())),
      order != UInt8(ascii: "|") || element.size == 1
    else {
      let known = Element.allCases.map(\.rawValue).joined(separator: " ")
      throw FileError(.damaged, name, "holds elements of type '\(descr)', expected < or > with one of \(known)")
    }
    return (element, order == UInt8(ascii: ">"))
  }
}
