import Files
import Glibc
import Processes
import Testing

@testable import StudyKit

@Suite struct ChildProcessTests {
  @Test func `output and status come back, a signal as 128 and its number`() throws {
    let child = try ChildProcess(["sh", "-c", "echo hello; exit 3"])
    #expect(child.readToEnd() == "hello\n")
    #expect(child.wait() == 3)
    let killed = try ChildProcess(["sh", "-c", "kill -9 $$"])
    #expect(killed.wait() == 128 + SIGKILL)
  }

  @Test func `a program that is missing is 69`() {
    #expect { try ChildProcess(["no-such-program"]) } throws: { ($0 as? FileError)?.exitCode == 69 }
  }

  @Test func `variables reach the child in place of its parent's`() throws {
    let child = try ChildProcess(["sh", "-c", "echo $HOME $LC_X"], environment: ["HOME": "here", "LC_X": "a b"])
    #expect(child.readToEnd() == "here a b\n")
    #expect(child.wait() == 0)
  }

  @Test func `a line of a worker survives tabs and line ends in its reason`() throws {
    let report = WorkerReport.failed(index: 3, reason: "a\tb\nc")
    let line = try #require(report.line.split(separator: "\n").first)
    guard case .failed(3, let reason) = WorkerReport(line: line) else {
      Issue.record("\(line)")
      return
    }
    #expect(reason == "a\tb c")
    #expect(WorkerReport(line: "nonsense") == nil)
  }
}
