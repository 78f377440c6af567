import Files
import Foundation
import Processes

/// Runs cells in worker processes of this same program: a cell is given to whichever worker is free.
final class Scheduler {
  private final class WorkerProcess {
    let child: ChildProcess
    var pending: [UInt8] = []
    var cell: Int?
    var folder: String?
    var share = 0.0

    init(_ child: ChildProcess) { self.child = child }
  }

  private let cells: [PlannedCell]
  private let order: WorkOrder
  private let store: CellStore
  private let options: StudyOptions
  private let progress: Progress
  private var queue: [Int]
  /// Cells that another run works on, and when to look again.
  private var waiting: [(index: Int, time: Double)] = []
  private var workers: [WorkerProcess] = []
  private var stopDeadline: Double?
  /// Reasons, by the cell's index.
  private(set) var failures: [Int: String] = [:]
  private(set) var cellSeconds = 0.0

  /// `todo`: the indices of the cells to run.
  init(_ cells: [PlannedCell], todo: [Int], order: WorkOrder, store: CellStore, options: StudyOptions) {
    (self.cells, self.order, self.store, self.options, queue) = (cells, order, store, options, todo)
    progress = Progress(total: todo.count, options)
  }

  /// Until every cell is done or has failed. Throws what stops the whole run: a signal, a fault of the world.
  func run() throws {
    defer {
      progress.end()
      endWorkers()
    }
    let limit = min(options.jobs ?? ProcessInfo.processInfo.activeProcessorCount, queue.count)
    while true {
      try considerStopping()
      resumeWaiting()
      if stopDeadline == nil {
        while workers.count < limit, workers.count < queue.count + workers.count(where: { $0.cell != nil }) {
          workers.append(try start())
        }
        for worker in workers where worker.cell == nil { giveNext(to: worker) }
      }
      if queue.isEmpty, waiting.isEmpty, workers.allSatisfy({ $0.cell == nil }) { return progress.end() }
      try listen()
      progress.tick(workers.compactMap { worker in worker.cell.map { (cells[$0].label, worker.share) } })
    }
  }

  // MARK: Giving

  private func start() throws -> WorkerProcess {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let child = try ChildProcess(
      [program, "--worker"], environment: ["HAZYDEPTH_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"], hasInput: true)
    writeAll(JSON.canonical(order) + "\n", to: child.input)
    return WorkerProcess(child)
  }

  private func giveNext(to worker: WorkerProcess) {
    guard !queue.isEmpty else { return }
    let index = queue.removeFirst()
    (worker.cell, worker.folder, worker.share) = (index, nil, 0)
    writeAll("\(index) \(cells[index].key)\n", to: worker.child.input)
  }

  private func resumeWaiting() {
    let time = now()
    waiting.removeAll { (index, due) in
      guard due <= time else { return false }
      if store.contains(cells[index].key) {
        ended(index, seconds: 0)
      } else {
        queue.append(index)
      }
      return true
    }
  }

  // MARK: Listening

