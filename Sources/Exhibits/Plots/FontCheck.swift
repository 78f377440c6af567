import Foundation
import Files
import Synchronization

/// Whether figures get the font they name. Where it is missing, cairo takes another without a word, and the picture is
/// not the one that other machines draw.
enum FontCheck {
  /// Throws (69) without it. Asked once a process: fontconfig's answer costs some milliseconds.
  static func check(_ figure: String) throws {
    let fault = known.withLock { known -> String in
      if let known { return known }
      let fault = FontCheck.fault()
      known = fault
      return fault
    }
    if !fault.isEmpty { throw Figure.Fault(exitCode: 69, description: "figure \(figure): \(fault)") }
  }

  private static let known = Mutex<String?>(nil)

  /// Empty where all is well.
  static func fault(environment: [String: String]? = nil) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["fc-match", "-f", "%{family}", HouseStyle.font]
    if let environment { process.environment = environment }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "cannot run fc-match: ./setup installs it" }
    let family = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { return "fc-match is missing or fails: ./setup installs it (fontconfig)" }
    if family.split(separator: ",").contains(Substring(HouseStyle.font)) { return "" }
    return "the font \(HouseStyle.font) is missing, \(family.isEmpty ? "and every other" : "\(printable(family)) would be taken"):"
      + " ./setup installs it (fonts-dejavu-core)"
  }
}
