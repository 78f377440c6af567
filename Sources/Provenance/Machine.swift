import Foundation
import Numerics
import Processes

/// The machine a version was made on.
package struct Machine: Codable, Sendable {
  package let cpu: String
  /// Those that decide which kernels run.
  package let cpu_features: [String]
  package let cores: Int
  package let memory_gib: Double
  package let system: String
  package let kernel: String

  package static func current() -> Machine {
    func field(_ name: String, in path: String) -> String? {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line?.drop { $0 != ":" && $0 != "=" }.dropFirst().trimmingCharacters(
        in: CharacterSet(charactersIn: " \t\""))
    }
    let features = Set((field("flags", in: "/proc/cpuinfo") ?? "").split(separator: " ").map(String.init))
    var names = utsname()
    uname(&names)
    let release = withUnsafeBytes(of: &names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let memory = Double(ProcessInfo.processInfo.physicalMemory) / 0x1p30
    return Machine(
      cpu: field("model name", in: "/proc/cpuinfo") ?? "unknown",
      cpu_features: ["avx2", "fma", "avx512f", "avx512vl"].filter(features.contains),
      cores: ProcessInfo.processInfo.activeProcessorCount, memory_gib: (memory * 10).rounded() / 10,
      system: field("PRETTY_NAME", in: "/etc/os-release") ?? "unknown", kernel: release)
  }

  /// Of the compiler, the libraries and the tools that figures are made with.
  package static func versions() -> [String: String] {
    func firstLine(_ text: String?) -> String? { text?.split(separator: "\n").first.map(String.init) }
    var versions = ["openblas_configuration": OpenBLAS.configuration.trimmingCharacters(in: .whitespaces)]
    versions["openblas_core"] = OpenBLAS.coreName
    versions["swift"] = firstLine(ChildProcess.output(of: "swift", "--version"))
    versions["gnuplot"] = firstLine(ChildProcess.output(of: "gnuplot", "--version"))
    versions["font"] = firstLine(ChildProcess.output(of: "fc-match", "DejaVu Sans"))
    for library in ["libpng", "zlib", "libjpeg", "libzip", "jansson", "libcrypto", "cairo"] {
      versions[library] = firstLine(ChildProcess.output(of: "pkg-config", "--modversion", library))
    }
    return versions
  }
}
