import Files
import Glibc

/// Results, to standard output; a full disk behind it is an error. A reader that has gone (`| head`) wants no more: the
/// process ends as the signal would have ended it.
package func show(_ text: String) throws(FileError) {
  if writeAll(text, to: 1) { return }
  if errno == EPIPE { exit(128 + SIGPIPE) }
  throw FileError(.inputOutput, "standard output", "cannot write: \(Folder.message())")
}

/// One line to standard error.
package func log(_ line: String) { writeAll(line + "\n", to: 2) }

/// The whole text to a descriptor; false if it cannot be written.
@discardableResult
package func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 && errno == EINTR { continue }
    guard written > 0 else { return false }
    rest = rest.dropFirst(written)
  }
  return true
}
