/// `SHA256SUMS` of a folder, as `sha256sum -c` reads it.
package enum Checksums {
  package static let name = "SHA256SUMS"

  /// The lines for all files below `folder`, but those left out and the list itself.
  package static func list(of folder: String, without left: Set<String> = []) throws(FileError) -> String {
    var text = ""
    for file in try Folder.files(below: folder) where file != name && !left.contains(file) && counts(file) {
      text += "\(try Digest.of(file: "\(folder)/\(file)"))  \(file)\n"
    }
    return text
  }

  /// What does not fit the folder's list: files changed, missing, or not listed. Empty: all is as it was written.
  package static func differences(in folder: String, without left: Set<String> = []) throws(FileError) -> [String] {
    guard Folder.exists("\(folder)/\(name)") else { return ["\(name): missing"] }
    var expected: [String: String]
    do { expected = try read(folder) } catch {
      if error.kind == .damaged { return ["\(name): damaged"] }
      throw error
    }
    var differences: [String] = []
    for file in try Folder.files(below: folder) where file != name && !left.contains(file) && counts(file) {
      guard let digest = expected.removeValue(forKey: file) else {
        differences.append("\(file): not listed")
        continue
      }
      if Folder.isLink("\(folder)/\(file)") {
        differences.append("\(file): a link")
      } else if try Digest.of(file: "\(folder)/\(file)") != digest {
        differences.append("\(file): changed")
      }
    }
    return differences + expected.keys.sorted().map { "\($0): missing" }
  }

  /// The digests that the folder's list holds, by file.
  package static func read(_ folder: String) throws(FileError) -> [String: String] {
    let path = "\(folder)/\(name)"
    var sums: [String: String] = [:]
    var lines = String(decoding: try Folder.bytes(of: path), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    // Every line is ended, the last one too: one that is not was cut short.
    let rest = lines.removeLast()
    for line in lines {
      guard rest.isEmpty, let match = line.wholeMatch(of: #/([0-9a-f]{64})  (.+)/#),
        sums.updateValue(String(match.1), forKey: String(match.2)) == nil
      else { throw FileError(.damaged, path, "expected lines as sha256sum writes them, one a file") }
    }
    guard rest.isEmpty else { throw FileError(.damaged, path, "expected an end of line at the end: cut short") }
    return sums
  }

  /// Files under construction, a folder's mark and what a desktop strews are nobody's.
  private static func counts(_ file: String) -> Bool {
    let name = file.split(separator: "/").last ?? ""
    return name != ".DS_Store" && name != FolderMark.name && !(name.hasPrefix(".") && name.hasSuffix(".tmp"))
  }
}
