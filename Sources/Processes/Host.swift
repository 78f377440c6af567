import Glibc

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
