import Files
import Foundation
import Processes
import Provenance

/// Why a cell runs, or does not.
enum CellState: Equatable {
  case finished
  case new
  case fresh
  case changed(String)
  case damaged(String)
  case failed(String)

  var isFinished: Bool { self == .finished }
  var isFailure: Bool { if case .failed = self { true } else { false } }

  var reason: String {
    switch self {
    case .finished: "reused"
    case .new: "new"
    case .fresh: "finished before, run afresh"
    case .changed(let what): what
    case .damaged(let what): "damaged in the store: \(what)"
    case .failed(let why): why
    }
  }
}

extension Study {
  func state(of cell: PlannedCell, in store: CellStore) throws -> CellState {
    if store.contains(cell.key) {
      if options.fresh { return .fresh }
      switch try store.look(for: cell.key) {
      case .whole: return .finished
      case .damaged(let what): return .damaged(what)
      case .absent: break
      }
    }
    if let reason = store.failure(of: cell.key), !(options.allowNonfinite && reason.contains("--allow-nonfinite")) {
      return .failed(reason)
    }
    return relatives(in: store).closest(to: cell.identity).map { .changed($0) } ?? .new
  }

  private func relatives(in store: CellStore) -> Relatives {
    if let relatives = knownRelatives { return relatives }
    let relatives = Relatives(of: name, in: store, code: code)
    knownRelatives = relatives
    return relatives
  }

  /// Prints the cells: key, text, state, and for a dry run the reason.
  func list(_ cells: [PlannedCell], in store: CellStore) throws {
    let shard = options.shard.flatMap { Shard($0) } ?? Shard(environment: ProcessInfo.processInfo.environment)
    var lines: [ListedCell] = []
    for cell in cells where isWanted(cell, shard) {
      let state = try state(of: cell, in: store)
      let runs = !state.isFinished && (!state.isFailure || options.retryFailed)
      lines.append(ListedCell(key: cell.key, cell: cell.label, runs: runs, reason: state.reason))
    }
    if options.json {
      try show(JSON.pretty(lines))
    } else {
      let width = lines.map(\.cell.count).max() ?? 0
      for line in lines {
        var text = "\(line.key.prefix(16))  \(line.cell)"
        if options.dryRun {
          let verb = line.runs ? "runs: " : line.reason == "reused" ? "" : "failed: "
          text += String(repeating: " ", count: width - line.cell.count) + "  \(verb)\(line.reason)"
        }
        try show(text + "\n")
      }
      log("\(lines.count) cells, \(lines.count { $0.runs }) would run")
    }
  }
}

private struct ListedCell: Encodable {
  let key: String
  let cell: String
  let runs: Bool
  let reason: String
}

/// The finished cells of a study, whatever their key: what a cell that must run is compared with.
struct Relatives {
  private struct Header: Decodable { let identity: CellIdentity }
  private struct Place: Hashable {
    let part: String
    let point: String
    let seed: Int

    init(_ cell: CellIdentity) {
      (part, seed) = (cell.part, cell.seed)
      point = cell.axes.map { "\($0.name)=\(Value.list($0.steps))" }.joined(separator: " ")
    }
  }
  private var byPlace: [Place: [(identity: CellIdentity, time: Int)]] = [:]
  private let store: CellStore
  /// As it is now.
  private let code: CodeDigest?

  init(of study: String, in store: CellStore, code: CodeDigest?) {
    (self.store, self.code) = (store, code)
    for key in (try? Folder.names(in: store.cells)) ?? [] where !key.hasPrefix(".") {
      let path = "\(store.cells)/\(key)/cell.json"
      guard let header = try? JSON.read(Header.self, from: path), header.identity.study == study else { continue }
      var status = stat()
      stat(path, &status)
      byPlace[Place(header.identity), default: []].append((header.identity, status.st_mtim.tv_sec))
    }
  }

  /// What differs from the newest finished cell of the same point and seed; nil if there is none.
  func closest(to cell: CellIdentity) -> String? {
    guard let old = byPlace[Place(cell)]?.max(by: { $0.time < $1.time })?.identity else { return nil }
    var changes: [String] = []
    for name in Set(old.settings.keys).union(cell.settings.keys).sorted()
    where old.settings[name] != cell.settings[name] {
      func text(_ value: Value?) -> String { value.map { "\($0)" } ?? "none" }
      changes.append("\(name) \(text(old.settings[name])) -> \(text(cell.settings[name]))")
    }
    for input in cell.surroundings.inputs where !old.surroundings.inputs.contains(input) {
      changes.append("input \(input.role) changed")
    }
    if old.surroundings.numerics != cell.surroundings.numerics { changes.append("numeric mode") }
    if old.surroundings.code != cell.surroundings.code {
      changes.append("code changed" + codeChanges(since: old.surroundings.code))
    }
    if old.after != cell.after { changes.append("the results it builds on changed") }
    if old.schema != cell.schema { changes.append("cell format \(old.schema) -> \(cell.schema)") }
    return changes.isEmpty ? nil : changes.joined(separator: ", ")
  }

  private func codeChanges(since old: String) -> String {
    guard let old = try? JSON.read(CodeDigest.self, from: "\(store.root)/code/\(old).json"), let code else { return "" }
    let files = changedFiles(from: old.files, to: code.files)
    let rest = files.count > 2 ? " and \(files.count - 2) more" : ""
    return files.isEmpty ? "" : " (\(files.prefix(2).joined(separator: ", "))\(rest))"
  }
}
