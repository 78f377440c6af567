import Files
import Glibc

/// What a command ends with, without a word, when nobody reads its output any more.
package let closedOutput = FileError(.closed, "standard output", "nobody reads it any more")

/// Results, to standard output; a full disk behind it is an error.
package func show(_ text: String) throws(FileError) {
  guard writeAll(text, to: 1) else {
    throw errno == EPIPE ? closedOutput : FileError(.inputOutput, "standard output", "cannot write: \(Folder.message())")
  }
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
