import Glibc

/// A regular file's bytes, read on demand by the system's pager; never changed through this.
///
/// The file must not be cut short while it is mapped: the system would end the process.
public final class MappedFile: Sendable {
  public let path: String
  /// Valid as long as this object.
  public nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  public init(_ path: String) throws(FileError) {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FileError(.missing, path, "cannot open: \(systemMessage(errno))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(.inputOutput, path, "cannot examine: \(systemMessage(errno))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(.damaged, path, "not a regular file") }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let start = mmap(nil, status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else {
      throw FileError(.inputOutput, path, "cannot map: \(systemMessage(errno))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: status.st_size)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  /// Gives back the memory of the pages that lie wholly in `range`; reading them again reads the file again.
  public func release(_ range: Range<Int>) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let first = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound == bytes.count ? bytes.count : range.upperBound / page * page
    guard let start = bytes.baseAddress, first < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: start + first), end - first, MADV_DONTNEED)
  }
}
