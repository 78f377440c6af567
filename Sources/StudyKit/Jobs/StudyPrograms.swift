import Files
import Foundation
import Processes

/// The programs of studies, which lie beside whichever program of this package runs.
enum StudyPrograms {
  /// Paths by study's name. A missing program, or one older than its sources, is built first.
  static func found(for studies: Set<String>, root: String) throws -> [String: String] {
    let mine = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = Folder.parent(of: mine) ?? "."
    var programs: [String: String] = [:]
    for study in studies.sorted() {
      let program = "\(folder)/study-\(study)"
      if isStale(program, study, root) {
        let start = Date()
        try build(study, folder.hasSuffix("/release") ? "release" : "debug", root)
        // Sources that are newer but the same leave a program as it is: it is as good as built now.
        if isStale(program, study, root) {
          try FileManager.default.setAttributes([.modificationDate: start], ofItemAtPath: program)
        }
      }
      programs[study] = program
    }
    return programs
  }

  private static func build(_ study: String, _ configuration: String, _ root: String) throws {
    log("building study-\(study)")
    let child = try ChildProcess(
      ["swift", "build", "--package-path", root, "-c", configuration, "--product", "study-\(study)"])
    let output = child.readToEnd()
    guard child.wait() == 0 else {
      throw StudyError(.missingProgram, "study-\(study) does not build: \(printable(output.suffix(200)))")
    }
  }

  private static func isStale(_ program: String, _ study: String, _ root: String) -> Bool {
    func time(_ path: String) -> Date {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return attributes?[.modificationDate] as? Date ?? .distantPast
    }
    let built = time(program)
    let parts = (CodeDigest.modules + ["StudyKit", "CGnuplot"]).map { "Sources/\($0)" } + ["studies/\(study)/src"]
    return parts.contains { part in
      Folder.files(below: "\(root)/\(part)").contains { time("\(root)/\(part)/\($0)") > built }
    }
  }
}
