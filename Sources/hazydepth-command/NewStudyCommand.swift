import ArgumentParser
import Files
import Foundation

/// `hazydepth new-study NAME`
struct NewStudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-study", abstract: "Lay down a study that runs: its folder, and its line in Package.swift.",
    discussion: """
      Run in the package's folder. studies/NAME/src/main.swift holds the question, what is expected, the settings and \
      the measurements; Look.swift the tables, figures and verdicts; README.md what is found. The study measures how \
      much of a street is seen through fog: put your own question in its place.
      """)

  @Argument(help: "Small letters, digits and single hyphens, as in fog-oddity.")
  var name: String

  @Option(help: ArgumentHelp("The package's folder.", valueName: "dir"))
  var package = "."

  func validate() throws {
    guard name.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) != nil, name.count <= 40 else {
      throw ValidationError(
        "'\(name)': expected small letters, digits and single hyphens, 40 at most, as in fog-oddity")
    }
  }

  func run() throws {
    let folder = "\(package)/studies/\(name)"
    let manifest = "\(package)/Package.swift"
    let text = try String(decoding: Folder.bytes(of: manifest), as: UTF8.self)
    guard let added = NewStudy.adding(name, to: text) else {
      throw FileError(.damaged, manifest, "has no line like `    study(\"fog-oddity\"),`: expected HazyDepth's own")
    }
    guard added != text, !FileManager.default.fileExists(atPath: folder) else {
      throw FileError(.cannotCreate, folder, "there is a study of this name: choose another")
    }
    // The folder appears whole; then the line that builds it.
    let temporary = "\(package)/studies/.tmp-new-\(name)-\(getpid())"
    for (path, content) in NewStudy.files(name) {
      try Folder.make("\(temporary)/src")
      try AtomicFile.write(content, to: "\(temporary)/\(path)")
    }
    guard rename(temporary, folder) == 0 else {
      let message = Folder.message()
      try Folder.remove(temporary)
      throw FileError(.cannotCreate, folder, "cannot rename into place: \(message)")
    }
    try AtomicFile.write(added, to: manifest)
    print("\(folder): src/main.swift, src/Look.swift, README.md; one line in \(manifest)")
    print("try it: swift run study-\(name) --preset smoke")
  }
}
