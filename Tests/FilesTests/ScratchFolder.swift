import Foundation
import Files

/// A folder that goes away with its owner.
final class ScratchFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/hazydepth-\(UUID().uuidString)"
    try makeFolders(path)
  }

  deinit { try? removeTree(path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult func write(_ text: String, _ name: String) throws -> String {
    try makeFolders(splitFolder(path(name)))
    try AtomicFile.write(text, to: path(name))
    return path(name)
  }

  func text(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

  /// Names in it, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  private func splitFolder(_ path: String) -> String { String(path[..<path.lastIndex(of: "/")!]) }
}

/// The fault a call ends with; nil if it ends well.
func fault(_ body: () throws -> Void) -> FileError? {
  do { try body() } catch { return error as? FileError }
  return nil
}
