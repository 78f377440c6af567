/// `SHA256SUMS` of a folder, as `sha256sum -c` reads it.
package enum Checksums {
  package static let name = "SHA256SUMS"

  /// The lines for all files below `folder`, but those left out and the list itself.
  package static func list(of folder: String, without left: Set<String> = []) throws(FileError) -> String {
    var text = ""
    for file in Folder.files(below: folder) where file != name && !left.contains(file) && !file.hasPrefix(".") {
      text += "\(try Digest.of(file: "\(folder)/\(file)"))  \(file)\n"
    }
    return text
  }

  /// What does not fit the folder's list: files changed, missing, or not listed. Empty: all is as it was written.
  package static func differences(in folder: String, without left: Set<String> = []) throws(FileError) -> [String] {
    let path = "\(folder)/\(name)"
    guard Folder.exists(path) else { return ["\(name): missing"] }
    var expected: [String: String] = [:]
    for line in String(decoding: try Folder.bytes(of: path), as: UTF8.self).split(separator: "\n") {
      guard let match = line.wholeMatch(of: #/([0-9a-f]{64})  (.+)/#) else { return ["\(name): damaged"] }
      expected[String(match.2)] = String(match.1)
    }
    var differences: [String] = []
    for file in Folder.files(below: folder) where file != name && !left.contains(file) && !file.hasPrefix(".") {
      guard let digest = expected.removeValue(forKey: file) else {
        differences.append("\(file): not listed")
        continue
      }
      if try Digest.of(file: "\(folder)/\(file)") != digest { differences.append("\(file): changed") }
    }
    return differences + expected.keys.sorted().map { "\($0): missing" }
  }
}
