import Files
import Foundation
import Provenance

// Where a run's version goes. Published versions lie beside the study's sources and come from committed code with the
// preset's own settings. All else is the reader's own: it goes where --out or --name say, or into a folder that git ignores,
// and never moves `latest` or the gallery.

extension Study {
  /// The study's published versions.
  var publishedFolder: String { Folder.parent(of: sourceFolder) ?? "." }

  /// A reader's own.
  var ownFolder: String { OwnRuns.folder(of: name, root: root) }

  /// Why this run is the reader's own; empty: it is what is published.
  func ownReasons() throws -> [String] {
    var reasons: [String] = []
    if options.preset == .smoke { reasons.append("smoke runs are trials") }
    if !sources.own.isEmpty { reasons.append("settings of your own: \(sources.own.joined(separator: ", "))") }
    if options.allowNonfinite { reasons.append("--allow-nonfinite") }
    if surroundings?.numerics != "portable" { reasons.append("arithmetic that is not portable") }
    for input in inputs where !isOurs(input.path) { reasons.append("data of your own: \(input.role)") }
    let git = try gitState()
    if let fault = git.fault {
      reasons.append("git cannot tell whether the code is committed (\(fault))")
    } else if git.commit == nil {
      reasons.append("no git repository tells whether the code is committed")
    } else if let change = git.change {
      reasons.append("\(change) is not committed")
    }
    return reasons
  }

  private func isOurs(_ path: String) -> Bool { Folder.real(path).hasPrefix(Folder.real(root) + "/") }

  /// What git says of code and inputs, asked once.
  func gitState() throws -> GitState {
    if let knownGit { return knownGit }
    let base = Folder.real(root) + "/"
    func relative(_ path: String) -> String? {
      let path = Folder.real(path)
      return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : nil
    }
    let folders = Set(["Sources"] + [relative(sourceFolder)].compactMap { $0 })
    let git = try GitState(
      root: root, folders: folders.filter { Folder.isFolder("\(root)/\($0)") }.sorted(),
      inputs: inputs.compactMap { relative($0.path) })
    knownGit = git
    return git
  }

  /// Where this run's version goes; nothing is made there yet.
  func destination() throws -> String {
    if case .redraw(let data) = mode { return Folder.parent(of: data.folder) ?? "." }
    if let out = options.out {
      let isPublished = Folder.real(out) == Folder.real(publishedFolder)
      if isPublished, let reason = try ownReasons().first {
        throw FileError(
          .cannotCreate, out, "holds published versions, and this is a run of your own (\(reason)): --name it")
      }
      try Versions.admit(out)
      return out
    }
    if let name = options.name { return "\(ownFolder)/\(name)" }
    return try ownReasons().isEmpty ? publishedFolder : ownFolder
  }

  /// The same, made and swept.
  func openDestination() throws -> String {
    let folder = try destination()
    try Folder.make(folder)
    Unfinished.sweep(folder)
    return folder
  }

  /// A finished version of this very run: where this run would put it, or published.
  func finishedVersion() throws -> String? {
    if options.out == nil, options.name == nil,
      let version = try Versions.finished(with: runKey, in: publishedFolder)
    {
      return version
    }
    return try Versions.finished(with: runKey, in: destination())
  }
}

/// Runs of a reader's own.
enum OwnRuns {
  static func folder(of study: String, root: String) -> String { "\(root)/.hazydepth/runs/\(study)" }
}
