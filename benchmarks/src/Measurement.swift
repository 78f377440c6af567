import Foundation

/// One timed piece of work.
struct Measurement: Encodable {
  let group: String
  let name: String
  let threads: Int
  let milliseconds: Double
  /// Floating-point operations of one run, a multiply-add counted as 2; 0 where memory is what counts.
  var flops: Double = 0

  var gigaflopsPerSecond: Double { flops / milliseconds / 1e6 }
}

/// What one call of the command found out, as text line by line and as JSON at the end.
struct Report: Encodable {
  var instructionSet: String
  var processor: String
  var environment: [String: String]
  /// GFLOP/s of one core in a tight loop of multiply-adds.
  var fmaPeak: Double
  var measurements: [Measurement] = []

  mutating func add(_ m: Measurement) {
    measurements.append(m)
    var line =
      m.group.padded(12) + m.name.padded(44) + "\(m.threads) thr  " + String(format: "%9.3f ms", m.milliseconds)
    if m.flops > 0 {
      line += String(
        format: "  %7.1f GFLOP/s  %5.1f %% of peak", m.gigaflopsPerSecond,
        100 * m.gigaflopsPerSecond / (fmaPeak * Double(m.threads)))
    }
    print(line)
  }
}

extension String {
  func padded(_ width: Int) -> String {
    count >= width ? self + " " : self + String(repeating: " ", count: width - count)
  }
}

/// The model name of the first processor, as Linux tells it.
func processorName() -> String {
  let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
  return line.flatMap { $0.split(separator: ":").last }.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
}
