import Files
import Foundation
import Processes

/// The result-bearing code of a study, file by file.
///
/// It is the study's own sources and those of the modules that they import, over as many steps as there are, read from the
/// sources themselves, and the flags they are compiled with. A change of it makes new keys, so every cell runs again. Three
/// things are no part of it:
/// - lines that hold only a comment, and blank lines;
/// - `Look.swift`, the study's file of tables, figures and claims: cells must not call what is declared there, and a
///   `study.run`, `setting`, `axis` or `input` there is refused;
/// - the engine (`Rooms.engine`), which enters by the number of its stored format, and modules that only re-export.
package struct CodeDigest: Codable, Equatable, Sendable {
  /// Digest by path from the package's root.
  package let files: [String: String]

  package init(files: [String: String]) { self.files = files }

  package var digest: String { Digest.of(JSON.canonical(files)) }

  /// Of the study whose sources lie in `study`, in the package at `root`; modules may come from the package of this module,
  /// too. `withLooks`: with the sources that only look.
  package static func of(
    root: String, study: String, withLooks: Bool = false, engine: Set<String> = Rooms.engine, house: String = #filePath
  ) throws -> CodeDigest {
    var files: [String: String] = [:]
    var imports: Set<String> = []
    var sources: [String: [UInt8]] = [:]
    for file in try ModulePlace.sources(below: study) { sources[file] = try Folder.bytes(of: "\(study)/\(file)") }
    try LookFile.refuseUse(in: sources, study)
    for (file, source) in sources where withLooks || file != LookFile.name {
      let path = "\(study)/\(file)"
      var bytes = source
      imports.formUnion(SourceText.imports(in: bytes))
      if file == "main.swift", !withLooks { bytes = Array(try withoutLooks(bytes, path).utf8) }
      files[path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : file] = digest(of: bytes)
    }
    guard !files.isEmpty else {
      throw StudyError(.missing, "\(study): the study's sources are not there; run it where it was built")
    }
    let ours = try? packageRoot(above: Folder.parent(of: house) ?? ".")
    let others = [ours].compactMap { $0 }.filter { Folder.real($0) != Folder.real(root) }
    let graph = try ModuleGraph(root: root, others: others, only: imports, without: engine)
    for module in graph.modules.values where !module.isUmbrella {
      for file in module.files { files[file.label] = digest(of: try Folder.bytes(of: file.path)) }
    }
    for package in [root] + others {
      let flags = try PackageTargets(root: package).flags
      let name = package == root ? "" : (package.split(separator: "/").last.map { "\($0):" } ?? "")
      if !flags.isEmpty { files["\(name)Package.swift, flags"] = Digest.of(flags.joined(separator: " ")) }
    }
    return CodeDigest(files: files)
  }

  private static func digest(of source: [UInt8]) -> String {
    SourceText.code(in: source).withUnsafeBytes { Digest.of($0) }
  }

  /// `main.swift` without its sections that only look at results.
  package static func withoutLooks(_ bytes: [UInt8], _ path: String) throws -> String {
    var kept = ""
    var isLook = false
    for (number, bytes) in SourceText.lines(of: bytes).enumerated() {
      let line = String(decoding: bytes, as: UTF8.self)
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
