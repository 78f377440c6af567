import Glibc

/// Where process ids mean something: this host since it was started, and this container if it numbers its own.
///
/// Two containers of one host name share a folder but not their processes, so what they leave behind must not look alike.
public let hostPlace: String = {
  var buffer = [CChar](repeating: 0, count: 256)
  gethostname(&buffer, 255)
  let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  var boot = [UInt8](repeating: 0, count: 8)
  let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
  if file >= 0 {
    _ = read(file, &boot, boot.count)
    close(file)
  }
  var namespace = stat()
  let isKnown = stat("/proc/self/ns/pid", &namespace) == 0
  let parts = [name, String(decoding: boot.filter { $0 != 0 }, as: UTF8.self), isKnown ? "\(namespace.st_ino)" : "0"]
  return parts.joined(separator: "~").replacing(#/[^A-Za-z0-9_~]/#, with: "_")
}()
