import Files
import Glibc
import Processes

/// The exclusive right to work on something, dropped with this object or with the process.
final class Lock: Sendable {
  private let path: String
  private let descriptor: Int32

  /// nil if another process holds it; `waiting`: until it does not.
  init?(_ path: String, waiting: Bool = false) throws(FileError) {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError(.cannotCreate, path, "cannot lock: \(Folder.message())") }
      while flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) != 0 {
        if errno == EINTR, StopSignal.pending == nil { continue }
        close(descriptor)
        return nil
      }
      // The last holder may have removed the file between our open and our lock: then it is not the one others see.
      var (mine, seen) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, stat(path, &seen) == 0, mine.st_ino == seen.st_ino {
        (self.path, self.descriptor) = (path, descriptor)
        return
      }
      close(descriptor)
    }
  }

  deinit {
    unlink(path)
    close(descriptor)
  }
}
