import Files
import Foundation
import Processes
import Provenance

/// A batch script that runs a study as a job array of Slurm: every task takes its share of the cells, then helps the others;
/// one of them makes the version.
///
/// A task that is stopped (two minutes before its time is over, or to make room for another job) ends its cells or leaves
/// them at their checkpoints, and is queued again; one whose node dies is queued again by Slurm itself. Finished cells lie in
/// one store that all nodes see.
public struct SlurmScript: Sendable {
  public struct Request: Sendable {
    /// "0-31%8": which tasks, and how many at once.
    public var array: String
    public var cores = 1
    public var time = "04:00:00"
    /// As Slurm writes it: "4G"; nil: the cluster's own.
    public var memory: String?
    /// More lines of `#SBATCH`, without that word: "--partition=short".
    public var lines: [String] = []
    public var store: String?
    /// The study's own flags.
    public var flags: [String] = []

    public init(array: String) { self.array = array }
  }
  public let text: String

  /// For a study of the package that this program was built from; its program is built first if it is not there.
  public init(_ study: String, _ request: Request, file: String = #filePath) throws {
    let root = try Checkout.ofThisProgram(file: file)
    guard let program = try StudyPrograms.found(for: [study], root: root)[study] else {
      throw StudyError(.missingProgram, "study-\(study) is not there")
    }
    try self.init(study, program: program, root: root, request)
  }

  init(_ study: String, program: String, root: String, _ request: Request) throws {
    guard let match = request.array.wholeMatch(of: #/([0-9]{1,6})-([0-9]{1,6})(%[1-9][0-9]{0,5})?/#),
      let first = Int(match.1), let last = Int(match.2), first <= last
    else {
      throw StudyError(.usage, "--array \(request.array): expected FIRST-LAST, or FIRST-LAST%AT_ONCE, e.g. 0-31%8")
    }
    guard request.time.wholeMatch(of: #/([0-9]+-)?[0-9]+(:[0-9]{2}){0,2}/#) != nil else {
      throw StudyError(.usage, "--time \(request.time): expected hours:minutes:seconds, or days-hours:minutes")
    }
    let refused = ["--shard", "--jobs", "--store", "--fresh"]
    if let flag = request.flags.first(where: { flag in refused.contains { flag == $0 || flag.hasPrefix($0 + "=") } }) {
      throw StudyError(.usage, "\(flag): the script says that by itself, or tasks would undo each other's work")
    }
    for text in request.lines + [request.memory ?? ""] where text.contains(where: \.isNewline) {
      throw StudyError(.usage, "#SBATCH \(printable(text)): one line")
    }
    let store = SlurmScript.absolute(request.store ?? "\(root)/.hazydepth")
    let logs = "\(store)/slurm"
    let lines =
      ["--cpus-per-task=\(request.cores)", "--time=\(request.time)"] + (request.memory.map { ["--mem=\($0)"] } ?? [])
      + request.lines
    let words = [program, "--store", store, "--jobs", "\(request.cores)", "--progress", "plain"] + request.flags
    text = """
      #!/bin/bash
      # Study \(study), a share of its cells a task. Submit: mkdir -p \(quoted(logs)) && sbatch THIS_FILE
      #SBATCH --job-name=study-\(study)
      #SBATCH --array=\(request.array)
      #SBATCH --requeue
      #SBATCH --open-mode=append
      #SBATCH --signal=B:TERM@120
      #SBATCH --output=\(logs)/%x-%A-%a.log
      \(lines.map { "#SBATCH \($0)" }.joined(separator: "\n"))
      cd \(quoted(root)) || exit 66
      export HAZYDEPTH_THREADS=1
      # This shell gets the signal; the study stops cleanly, with 143, and goes on where it was once the task is queued again.
      \(words.map(quoted).joined(separator: " ")) &
      study=$!
      trap 'kill -TERM "$study" 2>/dev/null' TERM
      wait "$study"
      code=$?
      while kill -0 "$study" 2>/dev/null; do wait "$study"; code=$?; done
      if [ "$code" = 143 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 100 ]; then
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && exit 0
      fi
      exit "$code"

      """
  }

  /// Into a file that is not there yet.
  public func write(to path: String) throws {
    guard !Folder.exists(path), !Folder.isLink(path) else {
      throw FileError(.cannotCreate, path, "is there already: name another")
    }
    try AtomicFile.write(text, to: path)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}

/// A word as a shell reads it back.
private func quoted(_ word: String) -> String {
  if word.wholeMatch(of: #/[A-Za-z0-9_@%+=:,.\/-]+/#) != nil { return word }
  return "'" + word.replacing("'", with: #"'\''"#) + "'"
}
