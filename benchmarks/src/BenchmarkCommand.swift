import ArgumentParser
import CKernels
import Foundation
import HazyDepth

/// Times the kernels and the training step on this machine, to be set beside a peer's figures from the same minutes.
@main
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time kernels and training steps: median milliseconds, GFLOP/s, share of this machine's peak.")

  @Option(help: "Numbers of threads, with commas.") var threads = "1,2"
  @Option(
    help: """
      Groups, with commas: gemm, conv, norm, attention, train, mari, metrics; sd21, vae, unidepthv2 and da3 need \
      --weights.
      """)
  var only =
    "gemm,conv,norm,attention,train"
  @Option(help: "Seconds to spend on each measurement.") var seconds = 0.3
  @Option(help: "A diffusers folder with unet/ and vae/ for sd21 and vae, else the model's.") var weights: String?
  @Option(help: "A folder for one mari_metric_2 step, for torch_mari_metric_2.py; nothing is timed then.")
  var twin: String?
  @Flag(help: "The twin of the quick preset's step instead of the full one's.") var quickTwin = false
  @Option(help: "Where to write the figures as JSON.") var json: String?

  func validate() throws {
    guard (0.001...3600).contains(seconds) else {
      throw ValidationError("--seconds \(seconds): expected 0.001 to 3600")
    }
  }

  func run() throws {
    if let twin { return try writeTwin(to: twin, quickTwin ? .quick : .full) }
    let counts = try threads.split(separator: ",").map { text in
      guard let n = Int(text), (1...1024).contains(n) else { throw ValidationError("--threads \(threads): expected numbers like 1,2") }
      return n
    }
    let groups = only.split(separator: ",").map(String.init)
    let variables = ProcessInfo.processInfo.environment.filter {
      $0.key.hasPrefix("HAZYDEPTH_") || $0.key.hasPrefix("OPENBLAS_") || $0.key.hasPrefix("OMP_")
    }
    var report = Report(
      instructionSet: String(cString: hd_isa_name(hd_isa_current())), processor: processorName(),
      environment: variables, fmaPeak: hd_fma_peak(0.3))
    print(
      "\(report.processor), kernels \(report.instructionSet), one core \(Int(report.fmaPeak)) GFLOP/s in multiply-adds")
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) { print("\(name)=\(value)") }
    for n in counts {
      hd_threads_set(Int32(n))
      for group in groups {
        switch group {
        case "gemm": benchmarkProducts(&report, threads: n, seconds: seconds)
        case "conv": benchmarkConvolutions(&report, threads: n, seconds: seconds)
        case "norm": benchmarkElementwise(&report, threads: n, seconds: seconds)
        case "attention": benchmarkAttention(&report, threads: n, seconds: seconds)
        case "train": benchmarkTrainingStep(&report, threads: n)
        case "mari": benchmarkMariMetric2(&report, threads: n)
        case "full":
          guard let weights else { throw ValidationError("--only full needs --weights FOLDER of init-from") }
          try benchmarkFullSize(&report, threads: n, folder: weights)
        case "metrics": benchmarkMetrics(&report, seconds: seconds)
        case "sd21": try benchmarkStableDiffusion(&report, threads: n, folder: try folder(for: group))
        case "vae": try benchmarkDecoding(&report, threads: n, folder: try folder(for: group))
        case "unidepthv2": try benchmarkUniDepthV2(&report, threads: n, folder: try folder(for: group))
        case "da3": try benchmarkDepthAnything3(&report, threads: n, folder: try folder(for: group))
        default:
          throw ValidationError(
            "--only \(only): expected gemm, conv, norm, attention, train, mari, metrics, sd21, vae, unidepthv2, da3")
        }
      }
    }
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(report).write(to: URL(fileURLWithPath: json), options: .atomic)
    }
  }

  private func folder(for group: String) throws -> String {
    guard let weights else { throw ValidationError("--only \(group) needs --weights FOLDER") }
    return weights
  }
}
