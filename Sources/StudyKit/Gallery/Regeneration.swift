import ArgumentParser
import Files
import Foundation
import Processes

/// The words of `regenerate-plots`.
struct RegenerationOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regenerate-plots",
    abstract: "Draw tables, figures and reports anew from what versions store, and the gallery in plots/.",
    discussion: "Nothing is trained or measured again; what has not changed keeps its bytes.")

  @Argument(help: "Folders of versions, such as studies/rank-ablation/v1. (default: every study's)")
  var versions: [String] = []
}

/// `regenerate-plots`: every version of every study is drawn anew by its own study program, several at once; then the
/// gallery of the newest figures.
public enum Regeneration {
  /// Ends the process: 0 if all was drawn, 1 if a version could not be.
  public static func main(file: String = #filePath) -> Never {
    let chosen: [String]
    do { chosen = try RegenerationOptions.parse().versions } catch { RegenerationOptions.exit(withError: error) }
    do {
      StopSignal.listen()
      ignoreWriteSignals()
      let root = try packageRoot(above: Folder.parent(of: file) ?? ".")
      let versions = chosen.isEmpty ? allVersions(root) : try chosen.map { (try VersionData($0).manifest.study, $0) }
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
