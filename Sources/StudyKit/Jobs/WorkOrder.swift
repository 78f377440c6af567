import Foundation

/// All that a worker process must know: the first line it reads.
///
/// The code's and inputs' digests come from the parent, so that every cell of a run has the keys the parent planned,
/// whatever is edited meanwhile.
struct WorkOrder: Codable, Sendable {
  let part: String
  let configuration: Configuration
  let surroundings: Surroundings
  let store: String
  let allowNonfinite: Bool
  /// Run finished cells too, and put the new one in their place.
  let isFresh: Bool
  /// The version whose data stand for the parts before this one; nil: they are in the store.
  var version: String?
}

/// One line from a worker, fields separated by tabs.
enum WorkerReport {
  /// It works on this cell, in this folder.
  case started(index: Int, folder: String)
  case progress(done: Int, total: Int)
  case done(index: Int, seconds: Double)
  /// Another run works on this cell.
  case busy(index: Int)
  /// The cell gives no result, now or on a repetition.
  case failed(index: Int, reason: String)
  /// The world is at fault (disk full, input missing): no use to go on.
  case fatal(code: Int32, reason: String)

  init?(line: some StringProtocol) {
    let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map { "\($0)" }
    guard fields.count == 3, let number = Int(fields[1]) else { return nil }
    switch fields[0] {
    case "started": self = .started(index: number, folder: fields[2])
    case "progress": self = .progress(done: number, total: Int(fields[2]) ?? 0)
    case "done": self = .done(index: number, seconds: Double(fields[2]) ?? 0)
    case "busy": self = .busy(index: number)
    case "failed": self = .failed(index: number, reason: fields[2])
    case "fatal": self = .fatal(code: Int32(number), reason: fields[2])
    default: return nil
    }
  }

  var line: String {
    func oneLine(_ text: String) -> String { text.replacing("\n", with: " ") }
    return switch self {
    case .started(let index, let folder): "started\t\(index)\t\(folder)\n"
    case .progress(let done, let total): "progress\t\(done)\t\(total)\n"
    case .done(let index, let seconds): "done\t\(index)\t\(seconds)\n"
    case .busy(let index): "busy\t\(index)\t\n"
    case .failed(let index, let reason): "failed\t\(index)\t\(oneLine(reason))\n"
    case .fatal(let code, let reason): "fatal\t\(code)\t\(oneLine(reason))\n"
    }
  }
}
