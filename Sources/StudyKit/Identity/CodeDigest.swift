import Files
import Foundation

/// The result-bearing code of a study, file by file.
///
/// It is the libraries that compute (StudyKit itself enters by its schema number only) and the study's own sources. A
/// change of it makes new keys, so every cell runs again. Two things are no change:
/// - lines that hold only a comment, and blank lines;
/// - in `main.swift`, the sections whose heading is `// ## Look` or `// ## 2. Look: …`: tables, figures, claims. A cell
///   must not call what is declared there; a `study.run`, `setting`, `axis` or `input` there is refused.
struct CodeDigest: Codable, Equatable, Sendable {
  /// Digest by path from the package's root.
  let files: [String: String]

  var digest: String { Digest.of(JSON.canonical(files)) }

  static let modules = [
    "CImages", "CKernels", "CKernelsPlain", "CKernelsV3", "CKernelsV4", "Numerics", "Files", "Processes", "Pictures",
    "Driving", "World", "Metrics", "Autograd", "NN", "Diffusion", "Mari", "DepthModels", "HazyDepth",
  ]

  /// Of the package at `root` and the study whose sources are in `study`; `withLooks`: with the sections that only look.
  static func of(root: String, study: String, withLooks: Bool = false) throws -> CodeDigest {
    var files: [String: String] = [:]
    for folder in modules.map({ "\(root)/Sources/\($0)" }) + [study] {
      for file in Folder.files(below: folder) where [".swift", ".c", ".h"].contains(where: file.hasSuffix) {
        let path = "\(folder)/\(file)"
        var text = String(decoding: try Folder.bytes(of: path), as: UTF8.self)
        if folder == study, file == "main.swift", !withLooks { text = try withoutLooks(text, path) }
        files[path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : file] = Digest.of(
          code(in: text))
      }
    }
    guard !files.isEmpty else {
      throw StudyError(.missing, "\(root): the package's sources are not there; run the study where it was built")
    }
    return CodeDigest(files: files)
  }

  /// The text without blank lines and lines that hold only a `//` comment. Where a line might stand in a multi-line
  /// string or continue a macro, all is kept.
  static func code(in text: String) -> String {
    if text.contains("\"\"\"") { return text }
    var kept = ""
    var isContinued = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let start = line.drop { $0 == " " || $0 == "\t" }
      if isContinued || !(start.isEmpty || start.hasPrefix("//")) { kept += line + "\n" }
      isContinued = line.hasSuffix("\\")
    }
    return kept
  }

  /// `main.swift` without its sections that only look at results.
  static func withoutLooks(_ text: String, _ path: String) throws -> String {
    var kept = ""
    var isLook = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("// ## ") { isLook = line.firstMatch(of: #/^\/\/ ## ([0-9]+\. )?Look\b/#) != nil }
      if isLook, let call = line.firstMatch(of: #/\bstudy\.(run|setting|axis|seeds|input|metric|expects)\b/#) {
        throw StudyError(
          .configuration,
          "\(path):\(number + 1): \(call.0) stands in a section 'Look', whose text is not part of the key; end it by a heading"
        )
      }
      if !isLook { kept += line + "\n" }
    }
    return kept
  }
}
