import Glibc
import Synchronization

/// The run was asked to stop; what was finished stays.
struct Interruption: Error, CustomStringConvertible {
  let signal: Int32

  var exitCode: Int32 { 128 + signal }
  var description: String {
    "stopped by \(signal == SIGINT ? "SIGINT" : "SIGTERM"); files written so far are whole"
  }

  /// From here on SIGINT and SIGTERM let the frames under way finish; a second one ends the process at once. Both are
  /// unblocked, since a parent may have left them blocked.
  static func listen() {
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
    _ = received.load(ordering: .relaxed)  // made before a handler may need it
    for number in [SIGINT, SIGTERM] {
      Glibc.signal(number) { number in
        received.store(number, ordering: .relaxed)
        Glibc.signal(number, SIG_DFL)
      }
    }
  }

  /// Throws once a signal has come.
  static func check() throws {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Interruption(signal: number) }
  }
}

private let received = Atomic<Int32>(0)
