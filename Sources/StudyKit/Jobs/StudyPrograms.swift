import Files
import Foundation
import Processes
import Provenance

/// The programs of studies, which lie beside whichever program of this package runs.
enum StudyPrograms {
  /// Paths by study's name. A missing program, or one that was not built from the sources as they are, is built first.
  static func found(for studies: Set<String>, root: String) throws -> [String: String] {
    let folder = Folder.parent(of: try Checkout.thisProgram()) ?? "."
    var programs: [String: String] = [:]
    for study in studies.sorted() {
      guard Folder.isFileName(study) else {
        throw StudyError(.damaged, "a version of a study called '\(printable(study))': no such name")
      }
      let program = "\(folder)/study-\(study)"
      if try isStale(program, study, root) {
        try build(study, folder.hasSuffix("/release") ? "release" : "debug", root)
        // Sources that are newer but the same leave a program as it is: it is as good as built now.
        try BuiltSources.remember(program, root: root, study: sources(of: study, root), memory: memory(root))
        let drawing = "\(memory(root))-drawing"
        try BuiltSources.remember(program, root: root, study: sources(of: study, root), memory: drawing, engine: [])
      }
      programs[study] = program
    }
    return programs
  }

  /// The sources of a study, as far as they are where studies are.
  static func sources(of study: String, _ root: String) -> String { "\(root)/studies/\(study)/src" }

  private static func memory(_ root: String) -> String { "\(root)/.hazydepth/programs" }

  private static func build(_ study: String, _ configuration: String, _ root: String) throws {
    log("building study-\(study)")
    let child = try ChildProcess(
      ["swift", "build", "--package-path", root, "-c", configuration, "--product", "study-\(study)"])
    let output = child.readToEnd()
    guard child.wait() == 0 else {
      throw StudyError(.missingProgram, "study-\(study) does not build: \(printable(output.suffix(200)))")
    }
  }

  /// Whether a program draws and computes otherwise than the sources say: with all that it is made of, the engine too.
  private static func isStale(_ program: String, _ study: String, _ root: String) throws -> Bool {
    guard Folder.exists(program) else { return true }
    let sources = sources(of: study, root)
    guard Folder.isFolder(sources) else { return false }
    return try BuiltSources.change(
      since: program, root: root, study: sources, memory: "\(memory(root))-drawing", engine: []) != nil
  }
}
