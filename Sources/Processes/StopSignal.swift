import Glibc
import Synchronization

/// SIGINT or SIGTERM has come: the process stops cleanly. What becomes of the work so far, each program says itself.
public struct StopSignal: Error, CustomStringConvertible {
  package let number: Int32

  /// 130 or 143.
  public var exitCode: Int32 { 128 + number }
  public var description: String { "stopped by \(number == SIGINT ? "SIGINT" : "SIGTERM")" }

  /// From here on the two are noted, for `check`; a second one ends the process at once. Both are unblocked, since a
  /// parent may have left them blocked.
  public static func listen() {
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
    _ = received.load(ordering: .relaxed)  // made before a handler may need it
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        received.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// The signal that has come, if one has.
  package static var pending: StopSignal? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : StopSignal(number: number)
  }

  /// Throws once a signal has come.
  public static func check() throws(StopSignal) { if let pending { throw pending } }
}

private let received = Atomic<Int32>(0)

/// From here on writing to a closed pipe or over a file-size limit is an error, not a signal.
package func ignoreWriteSignals() {
  for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
}
