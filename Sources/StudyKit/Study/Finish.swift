import Exhibits
import Files
import Foundation
import Numerics
import Processes

extension Study {
  /// What the run says of an expectation: holds, does not hold, or (nil) cannot tell.
  public func claim(_ name: String, holds: Bool?, evidence: String) {
    guard let index = claims.firstIndex(where: { $0.name == name }) else {
      fatalError("claim: '\(name)' was not written down by study.expects before the run")
    }
    claims[index].holds = holds
    claims[index].evidence = evidence
  }

  /// Ends the study: the version appears, its main table and path go to standard output.
  public func finish() {
    do {
      Numerics.require(surroundings != nil, "study.finish: nothing was run")
      switch mode {
      case .run: try finishRun()
      case .upToDate(let data): try report("up to date: \(shown(data.folder))", data.folder, isNew: false)
      case .redraw(let data): try finishRedraw(data)
      case .verify(let data, let verification): try finish(verification, of: data)
      case .list, .worker: exit(0)
      }
      guard fflush(nil) == 0 else {
        throw errno == EPIPE
          ? closedOutput : FileError(.inputOutput, "standard output", "cannot write: \(Folder.message())")
      }
    } catch {
      fail(error)
    }
  }

  private func finishRun() throws {
    guard let canvas else { fatalError("finish: a run without a canvas") }
    try StopSignal.check()
    try writeData(to: canvas.folder)
    try writeDerived(to: canvas)
    try AtomicFile.write(JSON.pretty(try manifest(of: canvas.folder)), to: "\(canvas.folder)/\(Manifest.name)")
    try AtomicFile.write(
      try Checksums.list(of: canvas.folder, without: [Manifest.name]), to: "\(canvas.folder)/\(Checksums.name)")
    try StopSignal.check()
    if options.fresh, let old = try finishedVersion() { try compareFresh(canvas.folder, with: old) }
    let (path, isNew) = try Versions.publish(canvas.folder, key: runKey, in: openDestination())
    if isNew, !options.quiet, let reason = try ownReasons().first {
      log("a run of your own (\(reason)): what is published stays as it is; hazydepth versions lists both")
    }
    if isNew, Folder.parent(of: path) == publishedFolder, let excess = try VersionSize(of: path).excess {
      log("warning: \(shown(path)) \(excess)")
    }
    try report(isNew ? shown(path) : "up to date: \(shown(path))", path, isNew: isNew)
  }

  /// Claims and the report: what stands beside tables and figures.
  private func writeDerived(to canvas: Canvas) throws {
    try canvas.write(JSON.pretty(claims), to: "claims.json")
    try writeReport(to: canvas)
    for name in Canvas.folders where try Folder.names(in: "\(canvas.folder)/\(name)").isEmpty {
      try Folder.remove("\(canvas.folder)/\(name)")
    }
  }

  private func finishRedraw(_ data: VersionData) throws {
    guard let canvas else { fatalError("finish: a redraw without a canvas") }
    try StopSignal.check()
    try writeDerived(to: canvas)
    try Redraw.refuseDamaged(data.folder)
    let changed = try Redraw.replace(data.folder, with: canvas.folder)
    try show("\(shown(data.folder)): \(changed == 0 ? "nothing changed" : "\(changed) files redrawn")\n")
  }

  /// A run with `--fresh` of a key that has a version must give the same numbers.
  private func compareFresh(_ new: String, with old: String) throws {
    let files = Set(try Folder.files(below: new) + Folder.files(below: old)).filter {
      $0 == "cells.csv" || $0.hasPrefix("data/")
    }
    let different = files.sorted().filter {
      (try? Folder.bytes(of: "\(new)/\($0)")) != (try? Folder.bytes(of: "\(old)/\($0)"))
    }
    guard different.isEmpty else {
      throw StudyError(
        .failedCells, "\(shown(old)): the fresh run gives other numbers: \(different.joined(separator: ", "))")
    }
  }

  /// Results to standard output: for people the claims and the path, with `--json` everything.
  private func report(_ line: String, _ path: String, isNew: Bool) throws {
    if options.json {
      struct Summary: Encodable {
        let study: String
        let version: String
        let is_new: Bool
        let cells: Int
        let claims: [Claim]
        let metrics: [Metric]
        let results: [[String: Value]]
      }
      let rows = parts.flatMap { part in
        part.results.cells.map { cell in
          var row = Dictionary(uniqueKeysWithValues: zip(cell.point.names, cell.point.values))
          row["seed"] = .int(cell.seed)
          if !part.name.isEmpty { row["part"] = .string(part.name) }
          for (name, value) in cell.metrics { row[name] = value.map { .double($0) } }
          return row
        }
      }
      try show(
        JSON.pretty(
          Summary(
            study: name, version: shown(path), is_new: isNew, cells: rows.count, claims: claims, metrics: metrics,
            results: rows)))
      return
    }
    if let table = exhibits.lazy.compactMap(\.consoleText).first { try show(table + "\n") }
    for claim in claims {
      let verdict = claim.holds.map { $0 ? "held" : "not held" } ?? "not decided"
      try show("\(verdict): \(claim.name)\(claim.evidence.isEmpty ? "" : " (\(claim.evidence))")\n")
    }
    try show(line + "\n")
  }

  /// A path as a person in this folder writes it.
  func shown(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
