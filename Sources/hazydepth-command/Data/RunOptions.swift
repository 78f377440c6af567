import ArgumentParser
import Foundation

/// How a command runs, not what it computes: the results are the same for every choice.
struct RunOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Frames at work at the same time. (default: the cores of this machine)")
  var jobs: Int?

  @Option(help: "Progress on standard error: auto, plain or none.")
  var progress = ProgressStyle.auto

  func validate() throws {
    try check("--jobs", jobs, in: 1...1024)
  }

  var workers: Int { jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
