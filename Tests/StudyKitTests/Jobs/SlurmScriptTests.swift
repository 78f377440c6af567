import Processes
import TestSupport
import Testing

@testable import StudyKit

@Suite struct SlurmScriptTests {
  private func script(_ array: String = "0-31%8", _ change: (inout SlurmScript.Request) -> Void = { _ in }) throws
    -> String
  {
    var request = SlurmScript.Request(array: array)
    change(&request)
    return try SlurmScript("toy", program: "/house/.build/release/study-toy", root: "/the house", request).text
  }

  @Test func `a task asks to be queued again and to be told before its time is over`() throws {
    let text = try script { request in
      (request.cores, request.memory, request.store) = (4, "8G", "/shared/it's a store")
      (request.lines, request.flags) = (["--partition=short"], ["--preset", "full", "--set", "note=a b"])
    }
    for line in [
      "#SBATCH --array=0-31%8", "#SBATCH --requeue", "#SBATCH --signal=B:TERM@120", "#SBATCH --cpus-per-task=4",
      "#SBATCH --mem=8G", "#SBATCH --partition=short", "cd '/the house' || exit 66",
      #"/house/.build/release/study-toy --store '/shared/it'\''s a store' --jobs 4 --progress plain --preset full --set 'note=a b' &"#,
    ] { #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)") }
    #expect(text.hasPrefix("#!/bin/bash\n"))
  }

  @Test func `a shell reads the script without complaint`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try script { $0.store = "/a'b\"c`d$(e)" }, to: "job")
    let child = try ChildProcess(["bash", "-n", path], errors: .merged)
    #expect(child.readToEnd() == "")
    #expect(child.wait() == 0)
  }

  @Test(arguments: ["", "0", "3-1", "0-31%0", "0-9,12", "0-31:4", "0-3 --wrap=x"])
  func `an array that gives no share to every task is refused`(array: String) {
    #expect { try script(array) } throws: { ($0 as? StudyError)?.exitCode == 64 }
  }

  @Test(arguments: ["--shard", "--store=/x", "--jobs", "--fresh"])
  func `a flag that the script gives itself is refused`(flag: String) {
    #expect { try script { $0.flags = [flag, "1"] } } throws: { "\($0)".contains("says that by itself") }
  }

  @Test func `a line of sbatch stays one line`() {
    #expect(throws: StudyError.self) { try script { $0.lines = ["--comment=a\nrm -rf x"] } }
    #expect(throws: StudyError.self) { try script { $0.time = "now; x" } }
  }
}
