import ArgumentParser
import Files
import Foundation
import Processes

enum Preset: String, ExpressibleByArgument, CaseIterable {
  case smoke
  case quick
  case full
}

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  case auto
  case plain
  case none
}

/// The flags that every study has. Each setting and axis is one more: `--steps 20` is `--set steps=20`.
struct StudyOptions: ParsableCommand {
  /// Called as the program is, so that a shell completes it.
  static var configuration: CommandConfiguration {
    let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "study"
    return CommandConfiguration(commandName: program, helpNames: [])
  }

  @Option(help: "smoke (seconds), quick (minutes on two cores), full (the README's figures).")
  var preset = Preset.quick

  @Option(
    help: ArgumentHelp("Settings from a YAML file; environment (STUDY_NAME) and --set go before it.", valueName: "file")
  )
  var config: String?

  @Option(help: ArgumentHelp("Give a setting another value. Repeatable.", valueName: "name=value"))
  var set: [String] = []

  @Option(help: ArgumentHelp("Give an axis other steps. Repeatable.", valueName: "name=a,b,c"))
  var sweep: [String] = []

  @Option(help: ArgumentHelp("Run other seeds: 0..4, or 0,3,7.", valueName: "list"))
  var seeds: String?

  @Flag(help: "Print the cells and their keys; run nothing.")
  var listCells = false

  @Flag(help: "Print for every cell whether it would run, and why; run nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Run the cells whose text ('a=1 seed=0') or key fits. Repeatable.", valueName: "glob"))
  var only: [String] = []

  @Flag(help: "Run finished cells again.")
  var fresh = false

  @Flag(help: "Run again what failed before.")
  var retryFailed = false

  @Flag(help: "After a cell fails: run the others (default), or stop.")
  var onFailure = FailureRule.keepGoing

  @Option(help: ArgumentHelp("Worker processes, each with one thread. Default: the cores.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Begin with this share of the cells, then help the others; default from Slurm, HyperQueue, PBS, MPI.",
      valueName: "i/n"))
  var shard: String?

  @Flag(help: "Results as JSON on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp("Keep this run under a name of your own: .hazydepth/runs/STUDY/NAME.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("Where versions go instead: a folder that is empty, new or holds versions.", valueName: "folder")
  )
  var out: String?

  @Option(
    help: ArgumentHelp("Where finished cells are kept; default .hazydepth in the package.", valueName: "folder"))
  var store: String?

  @Flag(help: "Let cells give NaN and infinity.")
  var allowNonfinite = false

  @Flag(help: "Digest all inputs anew.")
  var rehash = false

  @Option(help: "One redrawn line on a terminal, lines elsewhere (auto); plain; none.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Errors only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say why each cell runs.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Show this.")
  var help = false

  // What other programs of this package use.
  @Flag(help: .hidden) var worker = false
  @Option(help: .hidden) var redraw: String?
  @Option(help: .hidden) var verify: String?
  @Option(help: .hidden) var sample: Double = 1

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var others: [String] = []
}

enum FailureRule: String, EnumerableFlag {
  case keepGoing
  case failFast
}

extension StudyOptions {
  /// The process's own; a mistake ends it with 64.
  static func ofThisProcess() -> StudyOptions {
    do {
      guard let options = try parseAsRoot(arguments(CommandLine.arguments)) as? StudyOptions else {
        fatalError("StudyOptions: parsed as something else")
      }
      return options
    } catch  where exitCode(for: error) == .success {
      // A completion script, asked for: a result, and nothing else.
      do { try show(fullMessage(for: error) + "\n") } catch { end(with: error) }
      Foundation.exit(0)
    } catch {
      let message = message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
      end(with: StudyError(.usage, "\(message.replacing(#/^Error: |\.$/#, with: "")); --help tells all options"))
    }
  }

  /// The words after the program's name. `swift run study-x -- --preset smoke` passes its "--" on.
  static func arguments(_ all: [String]) -> [String] {
    Array(all.dropFirst(all.count > 1 && all[1] == "--" ? 2 : 1))
  }

  func validate() throws {
    if let name {
      let isTaken = name.wholeMatch(of: #/v[0-9]+|latest/#) != nil
      guard Folder.isFileName(name), !isTaken else {
        throw ValidationError("--name \(name): expected letters, digits, '_', '-' and '.', and no version's name")
      }
      guard out == nil else { throw ValidationError("--name and --out: one of them says where the run goes") }
    }
    guard out?.isEmpty != true else { throw ValidationError("--out: expected a folder") }
    guard store?.isEmpty != true else { throw ValidationError("--store: expected a folder") }
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs \(jobs!): expected 1 or more") }
    guard sample > 0, sample <= 1 else { throw ValidationError("--sample \(sample): expected more than 0, at most 1") }
    if shard != nil, Shard(shard!) == nil { throw ValidationError("--shard \(shard!): expected i/n with 0 <= i < n") }
  }

  /// `--steps 20` and `--steps=20`, for the settings of the study, as `--set` takes them.
  func extraAssignments() throws(StudyError) -> [String] {
    var assignments: [String] = []
    var rest = others[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--"), word.count > 2 else {
        throw StudyError(.usage, "unexpected argument '\(word)'; settings are given as --name value")
      }
      let text = word.dropFirst(2)
      if text.contains("=") {
        assignments.append(String(text))
      } else if let value = rest.popFirst() {
        assignments.append("\(text)=\(value)")
      } else {
        throw StudyError(.usage, "\(word): no such flag, or a setting without its value; --help tells all")
      }
    }
    return assignments
  }
}

/// One share of the cells: those whose key is `index` modulo `count`.
struct Shard: Equatable {
  let index: Int
  let count: Int

  init?(_ text: some StringProtocol) {
    guard let match = String(text).wholeMatch(of: #/([0-9]+)\/([0-9]+)/#), let i = Int(match.1), let n = Int(match.2)
    else {
      return nil
    }
    self.init(i, of: n)
  }

  init?(_ index: Int?, of count: Int?) {
    guard let index, let count, index >= 0, index < count else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// What a cluster's scheduler says, the first that says it; HyperQueue tells no count, so `STUDY_SHARDS` must.
  init?(environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    func shard(_ index: String, _ count: String, from first: String? = nil) -> Shard? {
      guard let i = number(index) else { return nil }
      return Shard(i - (first.flatMap(number) ?? 0), of: number(count))
    }
    let found =
      shard("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", from: "SLURM_ARRAY_TASK_MIN")
      ?? shard("HQ_TASK_ID", "STUDY_SHARDS") ?? shard("PBS_ARRAY_INDEX", "STUDY_SHARDS")
      ?? shard("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") ?? shard("PMI_RANK", "PMI_SIZE")
    guard let found else { return nil }
    self = found
  }

  func contains(_ key: String) -> Bool {
    guard let number = UInt64(key.prefix(15), radix: 16) else { return false }
    return number % UInt64(count) == UInt64(index)
  }
}
