import Exhibits
import Files
import Foundation

extension Study {
  /// What was measured, as files: `config.yaml`, `cells.csv`, `data/`. Never touched again.
  func writeData(to folder: String) throws {
    try AtomicFile.write(YAML.write(configuration), to: "\(folder)/config.yaml")
    let axes = configuration.axes.map(\.name)
    let hasParts = parts.contains { !$0.name.isEmpty }
    let header = (hasParts ? ["part"] : []) + axes + ["seed"]
    func place(_ cell: PlannedCell) -> [String] {
      (hasParts ? [cell.identity.part] : []) + axes.map { cell.point[value: $0]?.exact ?? "" } + ["\(cell.seed)"]
    }
    var cells = CSV.line(header + metrics.map(\.name) + ["key"])
    var series: [String: String] = [:]
    var columns: [String: [String]] = [:]
    for part in parts {
      for (cell, finished) in zip(part.cells, part.results.cells) {
        let numbers = metrics.map { metric in finished.metrics[metric.name].flatMap { $0 }.map { "\($0)" } ?? "" }
        cells += CSV.line(place(cell) + numbers + [String(cell.key.prefix(16))])
        for name in finished.seriesNames {
          guard let one = finished.series(name) else { continue }
          if columns[name] == nil {
            columns[name] = one.columns
            series[name] = CSV.line(header + one.columns)
          }
          guard columns[name] == one.columns else {
            throw StudyError(
              .bug, "series '\(name)': columns \(one.columns) in \(cell.label), elsewhere \(columns[name]!)")
          }
          series[name]! += one.texts.map { CSV.line(place(cell) + $0) }.joined()
        }
        for name in finished.arrayNames {
          guard let array = finished.array(name) else { continue }
          try Folder.make("\(folder)/data/\(name)")
          try CellFiles.write(array, to: "\(folder)/data/\(name)/\(cell.slug).npy")
        }
      }
    }
    try AtomicFile.write(cells, to: "\(folder)/cells.csv")
    if !series.isEmpty { try Folder.make("\(folder)/data") }
    for (name, text) in series { try AtomicFile.write(text, to: "\(folder)/data/\(name).csv") }
  }

  /// Of a folder that holds its data.
  func manifest(of folder: String, git: GitState) throws -> Manifest {
    let outputs = try Folder.files(below: folder).filter {
      $0 == "config.yaml" || $0 == "cells.csv" || $0.hasPrefix("data/")
    }
    .map { path in
      let bytes = try Folder.bytes(of: "\(folder)/\(path)")
      return Manifest.Output(path: path, size: bytes.count, sha256: bytes.withUnsafeBytes { Digest.of($0) })
    }
    let finished = Date()
    let record = RunRecord(
      commit: git.commit, is_dirty: git.isDirty, diff: git.diff, command: CommandLine.arguments,
      started: started.ISO8601Format(), finished: finished.ISO8601Format(),
      seconds: (finished.timeIntervalSince(started) * 10).rounded() / 10,
      cell_seconds: (cellSeconds * 10).rounded() / 10,
      machine: .current(), versions: Machine.versions(),
      environment: Machine.environment(ProcessInfo.processInfo.environment))
    return Manifest(
      study: name, title: title, question: question, note: source, run_key: runKey, preset: options.preset.rawValue,
      configuration: configuration, surroundings: surroundings ?? Surroundings(), code_files: code?.files ?? [:],
      metrics: metrics,
      parts: parts.map { .init(name: $0.name, axes: $0.results.axes, cells: $0.cells.count) },
      cells: ["done": parts.reduce(0) { $0 + $1.cells.count }], outputs: outputs, run: record)
  }

  /// Where this run's version goes: the study's folder, or for smoke runs and uncommitted code the trials.
  func versionsFolder() throws -> String {
    if case .redraw(let data) = mode { return Folder.parent(of: data.folder) ?? "." }
    let folder =
      if let out = options.out { out } else if isTrial { "\(root)/.hazydepth/scratch/\(name)" } else {
        Folder.parent(of: sourceFolder) ?? "."
      }
    if options.out != nil { try Versions.admit(folder) }
    try Folder.make(folder)
    Unfinished.sweep(folder)
    return folder
  }

  var isTrial: Bool { !options.commitVersion && (options.preset == .smoke || git.isDirty) }
}
