import Glibc
import Synchronization

/// The SHA-256 of files' contents, remembered: a file of gigabytes is read once.
///
/// A digest is believed only while path, size, inode and the times of the last change of content and of inode all stand: a
/// file that was written over with its old time put back is read again. One that changed in the last seconds is not
/// remembered: within its clock's tick it could change again unseen.
public final class FileDigests: Sendable {
  private struct Entry: Equatable {
    let sha256: String
    let state: State
  }

  /// What the system says of a file.
  private struct State: Equatable {
    let size, inode, changedSeconds, changedNanoseconds, inodeSeconds, inodeNanoseconds: Int

    init(_ s: stat) {
      (size, inode) = (Int(s.st_size), Int(bitPattern: UInt(s.st_ino)))
      (changedSeconds, changedNanoseconds) = (s.st_mtim.tv_sec, s.st_mtim.tv_nsec)
      (inodeSeconds, inodeNanoseconds) = (s.st_ctim.tv_sec, s.st_ctim.tv_nsec)
    }

    init?(_ numbers: [Int]) {
      guard numbers.count == 6 else { return nil }
      (size, inode, changedSeconds, changedNanoseconds) = (numbers[0], numbers[1], numbers[2], numbers[3])
      (inodeSeconds, inodeNanoseconds) = (numbers[4], numbers[5])
    }

    var numbers: [Int] { [size, inode, changedSeconds, changedNanoseconds, inodeSeconds, inodeNanoseconds] }
    var isSettled: Bool { max(changedSeconds, inodeSeconds) < time(nil) - 2 }
  }

  private struct Known {
    var entries: [String: Entry] = [:]
    var isChanged = false
  }
  private let memory: String?
  private let known: Mutex<Known>

  /// `memory`: the file that remembers between runs, made by `save`; nil for none. `forgetting`: what it holds is not
  /// believed.
  public init(memory: String? = nil, forgetting: Bool = false) {
    self.memory = memory
    let read = forgetting ? [:] : memory.map { FileDigests.entries(in: $0) } ?? [:]
    known = Mutex(Known(entries: read))
  }

  /// Bytes and digest of the regular file at `path`, links followed. Throws for one that cannot be read.
  public func of(_ path: String) throws(FileError) -> (size: Int, sha256: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileError(.missing, path, "cannot examine: \(systemMessage(errno))")
    }
    let state = State(status)
    let place = FileDigests.absolute(path)
    if let old = known.withLock({ $0.entries[place] }), old.state == state { return (state.size, old.sha256) }
    let sha256 = try Digest.of(file: path)
    if state.isSettled, !place.contains("\n") {
      known.withLock {
        $0.entries[place] = Entry(sha256: sha256, state: state)
        $0.isChanged = true
      }
    }
    return (state.size, sha256)
  }

  /// Writes what is remembered, beside what other processes remembered meanwhile. Does nothing without a memory, or
  /// where nothing is new.
  public func save() throws(FileError) {
    guard let memory, known.withLock({ $0.isChanged }) else { return }
    let all = FileDigests.entries(in: memory).merging(known.withLock { $0.entries }) { $1 }
    let lines = all.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { path, entry in
      "\(entry.sha256) \(entry.state.numbers.map(String.init).joined(separator: " ")) \(path)\n"
    }
    try AtomicFile.write(FileDigests.header + lines.joined(), to: memory)
    known.withLock { $0.isChanged = false }
  }

  private static let header = "# SHA-256, size, inode, mtime s ns, ctime s ns, path\n"

  /// What a memory holds; lines that say something else are left out.
  private static func entries(in memory: String) -> [String: Entry] {
    guard let file = try? MappedFile(memory) else { return [:] }
    var entries: [String: Entry] = [:]
    let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: false)
      guard parts.count == 8, parts[0].utf8.count == 64,
        let state = State(parts[1...6].compactMap { Int($0) })
      else { continue }
      entries[String(parts[7])] = Entry(sha256: String(parts[0]), state: state)
    }
    return entries
  }

  /// The path from the root, links as they are: what a link leads to is told by its inode.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }
}
