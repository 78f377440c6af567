import Exhibits
import Files
import Foundation
import Processes
import Provenance

extension Study {
  /// What was measured, as files: `config.yaml`, `cells.json`, `cells.csv`, `data/`. Never touched again.
  func writeData(to folder: String) throws {
    try AtomicFile.write(YAML.write(configuration), to: "\(folder)/config.yaml")
    let axes = configuration.axes.map(\.name)
    let hasParts = parts.contains { !$0.name.isEmpty }
    let header = (hasParts ? ["part"] : []) + axes + ["seed"]
    var cells = CSV.line(header + metrics.map(\.name) + ["key"])
    var stored: [StoredCells.Cell] = []
    var series: [String: String] = [:]
    var types: [String: SeriesType] = [:]
    for part in parts {
      for (cell, finished) in zip(part.cells, part.results.cells) {
        let place = cell.place(axes, hasParts: hasParts)
        stored.append(StoredCells.Cell(cell, finished, place))
        let numbers = metrics.map { metric in finished.metrics[metric.name].flatMap { $0 }.map { "\($0)" } ?? "" }
        cells += CSV.line(place + numbers + [String(cell.key.prefix(16))])
        for name in finished.seriesNames {
          guard let one = finished.series(name) else { continue }
          if types[name] == nil {
            types[name] = SeriesType(one)
            series[name] = CSV.line(header + one.columns)
          }
          guard types[name] == SeriesType(one) else {
            throw StudyError(
              .bug, "series '\(name)': columns \(one.columns) in \(cell.label), elsewhere \(types[name]!.columns)")
          }
          series[name]! += one.texts.map { CSV.line(place + $0) }.joined()
        }
        for name in finished.arrayNames {
          guard let array = finished.array(name) else { continue }
          try Folder.make("\(folder)/data/\(name)")
          try CellFiles.write(array, to: "\(folder)/data/\(name)/\(cell.slug).npy")
        }
      }
    }
    try AtomicFile.write(JSON.pretty(StoredCells(cells: stored, series: types)), to: "\(folder)/\(StoredCells.name)")
    try AtomicFile.write(cells, to: "\(folder)/cells.csv")
    if !series.isEmpty { try Folder.make("\(folder)/data") }
    for (name, text) in series { try AtomicFile.write(text, to: "\(folder)/data/\(name).csv") }
  }

  /// Of a folder that holds its data.
  func manifest(of folder: String) throws -> Manifest {
    let outputs = try Folder.files(below: folder).filter(Manifest.isData).map { path in
      let bytes = try Folder.bytes(of: "\(folder)/\(path)")
      return Manifest.Output(path: path, size: bytes.count, sha256: bytes.withUnsafeBytes { Digest.of($0) })
    }
    let finished = Date()
    let environment = ProcessInfo.processInfo.environment
    let secrets = Secrets(environment: environment)
    let git = try gitState()
    let record = RunRecord(
      commit: git.commit, is_dirty: git.change != nil, diff: secrets.screened(git.diff), own: try ownReasons(),
      command: secrets.screened(command: CommandLine.arguments), started: started.ISO8601Format(),
      finished: finished.ISO8601Format(), seconds: (finished.timeIntervalSince(started) * 10).rounded() / 10,
      cell_seconds: (cellSeconds * 10).rounded() / 10, machine: .current(), versions: Machine.versions(),
      environment: secrets.recorded(of: environment))
    return Manifest(
      study: name, title: title, question: question, note: source, run_key: runKey, preset: options.preset.rawValue,
      configuration: configuration, surroundings: surroundings ?? Surroundings(), code_files: code?.files ?? [:],
      metrics: metrics,
      parts: parts.map { .init(name: $0.name, axes: $0.results.axes, cells: $0.cells.count) },
      cells: ["done": parts.reduce(0) { $0 + $1.cells.count }], outputs: outputs, run: record)
  }
}

extension StoredCells.Cell {
  init(_ cell: PlannedCell, _ finished: FinishedCell, _ place: [String]) {
    self.init(
      part: cell.identity.part, point: Dictionary(uniqueKeysWithValues: zip(cell.point.names, cell.point.values)),
      seed: cell.seed, place: place, key: cell.key, metrics: finished.metrics, values: finished.values,
      series: finished.seriesNames, arrays: finished.arrayNames)
  }
}
