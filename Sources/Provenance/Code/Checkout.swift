import Files
import Foundation
import Processes

/// The package's folder that a program was built from, and the one where it lies or is called: they must be the same, or it
/// would work on another checkout than the one its user looks at.
package enum Checkout {
  /// Where the program that runs lies.
  package static func thisProgram() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// The package that a command of this house works on: its own. `file`: one of its sources.
  package static func ofThisProgram(file: String) throws -> String {
    let sources = Folder.parent(of: file) ?? "."
    let root = try packageRoot(above: sources)
    try refuseForeign(
      root: root, sources: sources, program: thisProgram(), here: FileManager.default.currentDirectoryPath)
    return root
  }

  /// Refuses to go on in a program that was copied, or that is called in another checkout. `root`: where it was built;
  /// `sources`: the folder of its study's sources, below that; `program`: where it lies; `here`: where it is called.
  package static func refuseForeign(root: String, sources: String, program: String, here: String) throws(StudyError) {
    let root = Folder.real(root)
    let (program, here) = (Folder.real(program), Folder.real(here))
    func isBelow(_ path: String, _ folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
    let lies = try? packageRoot(above: Folder.parent(of: program) ?? "/")
    let called = try? packageRoot(above: here)
    if let lies, lies != root, !isBelow(root, lies) {
      throw StudyError(
        .configuration, "this program was built in \(root) and lies in \(lies): build it there (swift build)")
    }
    let place = Folder.real(sources).dropFirst(root.count)
    if let called, called != root, Folder.isFolder(called + place) {
      throw StudyError(
        .configuration, "this program was built from \(root), not from here: build and call \(called)'s own")
    }
    if lies == nil, called != root {
      throw StudyError(
        .configuration,
        "this program was built in \(root) and has been copied to \(program): call it in \(root), or build it where it is wanted"
      )
    }
  }
}

/// The folder above this one that holds `Package.swift`.
package func packageRoot(above folder: String) throws -> String {
  var folder = folder
  while folder.count > 1 {
    if Folder.exists("\(folder)/Package.swift") { return folder }
    folder = Folder.parent(of: folder) ?? "/"
  }
  throw StudyError(.missing, "the package's sources have gone from where this was built; build it again there")
}
