/// A file's format, told from its first bytes; names are not trusted.
public enum FileFormat: String, Sendable {
  case png, jpeg, npy, zip, pfm, exr, pickle

  /// The format that starts like this, or nil.
  public init?(head: some Collection<UInt8>) {
    let start = Array(head.prefix(8))
    func starts(_ signature: [UInt8]) -> Bool { start.starts(with: signature) }
    if starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if starts([0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if starts([0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if starts([0x50, 0x4b, 3, 4]) || starts([0x50, 0x4b, 5, 6]) {
      self = .zip
    } else if start.count >= 3, start[0] == 0x50, start[1] == 0x66 || start[1] == 0x46, start[2] <= 0x20 {
      self = .pfm
    } else if starts([0x76, 0x2f, 0x31, 0x01]) {
      self = .exr
    } else if start.count >= 2, start[0] == 0x80, (2...5).contains(start[1]) {
      self = .pickle
    } else {
      return nil
    }
  }

  /// The format of `bytes`, or the error that says what was expected.
  package static func required(
    _ name: String, of bytes: [UInt8], among accepted: [FileFormat]
  ) throws(FileError) -> FileFormat {
    let expected = accepted.map(\.rawValue).joined(separator: ", ")
    guard let format = FileFormat(head: bytes.prefix(8)) else {
      throw FileError(.damaged, name, bytes.isEmpty ? "is empty" : "is of no known format, expected one of \(expected)")
    }
    if format == .pickle {
      throw FileError(.damaged, name, "is a Python pickle, which can run code: save the array with numpy.save instead")
    }
    guard accepted.contains(format) else {
      throw FileError(.damaged, name, "is \(format.rawValue), expected one of \(expected)")
    }
    return format
  }
}
