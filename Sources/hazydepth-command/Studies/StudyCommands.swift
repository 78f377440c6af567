import ArgumentParser
import Files
import Processes
import Provenance
import StudyKit

/// `hazydepth versions`: what has been run.
struct VersionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions", abstract: "List the published versions of the studies, and your own runs.")

  @Argument(help: "Of this study only, e.g. rank-ablation.")
  var study: String?

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    let list = try VersionList(study: study)
    print(json ? list.json : list.text, terminator: "")
  }
}

/// `hazydepth modules`: the rooms of the house.
struct ModulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modules",
    abstract: "List the modules of the package: files, lines, imports; exit 1 if one is too large or imports upwards.")

  func run() throws {
    let graph = try ModuleGraph.ofThisPackage()
    print(graph.text, terminator: "")
    for fault in graph.faults { print("fault: \(fault)") }
    if !graph.faults.isEmpty { throw ExitCode(1) }
  }
}

/// `hazydepth slurm STUDY --array 0-31%8`: a batch script.
struct SlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Print a batch script that runs a study as a job array of Slurm.",
    discussion: """
      What follows the options is passed to the study: hazydepth slurm rank-ablation --array 0-31%8 -- --preset full. \
      Nodes share the store; a task whose node dies or whose time is over is queued again and goes on where it was.
      """)

  @Argument(help: "The study, e.g. rank-ablation.")
  var study: String

  @Option(help: ArgumentHelp("The tasks, and how many at once.", valueName: "first-last%at-once"))
  var array: String

  @Option(help: "Cores of a task, one cell on each.")
  var cores = 1

  @Option(help: "The longest a task may take before it is queued again.")
  var time = "04:00:00"

  @Option(help: "Memory of a task, as Slurm writes it: 4G. Default: the cluster's own.")
  var memory: String?

  @Option(
    help: ArgumentHelp("Where finished cells are kept, seen by all nodes; default .hazydepth.", valueName: "folder"))
  var store: String?

  @Option(
    name: .customLong("sbatch"),
    help: ArgumentHelp("One more option of sbatch, e.g. --sbatch=--partition=short. Repeatable.", valueName: "option"))
  var lines: [String] = []

  @Option(help: ArgumentHelp("Write the script to a file that is not there yet.", valueName: "file"))
  var write: String?

  @Argument(parsing: .postTerminator, help: "Flags of the study.")
  var flags: [String] = []

  func validate() throws {
    guard (1...1024).contains(cores) else { throw ValidationError("--cores \(cores): expected 1 to 1024") }
    if let memory, memory.wholeMatch(of: #/[1-9][0-9]{0,8}[KMGT]?/#) == nil {
      throw ValidationError("--memory \(printable(memory)): expected a number and K, M, G or T, as in 4G")
    }
  }

  func run() throws {
    var request = SlurmScript.Request(array: array)
    (request.cores, request.time, request.memory, request.lines) = (cores, time, memory, lines)
    (request.store, request.flags) = (store, flags)
    let script = try SlurmScript(study, request)
    guard let write else { return print(script.text, terminator: "") }
    try script.write(to: write)
    print("\(write): sbatch \(write)")
  }
}

/// `hazydepth merge STORE… --into STORE`: cells of several disks in one store.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Gather finished cells of other stores into one; exit 1 if cells are damaged or two stores disagree.")

  @Argument(help: "Stores to take cells from.")
  var stores: [String]

  @Option(help: "The store that gets them.")
  var into: String

  func run() throws {
    StopSignal.listen()
    let merging = try StoreMerging(stores, into: into)
    print(merging.text, terminator: "")
    if !merging.damaged.isEmpty || !merging.conflicts.isEmpty { throw ExitCode(1) }
  }
}

/// `hazydepth gc`: room on the disk.
struct GarbageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Remove finished cells that no version names, and what killed runs have left.",
    discussion: "Cells that a run is at work on, and those younger than --days, stay.")

  @Option(help: ArgumentHelp("The store; default .hazydepth in the package.", valueName: "folder"))
  var store: String?

  @Option(help: ArgumentHelp("Versions elsewhere whose cells stay. Repeatable.", valueName: "folder"))
  var versions: [String] = []

  @Option(help: "What is younger stays.")
  var days = 7.0

  @Flag(help: "Say what would go; remove nothing.")
  var dryRun = false

  func validate() throws {
    guard days >= 0, days <= 36500 else { throw ValidationError("--days \(days): expected 0 to 36500") }
  }

  func run() throws {
    print(try StoreCleaning.run(store: store, versions: versions, days: days, dryRun: dryRun).text, terminator: "")
  }
}

/// `hazydepth pack VERSION --out FILE.tar.gz`.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Pack a version and the cells it was made from into one archive.")

  @Argument(help: "A version's folder, such as studies/rank-ablation/v2.")
  var version: String

  @Option(help: "The archive: a name that ends in .tar.gz and is not there yet.")
  var out: String

  @Option(help: ArgumentHelp("The store of its cells; default .hazydepth in the package.", valueName: "folder"))
  var store: String?

  func validate() throws {
    guard out.hasSuffix(".tar.gz") else { throw ValidationError("--out \(out): expected a name that ends in .tar.gz") }
  }

  func run() throws {
    let found = try Pack.write(version, to: out, store: store)
    print("\(out): \(version), \(found.cells) of its \(found.of) cells")
  }
}
