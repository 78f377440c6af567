import Files
import Glibc
import Synchronization

/// The exclusive right to work on something, dropped with this object or with the process.
///
/// The kernel's lock (`flock`) where the file system has it: it goes with its holder, however that ends. Elsewhere (Lustre
/// without `-o flock`, NFS without lockd, some FUSE) a claim: see `FileClaim`. `HAZYDEPTH_LOCKS=claims` asks for claims
/// everywhere, for file systems whose locks hold on one host only (Lustre with `-o localflock`).
package final class Lock: Sendable {
  private enum Right {
    /// An open file that is locked.
    case kernel(path: String, Int32)
    case claim(FileClaim)
  }
  private let right: Right

  /// nil if another process holds it; `waiting`: until it does not, or a stop signal comes.
  package init?(_ path: String, waiting: Bool = false) throws(FileError) {
    while true {
      if let right = try Lock.right(path) {
        self.right = right
        return
      }
      guard waiting, StopSignal.pending == nil else { return nil }
      usleep(100_000)
    }
  }

  private static func right(_ path: String) throws(FileError) -> Right? {
    if wantsClaims { return try FileClaim(path).map { .claim($0) } }
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError(.cannotCreate, path, "cannot lock: \(Folder.message())") }
      while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        let fault = errno
        if fault == EINTR { continue }
        close(descriptor)
        guard fault != EWOULDBLOCK else { return nil }
        guard [ENOSYS, ENOLCK, EOPNOTSUPP, EINVAL, EBADF].contains(fault) else {
          throw FileError(.inputOutput, path, "cannot lock: \(systemText(fault))")
        }
        sayOnce(path, fault)
        unlink(path)
        return try FileClaim(path).map { .claim($0) }
      }
      // The last holder may have removed the file between our open and our lock: then it is not the one others see.
      var (mine, seen) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, stat(path, &seen) == 0, mine.st_ino == seen.st_ino {
        return .kernel(path: path, descriptor)
      }
      close(descriptor)
    }
  }

  deinit {
    guard case .kernel(let path, let descriptor) = right else { return }
    unlink(path)
    close(descriptor)
  }

  private static let wantsClaims = getenv("HAZYDEPTH_LOCKS").map { String(cString: $0) == "claims" } ?? false

  private static func sayOnce(_ path: String, _ fault: Int32) {
    let isFirst = hasSaid.withLock { said in
      defer { said = true }
      return !said
    }
    guard isFirst else { return }
    let folder = Folder.parent(of: path) ?? "."
    log(
      "\(printable(folder)): this file system has no locks (\(systemText(fault))); work is claimed by files, a dead run's after \(Int(FileClaim.patience)) s"
    )
  }
}

private let hasSaid = Mutex(false)

private func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
