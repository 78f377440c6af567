import ArgumentParser
import Files
import Foundation
import Processes
import Provenance

/// `regenerate-plots`: published versions are drawn anew by their own study programs, several at once; then the gallery of
/// the newest figures.
public enum Regeneration {
  /// Ends the process: 0 if all was drawn, 1 if a version could not be.
  public static func main(file: String = #filePath) -> Never {
    let options = RegenerationOptions.parseOrExit()
    do {
      StopSignal.listen()
      ignoreWriteSignals()
      let root = try Checkout.ofThisProgram(file: file)
      let versions = try options.versions.isEmpty ? published(root) : options.versions.flatMap(chosen)
      let programs = try StudyPrograms.found(for: Set(versions.map(\.study)), root: root)
      let failures = try redraw(versions, programs)
      try Gallery.write(root)
      try show("\(versions.count) versions, \(failures) could not be drawn; gallery: plots/README.md\n")
      exit(failures == 0 ? 0 : 1)
    } catch {
      end(with: error)
    }
  }

  /// Every published version of every study.
  private static func published(_ root: String) throws -> [(study: String, folder: String)] {
    try Folder.names(in: "\(root)/studies").filter { Folder.isFolder("\(root)/studies/\($0)") }.flatMap { study in
      try Versions.published(in: "\(root)/studies/\(study)").map { (study, "\(root)/studies/\(study)/v\($0)") }
    }
  }

  /// A version's folder, or all versions of a folder that holds some.
  private static func chosen(_ path: String) throws -> [(study: String, folder: String)] {
    guard Folder.isFolder(path) else { throw FileError(.missing, path, "no such folder: name a version or a study") }
    let folder = Folder.real(path)
    if Folder.exists("\(folder)/\(Manifest.name)") { return [(try Manifest(of: folder).study, folder)] }
    let versions = try Versions.numbers(in: folder).map { "\(folder)/v\($0)" }
    guard !versions.isEmpty else { throw FileError(.missing, path, "is no version and holds none") }
    return try versions.map { (try Manifest(of: $0).study, $0) }
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

private struct RegenerationOptions: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "regenerate-plots",
      abstract: "Draw tables, figures and reports of versions anew from their data, then the gallery in plots/.")
  }

  @Argument(
    help: ArgumentHelp(
      "Versions, or folders of versions, to draw anew. Default: every published version. The gallery shows published ones.",
      valueName: "path"))
  var versions: [String] = []
}