  private func listen() throws {
    var polls = workers.map { pollfd(fd: $0.child.output, events: Int16(POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), 100) > 0 else { return }
    for (worker, answer) in zip(workers, polls) where answer.revents != 0 {
      var buffer = [UInt8](repeating: 0, count: 65536)
      let count = read(worker.child.output, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        workers.removeAll { $0 === worker }
        try workerEnded(worker)
        continue
      }
      worker.pending += buffer[..<count]
      while let end = worker.pending.firstIndex(of: 0x0a) {
        let line = String(decoding: worker.pending[..<end], as: UTF8.self)
        worker.pending.removeSubrange(...end)
        if let report = WorkerReport(line: line) { try hear(report, worker) }
      }
    }
  }

  private func hear(_ report: WorkerReport, _ worker: WorkerProcess) throws {
    switch report {
    case .started(_, let folder): worker.folder = folder
    case .progress(let done, let total): worker.share = total > 0 ? Double(done) / Double(total) : 0
    case .done(let index, let seconds):
      worker.cell = nil
      cellSeconds += seconds
      try store.noteFailure(nil, of: cells[index].key)
      ended(index, seconds: seconds)
    case .busy(let index):
      worker.cell = nil
      // Another shard's cells are not waited for; those of this run are.
      waiting.append((index, now() + 0.25))
    case .failed(let index, let reason):
      worker.cell = nil
      try store.noteFailure(reason, of: cells[index].key)
      ended(index, seconds: 0, failure: reason)
    case .fatal(let code, let reason):
      progress.erase()
      throw StudyError(code: code, reason)
    }
  }

  /// A worker that ends with a cell in hand took it down. A trap that says why is the cell's fault, and is remembered; a
  /// signal, an exit with one of the codes for faults of the world, a lack of memory are the machine's: another run, or
  /// another machine, tries the cell again.
  private func workerEnded(_ worker: WorkerProcess) throws {
    let status = worker.child.wait()
    guard let index = worker.cell else { return }
    let signal = status > 128 ? status - 128 : 0
    guard let folder = worker.folder else {
      if signal > 0, ![SIGILL, SIGTRAP].contains(signal) {
        return ended(index, seconds: 0, failure: Scheduler.words(of: signal))
      }
      // It never came to its cell: what stands above study.run has ended it, and said why.
      throw StudyError(
        code: (64...78).contains(status) ? status : 70, "a worker could not start: it ended with \(status)")
    }
    let last = lastLine(of: "\(folder)/log.txt")
    try Folder.remove(folder)
    if (64...78).contains(status) {
      progress.erase()
      throw StudyError(code: status, last.map { String($0.trimmingPrefix("error: ")) } ?? "a cell ended with \(status)")
    }
    let words = signal > 0 ? Scheduler.words(of: signal) : "ended with \(status)"
    let reason = words + (last.map { ": \($0)" } ?? "")
    let isTrap = [SIGILL, SIGTRAP].contains(signal) && last?.contains("Fatal error") == true
    if isTrap, last?.contains("allocat") == false { try store.noteFailure(reason, of: cells[index].key) }
    ended(index, seconds: 0, failure: reason)
  }

  private static func words(of signal: Int32) -> String {
    let name = strsignal(signal).map { String(cString: $0) } ?? "signal \(signal)"
    return "ended by signal \(signal), \(name.lowercased())" + (signal == SIGKILL ? " (out of memory?)" : "")
  }

  /// The line that says why: a trap's message, or else the last that is not empty.
  private func lastLine(of path: String) -> String? {
    guard let bytes = try? Folder.bytes(of: path) else { return nil }
    let lines = String(decoding: bytes.suffix(1 << 16), as: UTF8.self).split(separator: "\n")
    return (lines.last { $0.contains("Fatal error") } ?? lines.last).map { printable($0) }
  }

  private func ended(_ index: Int, seconds: Double, failure: String? = nil) {
    if let failure {
      failures[index] = failure
      if options.onFailure == .failFast { queue = [] }
    }
    progress.cellEnded(cells[index].label, seconds: seconds, failure: failure)
  }

  // MARK: Stopping

  /// After a signal no cell is begun; those under way have 8 s to end.
  private func considerStopping() throws {
    guard let signal = StopSignal.pending else { return }
    let running = workers.count { $0.cell != nil }
    if stopDeadline == nil, running > 0 {
      progress.erase()
      log("stopping: \(running) cell\(running == 1 ? " has" : "s have") 8 s to end; a second signal stops at once")
      stopDeadline = now() + 8
    }
    if running == 0 || now() > stopDeadline! {
      progress.erase()
      throw signal
    }
  }

  /// Their input ends and so do they; those in the middle of a cell are killed.
  private func endWorkers() {
    for worker in workers {
      if worker.cell != nil { kill(worker.child.pid, SIGKILL) }
      worker.child.closeInput()
    }
    for worker in workers {
      _ = worker.child.wait()
      if worker.cell != nil, let folder = worker.folder { try? Folder.remove(folder) }
    }
    workers = []
  }
}
