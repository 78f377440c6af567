import Files
import Foundation

/// A folder that goes with the test.
package final class TemporaryFolder {
  package let path = FileManager.default.temporaryDirectory.path + "/studykit-\(UUID().uuidString)"

  package init() throws { try Folder.make(path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try Folder.make(Folder.parent(of: "\(path)/\(name)") ?? path)
    try AtomicFile.write(text, to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }

  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
  }
}
