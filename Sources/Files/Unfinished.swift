import Glibc
import Synchronization

/// The names of files and folders under construction: hidden, beside their place, and telling who makes them, so that
/// what a killed process left is known by its exact name.
///
/// `.NAME.HOST-PLACE-PROCESS-N.tmp`: PLACE stands for this boot of this host and this container, in which alone a
/// process number means anything.
public enum Unfinished {
  /// A name that no other process has; `name` may be any text.
  public static func name(for name: some StringProtocol) -> String {
    let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
    return "\(prefix(of: name))\(host)-\(place)-\(getpid())-\(number)\(suffix)"
  }

  /// Removes what processes that are gone have left in a folder, files and folders; of one `name` alone if it is given.
  /// Returns the names.
  ///
  /// What another boot or another container of the same host name has left may still be worked on there; it goes when
  /// nobody has touched it for a day. What other hosts make is theirs.
  @discardableResult
  public static func sweep(_ folder: String, of name: String? = nil) -> [String] {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let start = name.map { Array(prefix(of: $0).utf8) } ?? [UInt8(ascii: ".")]
    return (folderNames(descriptor) ?? []).compactMap { found in
      guard found.starts(with: start), let maker = Maker(found), maker.start.count >= start.count,
        name == nil || maker.start.count == start.count, maker.isGone(found, in: descriptor),
        removeTree(found, in: descriptor) == 0
      else { return nil }
      return String(decoding: found, as: UTF8.self)
    }
  }

  /// Whether `name` is of something under construction, by whomever.
  public static func isName(_ name: String) -> Bool { isName(Array(name.utf8)) }
  static func isName(_ name: FolderName) -> Bool { Maker(name) != nil }

  private static let suffix = ".tmp"

  /// The name, or of one longer than 80 bytes the beginning, never a part of a character, and its digest: two long names
  /// are not taken for each other.
  private static func prefix(of name: some StringProtocol) -> String {
    guard name.utf8.count > 80 else { return ".\(name)." }
    var cut = ""
    for scalar in name.unicodeScalars {
      guard cut.utf8.count + String(scalar).utf8.count <= 63 else { break }
      cut.unicodeScalars.append(scalar)
    }
    return ".\(cut)~\(Digest.of(String(name)).prefix(16))."
  }

  /// What a name says of who makes it.
  private struct Maker {
    /// Up to the dot before the host.
    let start: ArraySlice<UInt8>
    let host: String
    let place: String
    let process: pid_t

    /// nil for any other name.
    init?(_ name: FolderName) {
      let end = Array(Unfinished.suffix.utf8)
      guard name.first == UInt8(ascii: "."), name.count > end.count, name.suffix(end.count).elementsEqual(end) else {
        return nil
      }
      let body = name.dropLast(end.count)
      guard let dot = body.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
      let words = body[(dot + 1)...].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard words.count == 4, words.allSatisfy({ !$0.isEmpty }),
        words.joined().allSatisfy({ Unfinished.isPlain($0) }),
        words[2].allSatisfy(Unfinished.isDigit), words[3].allSatisfy(Unfinished.isDigit),
        let process = pid_t(String(decoding: words[2], as: UTF8.self)), process > 0
      else { return nil }
      start = body[...dot]
      host = String(decoding: words[0], as: UTF8.self)
      place = String(decoding: words[1], as: UTF8.self)
      self.process = process
    }

    func isGone(_ name: FolderName, in folder: Int32) -> Bool {
      guard host == Unfinished.host else { return false }
      if place == Unfinished.place { return !isRunning(process) }
      var status = stat()
      guard withCName(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { return false }
      return time(nil) - status.st_mtim.tv_sec > 24 * 3600
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  static func isPlain(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  private static let serial = Atomic<Int>(0)

  /// This host's name: letters, digits and "_" alone.
  static let host: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, 255)
    let name = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)).prefix(40)
    let plain = name.map { isPlain($0) ? $0 : UInt8(ascii: "_") }
    return plain.isEmpty ? "_" : String(decoding: plain, as: UTF8.self)
  }()

  /// Of this boot and this name space of process numbers: eight digits.
  static let place: String = {
    var status = stat()
    let space = stat("/proc/self/ns/pid", &status) == 0 ? UInt64(status.st_ino) : 0
    var boot = [UInt8](repeating: 0, count: 64)
    let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    if file >= 0 {
      _ = read(file, &boot, 64)
      close(file)
    }
    return String(Digest.of("\(boot) \(space)").prefix(8))
  }()
}

/// Whether a process of this host still runs: one that has ended and that nobody has waited for does not.
public func isRunning(_ process: pid_t) -> Bool {
  guard kill(process, 0) == 0 || errno != ESRCH else { return false }
  var target = [CChar](repeating: 0, count: 2)
  return readlink("/proc/\(process)/exe", &target, 1) >= 0 || errno != ENOENT
}
