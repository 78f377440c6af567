import Foundation
import Numerics

/// `regenerate-plots`: every version of every study is drawn anew by its own study program, several at once; then the
/// gallery of the newest figures.
public enum Regeneration {
  /// Ends the process: 0 if all was drawn, 1 if a version could not be.
  public static func main(file: String = #filePath) -> Never {
    do {
      StopSignal.listen()
      let root = try packageRoot(above: Folder.parent(of: file) ?? ".")
      let versions = allVersions(root)
      let programs = try build(Set(versions.map(\.study)), root)
      let failures = try redraw(versions, programs)
      try Gallery.write(root)
      writeAll("\(versions.count) versions, \(failures) could not be drawn; gallery: plots/README.md\n", to: 1)
      exit(failures == 0 ? 0 : 1)
    } catch {
      end(with: error)
    }
  }

  private static func allVersions(_ root: String) -> [(study: String, folder: String)] {
    Folder.names(in: "\(root)/studies").flatMap { study in
      Versions.numbers(in: "\(root)/studies/\(study)").map { (study, "\(root)/studies/\(study)/v\($0)") }
    }
  }

  /// The study programs beside this one. A missing one, or one older than the sources, is built first.
  private static func build(_ studies: Set<String>, _ root: String) throws -> [String: String] {
    let mine = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = Folder.parent(of: mine) ?? "."
    let isRelease = folder.hasSuffix("/release")
    var programs: [String: String] = [:]
    for study in studies.sorted() {
      let program = "\(folder)/study-\(study)"
      if isStale(program, study, root) {
        log("building study-\(study)")
        let configuration = isRelease ? "release" : "debug"
        let child = try ChildProcess(
          ["swift", "build", "--package-path", root, "-c", configuration, "--product", "study-\(study)"])
        let output = child.readToEnd()
        guard child.wait() == 0 else {
          throw StudyError(.missingProgram, "study-\(study) does not build: \(printable(output.suffix(200)))")
        }
      }
      programs[study] = program
    }
    return programs
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

  private static func redraw(_ versions: [(study: String, folder: String)], _ programs: [String: String]) throws -> Int
  {
    var waiting = versions[...]
    var running: [ChildProcess] = []
    var failures = 0
    while !waiting.isEmpty || !running.isEmpty {
      try StopSignal.check()
      while running.count < ProcessInfo.processInfo.activeProcessorCount, let next = waiting.popFirst() {
        running.append(try ChildProcess([programs[next.study]!, "--redraw", next.folder]))
      }
      let first = running.removeFirst()
      writeAll(first.readToEnd(), to: 1)
      if first.wait() != 0 { failures += 1 }
    }
    return failures
  }
}
