import Files
import Foundation
import Processes

/// `regenerate-plots`: every version of every study is drawn anew by its own study program, several at once; then the
/// gallery of the newest figures.
public enum Regeneration {
  /// Ends the process: 0 if all was drawn, 1 if a version could not be.
  public static func main(file: String = #filePath) -> Never {
    do {
      StopSignal.listen()
      ignoreWriteSignals()
      let root = try packageRoot(above: Folder.parent(of: file) ?? ".")
      let versions = allVersions(root)
      let programs = try StudyPrograms.found(for: Set(versions.map(\.study)), root: root)
      let failures = try redraw(versions, programs)
      try Gallery.write(root)
      try show("\(versions.count) versions, \(failures) could not be drawn; gallery: plots/README.md\n")
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
      try show(first.readToEnd())
      if first.wait() != 0 { failures += 1 }
    }
    return failures
  }
}
