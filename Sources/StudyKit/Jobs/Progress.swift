import Foundation
import Processes

/// How far a run is, on standard error: one redrawn line on a terminal; elsewhere one plain line per cell or per 10 s,
/// whichever is rarer.
final class Progress {
  private let total: Int
  private let start = now()
  private let isTerminal: Bool
  private let isSilent: Bool
  private var finished = 0
  private var failed = 0
  private var lastDrawn = 0.0
  private var width = 0

  init(total: Int, _ options: StudyOptions) {
    self.total = total
    isTerminal = options.progress == .auto && isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    isSilent = options.progress == .none || options.quiet
  }

  func cellEnded(_ label: String, seconds: Double, failure: String?) {
    finished += 1
    if let failure {
      failed += 1
      erase()
      log("failed: \(label): \(failure)")
    }
    draw(label, isEvent: true)
  }

  /// `cells` under way: label and share done.
  func tick(_ cells: [(label: String, share: Double)]) {
    guard isTerminal, let first = cells.first else { return }
    let inside = cells.reduce(0) { $0 + $1.share }
    draw("\(first.label) (\(Int(100 * first.share)) %)", inside: inside)
  }

  private func draw(_ text: String, isEvent: Bool = false, inside: Double = 0) {
    guard !isSilent else { return }
    let time = now()
    let isLast = finished == total
    if isTerminal {
      guard time - lastDrawn > 0.1 || isLast else { return }
      var columns = winsize()
      let isKnown = ioctl(2, UInt(TIOCGWINSZ), &columns) == 0 && columns.ws_col > 0
      let line = summary(time, inside) + "  " + text
      let shown = String(line.prefix((isKnown ? Int(columns.ws_col) : 80) - 1))
      writeAll("\r" + shown + String(repeating: " ", count: max(0, width - shown.count)), to: 2)
      width = shown.count
    } else {
      guard isEvent, lastDrawn == 0 || time - lastDrawn >= 10 || isLast else { return }
      log(summary(time, inside) + "  " + text)
    }
    lastDrawn = time
  }

  private func summary(_ time: Double, _ inside: Double) -> String {
    var text = "\(finished)/\(total) cells"
    if failed > 0 { text += ", \(failed) failed" }
    let elapsed = time - start
    let done = Double(finished) + inside
    if done > 0, finished < total { text += ", \(duration(elapsed / done * (Double(total) - done))) left" }
    if finished == total { text += " in \(duration(elapsed))" }
    return text
  }

  /// Ends the redrawn line: what follows begins one of its own.
  func end() {
    if isTerminal, width > 0 { writeAll("\n", to: 2) }
    width = 0
  }

  /// Takes the redrawn line away, before something else is printed.
  func erase() {
    if isTerminal, width > 0 { writeAll("\r" + String(repeating: " ", count: width) + "\r", to: 2) }
    width = 0
  }
}

/// "8 s", "3 min", "2 h 5 min".
func duration(_ seconds: Double) -> String {
  let s = Int(seconds.rounded())
  if s < 100 { return "\(s) s" }
  let minutes = (s + 30) / 60
  return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
}
