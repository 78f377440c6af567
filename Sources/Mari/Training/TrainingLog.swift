import Files
import Foundation
import NN
import Processes

/// A line of numbers for every step: `losses.csv`, the same bytes for the same run, and `timing.csv`, which has the clock
/// in it and is compared with nothing.
public final class TrainingLog {
  private static let name = "losses.csv"
  private let losses, timing: UnsafeMutablePointer<FILE>
  private let folder: String
  private let start = ContinuousClock.now
  private var lastSeconds = 0.0

  /// Goes on behind the lines of steps before `step`, which a run that goes on has taken already; later ones, of a run
  /// that was killed after its last checkpoint, are dropped.
  public init(folder: String, from step: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    losses = try TrainingLog.open(folder + "/" + TrainingLog.name, TrainingLog.header, keeping: step)
    timing = try TrainingLog.open(folder + "/timing.csv", "step,images_per_s,seconds", keeping: step)
  }

  deinit {
    fclose(losses)
    fclose(timing)
  }

  private static var header: String {
    let terms = Objective.terms.map { "L_\($0.name)" }
    let norms = MariMetric2.Component.allCases.map { "grad_\($0.rawValue)" }
    return (["step"] + terms + ["L_total", "rate", "grad"] + norms + ["std_v", "images_without_depth"])
      .joined(separator: ",")
  }

  /// Appends a step to both files; `images`: how many it saw. Throws where the disk does not take it.
  public func write(_ report: Trainer.StepReport, images: Int) throws {
    let terms = Objective.terms.map { "\(report.terms[$0] ?? 0)" }
    let norms = MariMetric2.Component.allCases.map { "\(report.gradientNorms[$0] ?? 0)" }
    let head = ["\(report.step)"] + terms + ["\(report.total)", "\(report.rate)", "\(report.gradientNorm)"]
    let tail = norms + ["\(report.visibilityDeviation)", "\(report.imagesWithoutDepth.count)"]
    try line((head + tail).joined(separator: ","), to: losses)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try line("\(report.step),\(Double(images) / max(seconds - lastSeconds, 1e-9)),\(seconds)", to: timing)
    lastSeconds = seconds
  }

  private func line(_ text: String, to file: UnsafeMutablePointer<FILE>) throws {
    guard fputs(text + "\n", file) >= 0, report(fflush(file)) else {
      throw FileError(.inputOutput, folder, "cannot write the log: \(String(cString: strerror(errno)))")
    }
  }

  private func report(_ code: Int32) -> Bool { code == 0 }

  /// A file of the header and the lines of steps before `step`, open at its end.
  private static func open(_ path: String, _ header: String, keeping step: Int) throws -> UnsafeMutablePointer<FILE> {
    let old = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let kept = old.split(separator: "\n").dropFirst().filter { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map { $0 < step } ?? false
    }
    try AtomicFile.write(([Substring(header)] + kept).joined(separator: "\n") + "\n", to: path)
    guard let file = fopen(path, "a") else {
      throw FileError(.cannotCreate, path, "cannot open this file: \(String(cString: strerror(errno)))")
    }
    return file
  }
}
