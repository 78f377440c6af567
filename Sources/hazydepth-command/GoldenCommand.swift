import ArgumentParser
import CKernels
import Glibc
import Golden
import Numerics

/// `hazydepth golden DIR…`
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden", abstract: "Run folders of reference values through our models and compare.",
    discussion: """
      Every folder at or below DIR with a manifest.json is run. Per tensor: the worst absolute error, the same over the \
      reference's largest entry, the tolerance, PASS or FAIL. Exit code 1 if any tensor fails.
      """)

  @Argument(help: "Folders of reference values.")
  var folders: [String]

  @Flag(name: .shortAndLong, help: "Only failures and a line per folder.")
  var quiet = false

  func run() throws {
    let isa = String(cString: hd_isa_name(hd_isa_current()))
    print("numerics \(NumericMode.current.rawValue), kernels \(isa), \(hd_threads()) thread(s)")
    var (passed, failed, skipped) = (0, 0, 0)
    for path in try folders.flatMap({ try Golden.folders(under: $0) }) {
      let result: GoldenResult
      do { result = try Golden.run(path) } catch {
        failed += 1
        print("\(path)  FAIL: \(error)")
        continue
      }
      switch result.outcome {
      case .notRun(let reason):
        skipped += 1
        print("\(path)  [\(result.kind)]  NOT RUN: \(reason)")
      case .ran(let checks):
        for check in checks where !quiet || !check.passed { print("  " + line(check)) }
        let failures = result.failures.count
        let tightest = result.tightest.map { "; tightest \(percent($0.use)) of its tolerance: \($0.name)" } ?? ""
        print("\(path)  [\(result.kind)]  \(checks.count - failures) passed, \(failures) failed\(tightest)")
        passed += checks.count - failures
        failed += failures
      }
      fflush(nil)
    }
    print("\(passed) passed, \(failed) failed, \(skipped) folder(s) not run")
    if failed > 0 { throw ExitCode(1) }
  }

  private func line(_ check: GoldenCheck) -> String {
    let verdict = check.passed ? "PASS" : "FAIL"
    if let fault = check.fault { return "\(verdict)  \(check.name): \(fault)" }
    if check.tolerance == 0 && check.absolute == 0 { return "\(verdict)  \(check.name)" }
    return "\(verdict)  \(check.name)  abs \(short(check.absolute))  rel \(short(check.relative))  "
      + "tolerance \(short(check.tolerance))"
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// Three significant digits.
  private func short(_ x: Double) -> String {
    guard x != 0, x.isFinite else { return x == 0 ? "0" : String(x) }
    let exponent = Int(Glibc.log10(Swift.abs(x)).rounded(.down))
    let mantissa = (x / Glibc.pow(10, Double(exponent)) * 100).rounded() / 100
    return "\(mantissa)e\(exponent)"
  }
}
