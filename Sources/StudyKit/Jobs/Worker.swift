import Exhibits
import Files
import Foundation
import Processes
import Synchronization

/// The other end of the pipe: takes the numbers of cells from standard input until it closes, and runs them.
///
/// What a cell prints goes to its own log. When the parent is gone, so is the worker, at once: its cell goes on from its
/// checkpoint another time.
@MainActor
final class Worker {
  let order: WorkOrder
  private let output: Int32
  private let errors: Int32
  private let inbox: Inbox

  /// Reads the work order.
  init() {
    guard let line = nextLine(), let order = try? JSONDecoder().decode(WorkOrder.self, from: Data(line.utf8)) else {
      end(with: StudyError(.usage, "--worker is for the study itself, which says what to do on standard input"))
    }
    self.order = order
    output = fcntl(1, F_DUPFD_CLOEXEC, 3)
    errors = fcntl(2, F_DUPFD_CLOEXEC, 3)
    dup2(2, 1)
    inbox = Inbox()
    ignoreWriteSignals()
  }

  /// Runs what it is told to, and ends the process when there is no more.
  func serve(_ cells: [PlannedCell], metrics: [Metric], _ body: (Cell) throws -> CellResult) -> Never {
    let inbox = inbox
    Thread.detachNewThread { inbox.read() }
    do {
      let store = try CellStore(order.store, isReader: true)
      while let (index, key) = inbox.next() {
        guard cells.indices.contains(index), cells[index].key == key else {
          throw StudyError(.bug, "the worker's grid differs from the run's: what stands above study.run must not vary")
        }
        try run(index, cells[index], store, metrics, body)
      }
      exit(0)
    } catch {
      let error = StudyError(error)
      send(.fatal(code: error.exitCode, reason: error.description))
      exit(error.exitCode)
    }
  }

  private func run(
    _ index: Int, _ planned: PlannedCell, _ store: CellStore, _ metrics: [Metric], _ body: (Cell) throws -> CellResult
  ) throws {
    var lock = try Lock(store.claim(of: planned.key))
    guard lock != nil else { return send(.busy(index: index)) }
    // The claim goes before the news does: whoever hears that the last cell is done may end this process at once.
    func report(_ news: WorkerReport) {
      lock = nil
      send(news)
    }
    if !order.isFresh, store.contains(planned.key) { return report(.done(index: index, seconds: 0)) }
    let folder = store.temporary(for: planned.key)
    try Folder.make(folder)
    send(.started(index: index, folder: folder))
    let start = now()
    let outcome = Result { try attempt(planned, store, log: "\(folder)/log.txt", body) }
    do {
      let result = try outcome.get()
      try check(result, metrics)
      try CellFiles.write(result, planned.identity, seconds: now() - start, to: folder)
      if order.isFresh { try store.discard(planned.key) }
      try store.publish(folder, as: planned.key)
      try Folder.remove(store.checkpointFolder(of: planned.key))
      report(.done(index: index, seconds: now() - start))
    } catch let error as FileError {
      try? Folder.remove(folder)
      throw error
    } catch {
      try Folder.remove(folder)
      report(.failed(index: index, reason: "\(error)"))
    }
  }

  /// What the cell gives, from its checkpoint if there is one that is whole, else from its start.
  private func attempt(
    _ planned: PlannedCell, _ store: CellStore, log path: String, _ body: (Cell) throws -> CellResult
  ) throws -> CellResult {
    let folder = store.checkpointFolder(of: planned.key)
    func startAnew(_ why: String) throws {
      log("damaged checkpoint of \(planned.label): \(printable(why)); it is set aside and the cell starts anew")
      try store.setCheckpointAside(planned.key)
    }
    if let damage = try Checkpoints.damage(in: folder) { try startAnew(damage) }
    let resumes = try !Checkpoints.isEmpty(folder)
    try Folder.make(folder)
    Seal.keep(below: folder)
    defer { Seal.keep(below: nil) }
    do {
      return try logged(to: path) { try body(cell(planned, folder)) }
    } catch let error as FileError where resumes && error.path.hasPrefix(folder + "/") {
      // Whole, and yet not what the cell can go on from.
      try startAnew(error.reason)
      try Folder.make(folder)
      return try logged(to: path) { try body(cell(planned, folder)) }
    }
  }

  private func cell(_ planned: PlannedCell, _ folder: String) throws -> Cell {
    let output = output
    let last = Mutex(0.0)
    return Cell(point: planned.point, seed: planned.seed, checkpointFolder: folder) { done, total in
      let isDue = last.withLock { last in
        guard now() - last > 0.1 else { return false }
        last = now()
        return true
      }
      if isDue { writeAll(WorkerReport.progress(done: done, total: total).line, to: output) }
    }
  }

  /// A cell's metrics are the declared ones, and finite.
  private func check(_ result: CellResult, _ metrics: [Metric]) throws {
    let names = metrics.map(\.name)
    for (name, value) in result.metrics.sorted(by: { $0.key < $1.key }) {
      guard names.contains(name) else {
        throw StudyError(.bug, "metric '\(name)' is not declared by study.metric\(hint(for: name, among: names))")
      }
      if let value, !value.isFinite, !order.allowNonfinite {
        throw StudyError(.failedCells, "metric '\(name)' is \(value); --allow-nonfinite would keep it")
      }
    }
  }

  /// Runs `body` with standard output and error in a file.
  private func logged<R>(to path: String, _ body: () throws -> R) throws -> R {
    let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard log >= 0 else { throw FileError(.cannotCreate, path, "cannot create: \(Folder.message())") }
    dup2(log, 1)
    dup2(log, 2)
    close(log)
    defer {
      fflush(nil)
      dup2(errors, 1)
      dup2(errors, 2)
    }
    return try body()
  }

  private func send(_ report: WorkerReport) { writeAll(report.line, to: output) }
}

/// The lines of standard input, read by a thread of their own, so that the parent's end is noticed at once.
private final class Inbox: Sendable {
  private let lines = Mutex<[(Int, String)]>([])
  private let ready = DispatchSemaphore(value: 0)

  /// Until the input ends; then the process does, whatever it is doing.
  func read() {
    while let line = nextLine() {
      let words = line.split(separator: " ")
      if words.count == 2, let index = Int(words[0]) {
        lines.withLock { $0.append((index, String(words[1]))) }
        ready.signal()
      }
    }
    _exit(0)
  }

  /// Waits for the next cell's index and key.
  func next() -> (Int, String)? {
    ready.wait()
    return lines.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}

/// A line of standard input, nil at its end. Read byte by byte, past the C library: a stream that a thread waits on is
/// locked, and flushing all streams would wait with it.
private func nextLine() -> String? {
  var line: [UInt8] = []
  var byte: UInt8 = 0
  while true {
    let count = read(0, &byte, 1)
    if count < 0 && errno == EINTR { continue }
    guard count == 1 else { return nil }
    if byte == 0x0a { return String(decoding: line, as: UTF8.self) }
    line.append(byte)
  }
}
