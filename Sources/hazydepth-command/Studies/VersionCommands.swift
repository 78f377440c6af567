import ArgumentParser
import Files
import Glibc
import StudyKit

/// `hazydepth verify studies/x/v1`: is this version what it says?
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a version's files, run its cells again, and say PASS, FAIL or NOT COMPARABLE (exit 0, 1, 1).")

  @Argument(help: "A version's folder, such as studies/rank-ablation/v1.")
  var version: String

  @Option(help: "The share of the cells to run again, above 0 and at most 1.")
  var sample = 1.0

  @Option(help: "Worker processes. Default: the cores.")
  var jobs: Int?

  func validate() throws {
    guard sample > 0, sample <= 1 else { throw ValidationError("--sample \(sample): expected more than 0, at most 1") }
    try check("--jobs", jobs, in: 1...1024)
  }

  func run() throws {
    let code = try VersionCheck.run(version, sample: sample, jobs: jobs)
    if code != 0 { throw ExitCode(code) }
  }
}

/// `hazydepth compare A B`: what differs between two versions of a study.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Two versions of a study: settings that differ, then metric by metric; exit 1 on differences.")

  @Argument(help: "The older version's folder.")
  var old: String

  @Argument(help: "The newer version's folder.")
  var new: String

  @Flag(help: "A line for every point of the grid, too.")
  var all = false

  @Flag(help: "As JSON.")
  var json = false

  @Option(help: ArgumentHelp("Draw the curves of both over each other, into this folder.", valueName: "folder"))
  var plots: String?

  func run() throws {
    if let plots { _ = try OutputPlace(folder: plots, maker: Comparison.maker, inputs: [old, new]) }
    let comparison = try Comparison(old, new)
    if let plots { _ = try Comparison.draw(old, new, into: plots) }
    print(json ? comparison.json : comparison.text(all: all), terminator: "")
    if comparison.isDifferent { throw ExitCode(1) }
  }
}
