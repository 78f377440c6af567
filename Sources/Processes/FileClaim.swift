import Files
import Foundation
import Synchronization

/// An exclusive right by a file that only one process can create: for file systems without locks.
///
/// The file says who holds it (host, boot, container, process) and its beat is counted up every 10 s while the holder lives.
/// A claim is taken over when its process is gone from this host, or when nobody has seen it beat for a minute. Clocks of
/// two hosts are never compared. Should two runs work on one cell for all that, the first one's result stays, and it is the
/// same.
package final class FileClaim: Sendable {
  /// Seconds without a beat after which a holder counts as dead, and between two beats.
  package static let patience = 60.0
  package static let interval = 10.0

  private let path: String
  private let descriptor: Int32
  private let owner: String

  /// nil if another process holds it.
  package init?(_ path: String, patience: Double = FileClaim.patience) throws(FileError) {
    self.path = path + ".claim"
    owner = "\(hostPlace) \(getpid()) \(serial.wrappingAdd(1, ordering: .relaxed).newValue)"
    guard let descriptor = try FileClaim.take(self.path, owner, patience) else { return nil }
    self.descriptor = descriptor
    Heart.beat(for: descriptor, owner)
  }

  /// The open file of a claim that is this process's now; nil if another one holds it.
  private static func take(_ path: String, _ owner: String, _ patience: Double) throws(FileError) -> Int32? {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        if write(owner, beat: 0, to: descriptor) { return descriptor }
        let fault = Folder.message()
        unlink(path)
        close(descriptor)
        throw FileError(.inputOutput, path, "cannot write: \(fault)")
      }
      guard errno == EEXIST else { throw FileError(.cannotCreate, path, "cannot claim: \(Folder.message())") }
      guard let seen = read(path) else { continue }  // it went meanwhile
      guard isDead(seen, path, patience), takeAway(seen, path, patience) else { return nil }
    }
  }

  deinit {
    Heart.stop(descriptor)
    if FileClaim.read(path)?.hasPrefix(owner + " ") == true { unlink(path) }
    close(descriptor)
  }

  /// "host~boot~container pid serial beat".
  fileprivate static func write(_ owner: String, beat: Int, to descriptor: Int32) -> Bool {
    let text = "\(owner) \(String(beat + 1_000_000_000).dropFirst())\n"
    let count = text.utf8.count
    return text.withCString { pwrite(descriptor, $0, count, 0) } == count && fsync(descriptor) == 0
  }

  /// What a claim says; nil if it is gone. One that is not filled yet says nothing.
  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == ENOENT ? nil : "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// Whether its holder is gone: by its process, or because it has said the same for long.
  private static func isDead(_ text: String, _ path: String, _ patience: Double) -> Bool {
    let words = text.split(separator: " ")
    if words.count >= 2, words[0] == hostPlace, let process = pid_t(words[1]), !isRunning(process) { return true }
    return observed.withLock { observed in
      guard let old = observed[path], old.text == text else {
        observed[path] = (text, now())
        return false
      }
      return now() - old.since >= patience
    }
  }

  /// Removes a dead claim, unless it is no longer the one that was seen. One process at a time: a second one could take
  /// away the claim that the first has just made.
  private static func takeAway(_ seen: String, _ path: String, _ patience: Double) -> Bool {
    let mark = path + ".over"
    let descriptor = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      // Whoever made it died in the middle, if it stays.
      if isDead("", mark, patience) { unlink(mark) }
      return false
    }
    close(descriptor)
    defer { unlink(mark) }
    guard read(path) == seen else { return false }
    unlink(path)
    log("took over the work of a run that has ended: \(printable(path))")
    return true
  }
}

private let serial = Atomic<Int>(0)
/// What claims of others said, and since when.
private let observed = Mutex<[String: (text: String, since: Double)]>([:])

/// Beats for all claims of this process.
private enum Heart {
  private static let held = Mutex<[Int32: (owner: String, beat: Int)]>([:])
  private static let thread: Void = Thread.detachNewThread {
    while true {
      Thread.sleep(forTimeInterval: FileClaim.interval)
      held.withLock { held in
        for descriptor in held.keys {
          held[descriptor]!.beat += 1
          _ = FileClaim.write(held[descriptor]!.owner, beat: held[descriptor]!.beat, to: descriptor)
        }
      }
    }
  }

  static func beat(for descriptor: Int32, _ owner: String) {
    _ = thread
    held.withLock { $0[descriptor] = (owner, 0) }
  }

  static func stop(_ descriptor: Int32) { held.withLock { _ = $0.removeValue(forKey: descriptor) } }
}
