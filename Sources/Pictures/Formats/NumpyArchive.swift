import CImages
import Files
import Glibc

/// The named arrays of a `.npz` file.
public struct NumpyArchive: Sendable {
  private let zip: ZipArchive
  /// The arrays' names in the file's order, without `.npy`.
  public let names: [String]

  /// Opens an archive in memory; its members must be `.npy` files without folders.
  public init(_ bytes: [UInt8], name: String, limits: ReadingLimits = .standard) throws(FileError) {
    zip = try ZipArchive(bytes, name: name, flat: true, limits: limits)
    names = try NumpyArchive.names(in: zip)
  }

  /// The array called `key`, or the first one that exists of several, or, without keys, the only one there is.
  public func array(_ keys: String..., limits: ReadingLimits = .standard) throws(FileError) -> NumpyArray {
    let found = keys.isEmpty && names.count == 1 ? names[0] : keys.first { names.contains($0) }
    guard let found else {
      let wanted = keys.isEmpty ? "exactly one array" : "the array \(keys.joined(separator: " or "))"
      throw FileError(.damaged, zip.name, "holds \(names.joined(separator: ", ")), expected \(wanted)")
    }
    let member = found + ".npy"
    return try NumpyArray(try zip.read(member), name: "\(zip.name)/\(member)", limits: limits)
  }

  /// The file of arrays under their names, stored without compression; the same arrays give the same bytes.
  public static func encode(_ arrays: [(name: String, values: [Float], shape: [Int])]) throws(FileError) -> [UInt8] {
    let names = arrays.map { strdup($0.name + ".npy") }
    let contents = arrays.map { array in
      let bytes = NumpyArray.encode(array.values, shape: array.shape)
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
      _ = copy.initialize(from: bytes)
      return copy
    }
    defer {
      for name in names { free(name) }
      for content in contents { content.deallocate() }
    }
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    var fault = cimages_error()
    let done = cimages_zip_write(
      names.map { UnsafePointer($0) }, contents.map { UnsafeRawPointer($0.baseAddress) }, contents.map(\.count),
      arrays.count, &out, &count, &fault)
    guard done, let out else { throw FileError(.inputOutput, "an npz", fault.text) }
    defer { free(out) }
    return Array(UnsafeBufferPointer(start: out, count: count))
  }

  private static func names(in zip: ZipArchive) throws(FileError) -> [String] {
    var names: [String] = []
    for member in zip.members {
      if member.name == "data.pkl" || member.name.hasSuffix(".pkl") {
        throw FileError(.damaged, zip.name, "holds a Python pickle, which can run code: save arrays with numpy.savez")
      }
      guard member.name.hasSuffix(".npy"), member.name.utf8.count > 4 else {
        throw FileError(.damaged, zip.name, "has the member '\(member.name)', expected .npy files only")
      }
      names.append(String(member.name.dropLast(4)))
    }
    return names
  }
}
