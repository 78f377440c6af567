import ArgumentParser
import Files
import Glibc
import Synchronization

/// How a long run tells where it is.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// One line redrawn on a terminal, else as `plain`.
  case auto
  /// A line every ten seconds.
  case plain
  case none
}

/// How far a run has come, on standard error: done, rate, time left, the last frame. Safe to advance from any thread.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var shown = 0.0
    var isDrawn = false
  }

  private let title: String
  private let total: Int
  private let style: ProgressStyle
  private let unit: String
  private let isTerminal: Bool
  private let start = monotonicSeconds()
  private let state = Mutex(State())

  /// `unit`: what is counted.
  init(_ title: String, total: Int, style: ProgressStyle, unit: String = "frames") {
    (self.title, self.total, self.style, self.unit) = (title, total, style, unit)
    let terminal = getenv("TERM").map { String(cString: $0) }
    isTerminal = style == .auto && isatty(2) == 1 && terminal != nil && terminal != "dumb"
  }

  /// One more frame is done.
  func advance(_ frame: String) {
    guard style != .none else { return }
    state.withLock { state in
      state.done += 1
      let now = monotonicSeconds() - start
      guard now - state.shown >= (isTerminal ? 0.1 : 10), state.done < total else { return }
      state.shown = now
      let rate = Double(state.done) / max(now, 1e-9)
      let left = Double(total - state.done) / rate
      let text = "\(title) \(state.done)/\(total), \(rounded(rate)) \(unit)/s, \(rounded(left)) s left, \(frame)"
      say(isTerminal ? "\r\(printable(text))\u{1B}[K" : printable(text) + "\n")
      state.isDrawn = isTerminal
    }
  }

  /// The last line: how many frames in what time.
  func finish() {
    guard style != .none else { return }
    state.withLock { state in
      let seconds = monotonicSeconds() - start
      let rate = Double(state.done) / max(seconds, 1e-9)
      let text = "\(title) \(state.done)/\(total) in \(rounded(seconds)) s, \(rounded(rate)) \(unit)/s\n"
      say((state.isDrawn ? "\r\u{1B}[K" : "") + text)
    }
  }

  /// Three significant digits.
  private func rounded(_ x: Double) -> String {
    x >= 100 ? "\(Int(x.rounded()))" : "\((x * (x >= 10 ? 10 : 100)).rounded() / (x >= 10 ? 10 : 100))"
  }
}

/// A line for the user that is no result.
func say(_ text: String) {
  var text = text
  text.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
}

/// Seconds since some fixed moment; never set back.
func monotonicSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
