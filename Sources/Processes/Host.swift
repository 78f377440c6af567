import Glibc

/// Whether a process of this host still runs: one that has ended and that nobody has waited for does not.
package func isRunning(_ process: pid_t) -> Bool {
  guard kill(process, 0) == 0 || errno != ESRCH else { return false }
  var target = [CChar](repeating: 0, count: 2)
  return readlink("/proc/\(process)/exe", &target, 1) >= 0 || errno != ENOENT
}

/// This host's name, without dots and slashes.
package let hostName: String = {
  var buffer = [CChar](repeating: 0, count: 256)
  gethostname(&buffer, 255)
  let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  return name.replacing(#/[.\/]/#, with: "_")
}()

/// Seconds on a clock that only goes forward.
package func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
