import CImages
import Files
import Glibc
import Synchronization

/// A zip archive opened for reading, checked before anything is read from it; may be used from several threads.
///
/// Only stored and deflated members without encryption are read. Absolute names, `..`, links and duplicates are
/// refused at the door, and so is a member that claims too much.
public final class ZipArchive: Sendable {
  public struct Member: Sendable, Equatable {
    public let name: String
    /// Bytes when read, and bytes in the archive.
    public let size: Int
    public let compressedSize: Int
    fileprivate let index: UInt64
  }

  private enum Origin {
    case file(String)
    case bytes(Storage)
  }

  public let name: String
  /// The files in the archive, in its order; folders are left out.
  public let members: [Member]
  private let indexByName: [String: Int]
  private let limits: ReadingLimits
  private let origin: Origin
  /// libzip serves one thread per open archive, so readers that meet take a second one.
  private let idle: Mutex<[Handle]>

  /// Opens a file on disk. `flat` refuses folders (npz files have none).
  public convenience init(path: String, flat: Bool = false, limits: ReadingLimits = .standard) throws(FileError) {
    guard access(path, R_OK) == 0 else { throw FileError(.missing, path, "no readable file there") }
    try self.init(.file(path), name: path, flat: flat, limits: limits)
  }

  /// Opens an archive in memory.
  public convenience init(
    _ bytes: [UInt8], name: String, flat: Bool = false, limits: ReadingLimits = .standard
  ) throws(FileError) {
    try self.init(.bytes(Storage(bytes)), name: name, flat: flat, limits: limits)
  }

  private init(_ origin: Origin, name: String, flat: Bool, limits: ReadingLimits) throws(FileError) {
    let handle = try ZipArchive.open(origin, name: name, strict: flat)
    let count = cimages_zip_count(handle.pointer)
    let most = flat ? limits.maxArrays : limits.maxMembers
    guard count <= UInt64(most) else {
      throw FileError(.damaged, name, "has \(count) members, the limit is \(most)")
    }
    var members: [Member] = []
    var indexByName: [String: Int] = [:]
    for index in 0..<count {
      var stat = cimages_zip_member()
      var fault = cimages_error()
      guard cimages_zip_stat(handle.pointer, index, &stat, &fault), let text = stat.name else {
        throw FileError(.damaged, name, "damaged zip archive: \(fault.text)")
      }
      let member = String(cString: text)
      if let problem = ZipArchive.problem(with: member, stat, flat: flat) {
        throw FileError(.damaged, name, "has the member '\(member)': \(problem)")
      }
      if member.hasSuffix("/") { continue }
      try limits.admit("\(name)/\(member)", decoded: stat.size, encoded: stat.compressed_size)
      guard indexByName.updateValue(members.count, forKey: member) == nil else {
        throw FileError(.damaged, name, "has two members '\(member)'")
      }
      members.append(
        Member(name: member, size: Int(stat.size), compressedSize: Int(clamping: stat.compressed_size), index: index))
    }
    self.name = name
    self.members = members
    self.indexByName = indexByName
    self.limits = limits
    self.origin = origin
    idle = Mutex([handle])
  }

  /// Whether it holds a member of this name.
  public func contains(_ member: String) -> Bool { indexByName[member] != nil }

  /// The member's whole content; its checksum must hold.
  public func read(_ member: String) throws(FileError) -> [UInt8] {
    guard let i = indexByName[member] else { throw FileError(.missing, "\(name)/\(member)", "no such member") }
    let found = members[i]
    let handle: Handle
    if let free = idle.withLock({ $0.popLast() }) {
      handle = free
    } else {
      handle = try ZipArchive.open(origin, name: name, strict: false)
    }
    defer { idle.withLock { $0.append(handle) } }
    var fault = cimages_error()
    var done = false
    let bytes = [UInt8](unsafeUninitializedCapacity: found.size) { out, count in
      done = cimages_zip_read(handle.pointer, found.index, out.baseAddress, UInt64(found.size), true, &fault)
      count = done ? found.size : 0
    }
    guard done else { throw FileError(.damaged, "\(name)/\(member)", fault.text) }
    return bytes
  }

  private static func open(_ origin: Origin, name: String, strict: Bool) throws(FileError) -> Handle {
    var fault = cimages_error()
    let pointer: OpaquePointer? =
      switch origin {
      case .file(let path): cimages_zip_open_file(path, strict, &fault)
      case .bytes(let stored): cimages_zip_open_bytes(stored.bytes.baseAddress, stored.bytes.count, strict, &fault)
      }
    guard let pointer else { throw FileError(.damaged, name, "no readable zip archive: \(fault.text)") }
    return Handle(pointer, keeping: origin)
  }

  private static func problem(with member: String, _ stat: cimages_zip_member, flat: Bool) -> String? {
    if stat.is_link { return "it is a link, which is not followed" }
    let parts = member.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if member.isEmpty || member.utf8.first == UInt8(ascii: "/") || member.utf8.contains(UInt8(ascii: "\\"))
      || parts.contains(where: { $0.elementsEqual("..".utf8) })
    {
      return "it leads out of the archive"
    }
    if flat && parts.count > 1 { return "expected arrays only, no folders" }
    if !stat.readable { return "it is neither stored nor deflated, or it is encrypted" }
    return nil
  }

  /// Bytes that stay where they are: libzip reads from them for as long as an archive on them is open.
  private final class Storage: @unchecked Sendable {
    let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ values: [UInt8]) {
      bytes = .allocate(capacity: values.count)
      _ = bytes.initialize(from: values)
    }
    deinit { bytes.deallocate() }
  }

  /// One open archive, closed when it is let go.
  private final class Handle: @unchecked Sendable {
    let pointer: OpaquePointer
    private let origin: Origin

    init(_ pointer: OpaquePointer, keeping origin: Origin) {
      self.pointer = pointer
      self.origin = origin
    }
    deinit { cimages_zip_close(pointer) }
  }
}
